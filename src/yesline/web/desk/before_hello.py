"""Three facts before "hello": what we owe this caller, what is broken for them, what was last. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yesline.cases.models import Case
from yesline.contacts.enums import Outcome
from yesline.contacts.models import Contact
from yesline.customers.enums import ServiceState
from yesline.flows.recognise import Card
from yesline.promises.models import Promise
from yesline.staff.models import Agent
from yesline.web import words

MOST = 3


@dataclass(frozen=True)
class Fact:
    """One line: when, what (in bold), more about it, and how long ago or ahead; `state` colours the last."""

    when: str
    what: str
    more: str = ""
    left: str = ""
    state: str = ""  # "", warn, bad
    glyph: str = "clock"


def facts(card: Card, *, agent: Agent, at: datetime) -> list[Fact]:
    """The three that matter most, the most pressing first."""
    return [fact for fact, _n in zip(_all(card, agent, at), range(MOST), strict=False)]


def _all(card: Card, agent: Agent, at: datetime) -> Iterator[Fact]:
    yield from (_promise(one, agent, at) for one in card.promises[:1])
    yield from _trouble(card, at)
    yield from (_case(one, agent, at) for one in card.cases[:1])
    yield from (_last(one, agent, at) for one in card.history[:1])
    yield from (_promise(one, agent, at) for one in card.promises[1:2])


def _promise(promise: Promise, agent: Agent, at: datetime) -> Fact:
    if promise.keeper_id == agent.pk:
        what = _("You promised: %(what)s") % {"what": promise.what}
    else:
        what = _("%(who)s promised: %(what)s") % {"who": promise.keeper.name, "what": promise.what}
    state = "bad" if promise.due_at < at else "warn" if promise.due_at < at + timedelta(hours=1) else ""
    more = _("promised %(when)s, case № %(number)d") % {
        "when": words.at_moment(promise.made_at, at), "number": promise.case_id,
    }
    when = words.clock(promise.due_at) if words.day(promise.due_at, at) == _("today") else words.day(promise.due_at, at)
    return Fact(when, what, more, words.until(promise.due_at, at), state, "octagon-alert" if state == "bad" else "clock")


def _trouble(card: Card, at: datetime) -> Iterator[Fact]:
    """A service that doesn't work, or an account below zero: whatever came first."""
    for contract in card.contracts:
        for service in contract.services.all():
            if service.state != ServiceState.WORKING:
                since = service.state_since
                when = words.clock(since) if since and words.day(since, at) == _("today") else ""
                when = when or (words.day(since, at) if since else _("now"))
                label = f"{service.name}: {service.get_state_display()}"
                left = words.ago(since, at) if since and at - since < timedelta(days=1) else ""
                yield Fact(when, label, contract.address, left or service.get_state_display(), "bad", "wifi-off")
                return
        if contract.balance < 0:
            more = _("contract %(number)s") % {"number": contract.number}
            yield Fact(_("now"), _("The account is below zero"), more, words.money(contract.balance, contract.currency), "bad", "octagon-alert")
            return


def _case(case: Case, agent: Agent, at: datetime) -> Fact:
    owner = _("you own it") if case.owner_id == agent.pk else case.owner.name
    more = _("case № %(number)d, %(owner)s") % {"number": case.pk, "owner": owner}
    state = "bad" if case.due_at < at else ""
    return Fact(words.day(case.first_reported_at, at), case.title, more, words.until(case.due_at, at), state, "octagon-alert")


def _last(contact: Contact, agent: Agent, at: datetime) -> Fact:
    if contact.outcome != Outcome.TALKED:
        what = _("Called and did not reach anybody")
    elif contact.agent_id == agent.pk:
        what = _("Spoke with you")
    else:
        what = _("Spoke with %(who)s") % {"who": contact.agent.name if contact.agent else _("the on-duty people")}
    return Fact(words.day(contact.arrived_at, at), what, contact.topic.name if contact.topic else "", words.clock(contact.arrived_at))
