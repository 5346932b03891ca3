"""Three facts before "hello": what we owe this caller, what is broken for them, what was last. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from yesline.cases.models import Case
from yesline.contacts.enums import Outcome
from yesline.contacts.models import Contact
from yesline.customers import rules
from yesline.customers.enums import ServiceState
from yesline.customers.models import Contract, Service
from yesline.flows.recognise import Card
from yesline.promises.models import Promise
from yesline.staff.models import Agent
from yesline.web import words

MOST = 3


@dataclass(frozen=True)
class Fact:
    """One line: when, what (in bold), more about it, and what stands at its end, coloured by `state`."""

    when: str
    what: str
    more: str = ""
    left: str = ""
    state: str = ""  # "", warn, bad
    glyph: str = "clock"


def facts(card: Card, *, agent: Agent, at: datetime) -> list[Fact]:
    """The three that matter most, the most pressing first; fewer if there is less to say."""
    return list(islice(_all(card, agent, at), MOST))


def _all(card: Card, agent: Agent, at: datetime) -> Iterator[Fact]:
    promised = [_promise(one, agent, at) for one in card.promises]
    yield from promised[:1]
    yield from islice(_troubles(card, at), 1)
    yield from (_case(one, agent, at) for one in card.cases[:1])
    yield from (_last(one, agent, at) for one in card.history[:1])
    yield from promised[1:]


def _promise(promise: Promise, agent: Agent, at: datetime) -> Fact:
    said = {"who": promise.keeper.name, "what": promise.what}
    ours = promise.keeper_id == agent.pk
    promised = {"when": words.at_moment(promise.made_at, at), "number": promise.case_id}
    late, soon = promise.due_at < at, promise.due_at < at + timedelta(hours=1)
    return Fact(
        when=_short(promise.due_at, at),
        what=_("You promised: %(what)s") % said if ours else _("%(who)s promised: %(what)s") % said,
        more=_("promised %(when)s, case № %(number)d") % promised,
        left=words.until(promise.due_at, at),
        state="bad" if late else "warn" if soon else "",
        glyph="octagon-alert" if late else "clock",
    )


def _troubles(card: Card, at: datetime) -> Iterator[Fact]:
    """Services that don't work, then accounts below zero."""
    for contract in card.contracts:
        broken = [one for one in contract.services.all() if one.state != ServiceState.WORKING]
        yield from (_service(one, contract, at) for one in broken)
    for contract in card.contracts:
        if contract.balance < 0:
            yield Fact(
                when=_("now"),
                what=_("The account is below zero"),
                more=rules.house_of(contract.address),
                left=words.money(contract.balance, contract.currency),
                state="bad",
                glyph="octagon-alert",
            )


def _service(service: Service, contract: Contract, at: datetime) -> Fact:
    since, state = service.state_since, str(service.get_state_display())
    return Fact(
        when=_short(since, at) if since else _("now"),
        what=f"{service.name}: {state}",
        more=rules.house_of(contract.address),
        left=words.span(at - since) if since else state,
        state="bad",
        glyph="wifi-off" if service.state == ServiceState.NO_SIGNAL else "ban",
    )


def _case(case: Case, agent: Agent, at: datetime) -> Fact:
    owner = _("you own it") if case.owner_id == agent.pk else case.owner.name
    return Fact(
        when=_short(case.first_reported_at, at),
        what=case.title,
        more=_("case № %(number)d, %(owner)s") % {"number": case.pk, "owner": owner},
        left=words.until(case.due_at, at),
        state="bad" if case.due_at < at else "",
        glyph="octagon-alert",
    )


def _last(contact: Contact, agent: Agent, at: datetime) -> Fact:
    if contact.outcome != Outcome.TALKED:
        what = _("Called and did not reach anybody")
    elif contact.agent_id == agent.pk:
        what = _("Spoke with you")
    else:
        what = _("Spoke with %(who)s") % {"who": contact.agent.name if contact.agent else _("the on-duty people")}
    topic = contact.topic.name if contact.topic else ""
    return Fact(_short(contact.arrived_at, at), what, more=topic, left=words.ago(contact.arrived_at, at))


def _short(when: datetime, at: datetime) -> str:
    """`18:00` if it is today, else the day."""
    return words.clock(when) if words.day(when, at) == _("today") else words.day(when, at)
