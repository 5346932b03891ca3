"""Two people talk: connected, held, taken back, ended by a person, or brought together again after a fault."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.enums import LegState, Party, Verb
from yesline.calls.ports import (
    Connect,
    Disconnect,
    EndCall,
    HangUp,
    Wish,
)
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, Outcome, State
from yesline.contacts.models import Contact
from yesline.flows import call_in, on_duty, reach_out, route, wrap_up
from yesline.kernel.errors import NotNow, NotYours
from yesline.routing import actions as routing
from yesline.routing import queries as offers
from yesline.routing import rules as routing_rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState, StateReason
from yesline.staff.queries import Seat

# What people ask. Each writes a command; the fact that follows moves the state.


def hold(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """Music to the caller, the agent unheard."""
    _ask(seat, contact_id, Verb.HOLD, at=at)


def take_back(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """The caller hears the agent again."""
    _ask(seat, contact_id, Verb.TAKE_BACK, at=at)


def hang_up(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """A person ends the conversation, after saying goodbye."""
    _ask(seat, contact_id, Verb.HANG_UP, at=at)


def dont_record(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """The caller wishes no recording: what was taken so far is removed too."""
    _ask(seat, contact_id, Verb.DONT_RECORD, at=at)


def not_there(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """Who was called back is not there; a voicemail picked up, or somebody who knows nothing. It stays owed."""
    _ask(seat, contact_id, Verb.NOT_THERE, at=at)


@transaction.atomic
def _ask(seat: Seat, contact_id: int, verb: Verb, *, at: datetime) -> None:
    contact = ledger.seen_by(seat, contact_id)
    if contact.agent_id != seat.agent.pk:
        raise NotYours
    if verb == Verb.NOT_THERE and not contact.tries:
        raise NotNow(_("They rang us: somebody is there."))
    if contact.state != State.TALKING and not (verb == Verb.HANG_UP and contact.state == State.CALLING):
        raise NotNow(_("This conversation is over."))
    leg = call_facts.caller_leg(contact.pk)
    node = leg.node if leg else settings.NODE
    calls.ask(
        verb=verb,
        node=node,
        agent=seat.agent,
        organisation_id=contact.organisation_id,
        contact=contact,
        at=at,
    )


# What the switch reports.


@transaction.atomic
def agent_answered(*, offer_id: int, channel: str, at: datetime) -> list[Wish]:
    """The agent picked up. If the caller left in this very moment, the agent's leg goes again."""
    found = offers.offer(offer_id)
    if found is None:
        return [HangUp(channel=channel)]
    offer, contact = found
    needed = {State.WAITING, State.OFFERED, State.TALKING} if offer.duty else {State.OFFERED}
    if contact.state not in needed or not routing.end(offer.pk, to=OfferState.ACCEPTED, at=at):
        return [HangUp(channel=channel)] if offer.state != OfferState.ACCEPTED else []
    caller = call_facts.caller_leg(contact.pk)
    staff.move(offer.agent_id, to=AgentState.TALKING, at=at, when={AgentState.OFFERED})
    node = caller.node if caller else settings.NODE
    calls.leg_began(
        contact,
        party=Party.AGENT,
        node=node,
        channel=channel,
        state=LegState.UP,
        at=at,
        agent_id=offer.agent_id,
    )
    if contact.state == State.TALKING:
        return call_in.joined(contact=contact, offer=offer, caller_channel=caller.channel if caller else "", at=at)
    others = on_duty.leave_in_peace(contact_id=contact.pk, at=at)
    if contact.left_at is not None:
        return [*others, *reach_out.call(contact=contact, agent_id=offer.agent_id, agent_channel=channel, at=at)]
    first_answer = contact.answered_at or at
    contacts.move(contact, Event.ANSWERED, at=at, who=offer.agent_id, **_answered_by(offer.agent_id, first_answer))
    connect = Connect(contact_id=contact.pk, caller_channel=caller.channel if caller else "", agent_channel=channel)
    return [*others, connect]


def _answered_by(agent_id: int, first_answer: datetime) -> dict[str, object]:
    return {
        "agent_id": agent_id,
        "answered_at": first_answer,
        "kept_until": None,
        "wrapped_up_at": None,
        "held": False,
    }


@transaction.atomic
def connected(*, contact_id: int, at: datetime) -> list[Wish]:
    """Both can hear each other; from this word on it is recorded."""
    contact = ledger.locked(contact_id)
    if contact.state != State.TALKING:
        return []
    contacts.connected(contact, at=at)
    leg = calls.caller_up(contact.pk)
    if leg is not None:
        node, channel = leg
        calls.recording_began(contact, node=node, channel=channel, at=at)
    return []


def agent_left(*, offer_id: int, lost: bool, kept: bool = True, at: datetime) -> list[Wish]:
    """The agent's leg is gone: hung up by them, or lost with their phone.

    A lost agent never ends a caller's call: the caller is first in line and, if `kept`, kept a moment for this agent.
    """
    wishes, pool_id = _agent_left(offer_id, lost=lost, kept=kept, at=at)
    return wishes if pool_id is None else [*wishes, *route.match(pool_id=pool_id, at=at)]


@transaction.atomic
def _agent_left(offer_id: int, *, lost: bool, kept: bool, at: datetime) -> tuple[list[Wish], int | None]:
    found = offers.offer(offer_id)
    if found is None:
        return [], None
    offer, contact = found
    was_here = calls.leg_gone(contact.pk, offer.channel, at=at)
    others = call_in.goes_on(contact=contact, without=offer, at=at) if was_here else None
    if others is not None:
        return others, None
    if contact.state not in {State.TALKING, State.CALLING} or offers.accepted_offer_for(contact.pk) != offer:
        return [], None
    caller = call_facts.caller_leg(contact.pk)
    if contact.state == State.CALLING or caller is None:
        event = Event.AGENT_LOST if lost else Event.AGENT_HUNG_UP
        return reach_out.came_to_nothing(contact=contact, event=event, lost=lost, at=at) if caller else [], None
    if not lost:
        ends = {"caller_channel": caller.channel, "agent_channel": offer.channel}
        return over(contact=contact, event=Event.AGENT_HUNG_UP, **ends, at=at), None
    _agent_lost(contact, offer, kept=kept, at=at)
    parted = Disconnect(contact_id=contact.pk, caller_channel=caller.channel, agent_channel=offer.channel)
    return [parted], contact.pool_id


def _agent_lost(contact: Contact, offer: Offer, *, kept: bool, at: datetime) -> None:
    until = at + routing_rules.REJOIN_FOR if kept and not offer.duty else None
    contacts.move(contact, Event.AGENT_LOST, at=at, who=offer.agent_id, kept_until=until, held=False)
    if on_duty.was_off(offer=offer):
        on_duty.give_back(offer=offer, when=AgentState.TALKING, at=at)
    else:
        gone = StateReason.PHONE_LOST
        staff.move(offer.agent_id, to=AgentState.OFFLINE, reason=gone, at=at, when={AgentState.TALKING})


@transaction.atomic
def caller_left(*, node: str, channel: str, lost: bool, by_us: bool = False, at: datetime) -> list[Wish]:
    """The caller's leg is gone: hung up, or lost by a fault, perhaps of our own switch (`by_us`).

    Whoever was rung for them is left in peace. Who was not helped yet keeps their place, and is called back.
    """
    contact = call_facts.contact_on(node, channel)
    if contact is None or not calls.leg_gone(contact.pk, channel, at=at):
        return []
    event = Event.CALLER_LOST if lost else Event.CALLER_HUNG_UP
    if contact.state == State.CALLING:
        return reach_out.came_to_nothing(contact=contact, event=Event.NOT_REACHED, lost=by_us, at=at)
    if contact.state == State.TALKING:
        return _cut_off(contact, at=at) if by_us else _callers_end(contact, event, channel, at=at)
    if contacts.move(contact, event, at=at) is None:
        return []
    wrap_up.written_by_the_lost(contact=contact, at=at)
    if contact.outcome != Outcome.TALKED:
        reach_out.left(contact=contact, lost=lost, at=at)
    return on_duty.leave_in_peace(contact_id=contact.pk, at=at)


def over(*, contact: Contact, event: Event, caller_channel: str, agent_channel: str, at: datetime) -> list[Wish]:
    """The conversation ends; the agent finishes the notes. Somebody on duty goes back to what they were."""
    offer = offers.accepted_offer_for(contact.pk)
    contacts.move(contact, event, at=at, who=contact.agent_id)
    if offer is not None and on_duty.was_off(offer=offer):
        on_duty.give_back(offer=offer, when=AgentState.TALKING, at=at)
        wrap_up.left_to_its_owner(contact=contact, at=at)
    elif contact.agent_id is not None:
        staff.move(contact.agent_id, to=AgentState.WRAP_UP, at=at, when={AgentState.TALKING})
    end = EndCall(contact_id=contact.pk, caller_channel=caller_channel, agent_channel=agent_channel)
    return [*on_duty.leave_in_peace(contact_id=contact.pk, at=at), *call_in.over(contact=contact), end]


def _callers_end(contact: Contact, event: Event, channel: str, *, at: datetime) -> list[Wish]:
    offer = offers.accepted_offer_for(contact.pk)
    return over(
        contact=contact, event=event, caller_channel=channel, agent_channel=offer.channel if offer else "", at=at
    )


def _cut_off(contact: Contact, *, at: datetime) -> list[Wish]:
    """Our switch died in the middle of a conversation: both legs are gone, and the agent calls back."""
    agent_id = contact.agent_id
    contacts.move(contact, Event.CALLER_LOST, at=at, who=agent_id)
    if agent_id is not None:
        gone = StateReason.PHONE_LOST
        staff.move(agent_id, to=AgentState.OFFLINE, reason=gone, at=at, when={AgentState.TALKING})
    reach_out.cut_off(contact=contact, at=at)
    return []


def recording_complete(*, node: str, channel: str, at: datetime) -> list[Wish]:
    """The caller's channel is closed: its sound is whole and can be kept."""
    calls.recording_raw(node=node, channel=channel, at=at)
    return []
