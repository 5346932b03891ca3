"""What a desk shows now: which view, made of which sections, from which facts.

A view has a key. While the key stays the same the page stays, and only sections whose text changed are sent;
what somebody types in (the section of the form) is never replaced under their hands.
"""

from dataclasses import dataclass, field
from typing import Any

from yesline.flows import call_in, follow, on_the_line, promise, recognise, review, show
from yesline.flows.on_the_line import Line
from yesline.promises.enums import Told
from yesline.staff import rules as staff
from yesline.web import papers
from yesline.web.desk import before_hello, case_words, story, why
from yesline.web.requests import AgentRequest

IDLE = "idle"
ON_IDLE = ("day", "my-cases", "my-phone", "missed", "listened")
BREAKS = {reason.value: reason.label for reason in staff.BREAKS}
ON_RINGING = ("who", "hello", "open-cases", "history", "owed")
ON_CARD = ("who", "open-cases", "history", "owed")
ON_CASE = ("case-sheet",)
TABS = ("customer-", "case-")  # views that stay open in tabs


@dataclass(frozen=True)
class View:
    """One state of the desk's main part."""

    key: str
    template: str
    sections: tuple[str, ...]  # element ids; each is drawn by desk/<id>.html
    context: dict[str, Any] = field(default_factory=dict)
    tab: str = ""  # what its tab is called, if it stays open in one

    @property
    def wide(self) -> bool:
        """Two columns instead of three."""
        return self.key == IDLE or self.key.startswith("case-")


def now(request: AgentRequest) -> View:
    """The view that follows from what is on the agent's line."""
    line = on_the_line.line(seat=request.seat, at=request.at)
    if line.contact is None:
        return _idle(request, line)
    card = recognise.card_of_contact(seat=request.seat, contact_id=line.contact.pk, at=request.at)
    context = {"line": line, "card": card, **story.of(card)}
    if line.stage == "ringing":
        called = recognise.called_before(contact=line.contact, since=why.midnight(request.at))
        context["probably"] = why.probably(card, times=called, at=request.at)
        context["facts"] = before_hello.facts(card, agent=request.seat.agent, at=request.at)
        return View(f"ringing-{line.contact.pk}", "desk/ringing.html", ON_RINGING, context)
    context |= story.form(card, request.at)
    context["called_in"] = call_in.state_of(contact=line.contact)
    return View(f"contact-{line.contact.pk}", "desk/contact.html", ON_CARD, context)


def customer(request: AgentRequest, customer_id: int) -> View:
    """A customer's card, opened without a call: logged as such."""
    line = on_the_line.line(seat=request.seat, at=request.at)
    card = recognise.card_of_customer(seat=request.seat, customer_id=customer_id, at=request.at)
    context = {"line": line, "breaks": BREAKS, "card": card, **story.of(card)}
    name = card.customer.full_name if card.customer else ""
    return View(f"customer-{customer_id}", "desk/customer.html", ON_CARD, context, tab=name)


def case(request: AgentRequest, case_id: int) -> View:
    """A case in a tab of its own."""
    line = on_the_line.line(seat=request.seat, at=request.at)
    file = follow.seen(seat=request.seat, case_id=case_id, at=request.at)
    found = file.case
    context = {
        "line": line, "breaks": BREAKS, "case": found, "file": file, "told": Told.choices,
        "secret": show.link(case=found), "word": show.word(case=found),
        "why": case_words.why(file, request.at), "history": case_words.history(file, request.at),
        "accepted": papers.ACCEPTED,
    }  # fmt: skip
    return View(f"case-{case_id}", "desk/case.html", ON_CASE, context, tab=f"\u2116 {found.pk} {found.title}")


def _idle(request: AgentRequest, line: Line) -> View:
    context = {
        "line": line,
        "breaks": BREAKS,
        "day": promise.my_day(seat=request.seat, at=request.at),
        "listened": review.listened(seat=request.seat, at=request.at),
    }
    return View(IDLE, "desk/idle.html", ON_IDLE, context)


def stays(before: str, view: View) -> bool:
    """Whether the page a browser shows may stay: the same view, or what is open in a tab and nobody rings over."""
    return before == view.key or (before.startswith(TABS) and view.context["line"].stage != "ringing")
