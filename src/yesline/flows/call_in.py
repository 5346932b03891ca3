"""An agent calls in whoever is on duty: all three hear each other, then the agent leaves and the other goes on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.enums import Verb
from yesline.calls.ports import HangUp, Join, TakeBack, Wish
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact
from yesline.flows import on_duty, wrap_up
from yesline.kernel import hints, locks
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Organisation
from yesline.routing.beside import actions as beside
from yesline.routing.beside import queries as summoned
from yesline.routing.enums import OfferState, SummonsState
from yesline.routing.models import Offer, Summons
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent
from yesline.staff.queries import Seat
from yesline.staff.rota import queries as duty
from yesline.staff.rota import rules
from yesline.staff.rota.rules import Spell

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class CalledIn:
    """How an agent's asking for somebody on duty stands: "" · ringing · here · nobody."""

    stage: str = ""
    name: str = ""  # of whoever is rung or here


def state_of(*, contact: Contact) -> CalledIn:
    """What the desk shows beside a conversation."""
    summons = summoned.summons_of(contact.pk)
    if summons is None or contact.state != State.TALKING:
        return CalledIn()
    if summons.state == SummonsState.CAME:
        others = [leg.agent for leg in call_facts.agent_legs(contact.pk) if leg.agent_id != contact.agent_id]
        return CalledIn("here", others[0].name) if others and others[0] else CalledIn()
    rung = next((one for one in reversed(summoned.duty_rung(contact.pk)) if one.ended_at is None), None)
    name = Agent.objects.get(pk=rung.agent_id).name if rung else ""
    stages: dict[str, str] = {SummonsState.RINGING: "ringing", SummonsState.NOBODY: "nobody"}
    return CalledIn(stages.get(summons.state, ""), name)


# What an agent asks.


@transaction.atomic
def ask(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """Ring whoever is on duty for faults, one after another, once. The caller and the agent talk on meanwhile."""
    contact = _mine(seat, contact_id)
    if not _technicians(contact, at=at):
        raise NotNow(_("Nobody is on duty for this now. Promise the caller a time, and keep it as a case."))
    beside.summon(contact, by=seat.agent, at=at)


@transaction.atomic
def hand_over(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """The agent leaves the conversation to whoever has joined it; nothing else changes for the caller."""
    contact = _mine(seat, contact_id)
    if len(call_facts.agent_legs(contact.pk)) < 2:
        raise NotNow(_("You are alone with the caller. Somebody must have joined you first."))
    leg = call_facts.caller_leg(contact.pk)
    calls.ask(
        verb=Verb.HAND_OVER,
        node=leg.node if leg else "",
        agent=seat.agent,
        organisation_id=contact.organisation_id,
        contact=contact,
        at=at,
    )


def _mine(seat: Seat, contact_id: int) -> Contact:
    contact = ledger.seen_by(seat, contact_id)
    if contact.agent_id != seat.agent.pk:
        raise NotYours
    if contact.state != State.TALKING:
        raise NotNow(_("This conversation is over."))
    return contact


def _technicians(contact: Contact, *, at: datetime) -> list[Spell]:
    organisation = Organisation.objects.get(pk=contact.organisation_id)
    found = rules.spells(duty.rota_of(organisation), since=at, until=at + _MOMENT)
    in_turn = rules.chain(found, purposes=rules.TECHNICIANS, at=at)
    return [one for one in in_turn if one.agent_id != contact.agent_id]


# What the rounds of the controller do.


def ring_all(*, at: datetime) -> list[Wish]:
    """For everybody who has asked: the next on duty is rung; after the last of them, the agent is told."""
    return [wish for summons in summoned.ringing() for wish in _ring(summons, at=at)]


@transaction.atomic
def _ring(summons: Summons, *, at: datetime) -> list[Wish]:
    locks.hold(locks.MATCHING, summons.contact.pool_id)
    contact = ledger.locked(summons.contact_id)
    if contact.state != State.TALKING:
        beside.summons_ended(contact.pk, to=SummonsState.OVER, at=at)
        # Whoever is at work may be rung for this caller by now: they were cut off, and are called back.
        return on_duty.leave_in_peace(contact_id=contact.pk, on_duty_only=True, at=at)
    rung = summoned.duty_rung(contact.pk, since=summons.asked_at)
    if any(one.ended_at is None for one in rung):
        return []
    technicians = _technicians(contact, at=at)
    asked = duty.people({summons.asked_by_id})[summons.asked_by_id]
    came = summoned.how_they_came(contact.pk)
    caller = replace(came, contact=contact, name=": ".join(filter(None, [asked.name, came.name])))
    all_rung = bool(rung) and bool(technicians) and rung[-1].agent_id == technicians[-1].agent_id
    wishes = [] if all_rung else on_duty.ring_next(caller=caller, on_duty=technicians, rung=rung, at=at)
    if not wishes:
        beside.summons_ended(contact.pk, to=SummonsState.NOBODY, at=at)
    hints.tell(hints.agent(summons.asked_by_id))
    return wishes


# What the switch reports.


def joined(*, contact: Contact, offer: Offer, caller_channel: str, at: datetime) -> list[Wish]:
    """Whoever was called in has picked up: all three hear each other. The contact stays the agent's."""
    beside.summons_ended(contact.pk, to=SummonsState.CAME, at=at)
    contacts.move(contact, Event.JOINED, at=at, who=offer.agent_id)
    return [Join(contact_id=contact.pk, caller_channel=caller_channel, agent_channel=offer.channel)]


def goes_on(*, contact: Contact, without: Offer, at: datetime) -> list[Wish] | None:
    """Somebody has just left. If the caller still talks to another: what is to be done for them to go on; else None."""
    stay = call_facts.agent_legs(contact.pk) if contact.state == State.TALKING else []
    beside_the_agent = without.duty and without.agent_id != contact.agent_id
    if beside_the_agent:
        on_duty.give_back(offer=without, when=AgentState.TALKING, at=at)
    if not stay:
        return [] if beside_the_agent else None
    if beside_the_agent:
        contacts.move(contact, Event.PARTED, at=at, who=without.agent_id)
        return []
    wrap_up.written_by_the_lost(contact=contact, at=at)
    held, to = contact.held, stay[0]
    new = {"agent_id": to.agent_id, "held": False, "wrapped_up_at": None}
    contacts.move(contact, Event.HANDED_OVER, at=at, who=to.agent_id, **new)
    hints.tell(hints.agent(without.agent_id))
    if on_duty.was_off(offer=without):
        on_duty.give_back(offer=without, when=AgentState.TALKING, at=at)
    else:
        staff.move(without.agent_id, to=AgentState.AVAILABLE, at=at, when={AgentState.TALKING})
    caller = call_facts.caller_leg(contact.pk)
    back = TakeBack(contact_id=contact.pk, caller_channel=caller.channel if caller else "", agent_channel=to.channel)
    return [back] if held else []


def over(*, contact: Contact) -> list[Wish]:
    """The conversation is over: whoever had joined it is let go too."""
    others = [leg for leg in call_facts.agent_legs(contact.pk) if leg.agent_id != contact.agent_id]
    return [HangUp(channel=leg.channel) for leg in others]


def is_in(*, offer: Offer) -> bool:
    """Whether whoever was called in by this offer is in that conversation still."""
    if not offer.duty or offer.state != OfferState.ACCEPTED or offer.contact.state != State.TALKING:
        return False
    return offer.channel in {leg.channel for leg in call_facts.agent_legs(offer.contact_id)}
