"""We come back: after a controller or its switch was away, what is true there becomes true here."""

from datetime import datetime

from django.db import transaction

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.enums import Party
from yesline.calls.models import Leg
from yesline.calls.ports import ChannelSeen, Connect, DropBridge, HangUp, RingTone, Wish
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact
from yesline.flows import answer, arrive, call_in, on_duty, reach_out, route
from yesline.routing import actions as routing
from yesline.routing import queries as offers
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState


def reconcile(
    *,
    node: str,
    channels: list[ChannelSeen],
    bridges: list[str],
    switch_began_at: datetime | None = None,
    at: datetime,
) -> list[Wish]:
    """Compare the switch's living channels and bridges with our living legs and offers, and mend both sides.

    Nothing that talks is touched. Legs that vanished become facts, channels nobody knows become contacts
    or are let go, bridges nobody owns are removed. Who was cut off because the switch died (it began after them)
    is called back.
    """
    seen = {channel.id: channel for channel in channels}
    silent = _silent(seen)  # before anything below makes new offers, whose phones can't ring yet
    _undone(node, seen, at=at)
    wishes = switch_died(node=node, began_at=switch_began_at, at=at) if switch_began_at else []
    wishes += _vanished(node, seen, at=at)
    talking = offers.in_conversation(node)
    for channel in channels:
        if channel.id not in talking:
            wishes += _unknown(node, channel, at=at)
    wishes += _offered_anew(silent, at=at)
    return [*wishes, *_bridges(node, bridges)]


def switch_died(*, node: str, began_at: datetime, at: datetime) -> list[Wish]:
    """The switch began after some of our legs: those went with its predecessor, and who was cut off is called back.

    To be told before what the rescue plan did since: whoever has rung again is then known as one who is owed a call.
    """
    old = [leg for leg in call_facts.living_legs(node) if leg.began_at < began_at]
    return _gone(node, old, by_us=True, at=at)


@transaction.atomic
def _undone(node: str, seen: dict[str, ChannelSeen], *, at: datetime) -> None:
    """What was begun and whose end nobody saw: commands on their way, recordings of callers who are gone."""
    calls.commands_lost(node, at=at)
    for recording in call_facts.running_recordings(node):
        if recording.channel not in seen:
            calls.recording_raw(node=node, channel=recording.channel, at=at)


def _vanished(node: str, seen: dict[str, ChannelSeen], *, at: datetime) -> list[Wish]:
    """Legs that ended while nobody listened."""
    gone = [leg for leg in call_facts.living_legs(node) if leg.channel not in seen]
    return _gone(node, gone, by_us=False, at=at)


def _gone(node: str, gone: list[Leg], *, by_us: bool, at: datetime) -> list[Wish]:
    """Callers first, so that no agent is kept for a caller who left."""
    wishes: list[Wish] = []
    for leg in sorted(gone, key=lambda leg: leg.party != Party.CALLER):
        if leg.party == Party.CALLER:
            wishes += answer.caller_left(node=node, channel=leg.channel, lost=True, by_us=by_us, at=at)
            wishes += answer.recording_complete(node=node, channel=leg.channel, at=at)
        else:
            offer_id = int(leg.channel.removeprefix("offer-"))
            wishes += answer.agent_left(offer_id=offer_id, lost=True, at=at)
    return wishes


def _unknown(node: str, channel: ChannelSeen, *, at: datetime) -> list[Wish]:
    if channel.id.startswith("offer-"):
        return _agents_leg(channel, at=at)
    leg = call_facts.leg_of(node, channel.id)
    if leg is None and channel.id.startswith("back-"):
        return [HangUp(channel=channel.id)]
    if leg is not None:
        return _known_caller(node, channel, leg.contact, at=at)
    if channel.app_args[:1] == ("in",):
        return arrive.call_arrived(
            node=node,
            channel=channel.id,
            caller_number=channel.caller_number,
            trunk=channel.app_args[1],
            dialled=channel.app_args[2],
            ticket="".join(channel.app_args[4:5]),
            at=channel.created_at or at,
        )
    return []


def _known_caller(node: str, channel: ChannelSeen, contact: Contact, *, at: datetime) -> list[Wish]:
    """Whoever waits unanswered rings on, and is answered in time as their trunk wants it. Whoever waits elsewhere in
    the switch was sent to the rescue plan while we were away, and is not rung for here.

    A conversation that was ended here, while the switch was never told: nobody may be left in silence.
    """
    if contact.state == State.ENDED or (contact.left_at is not None and contact.state != State.CALLING):
        return [HangUp(channel=channel.id)]
    if contact.state == State.CALLING:
        return reach_out.reached(node=node, channel=channel.id, at=at) if channel.app_args else []
    if contact.state not in {State.WAITING, State.OFFERED}:
        return []
    if not channel.app_args:
        return arrive.gone_to_rescue(node=node, channel=channel.id, at=at)
    if channel.state == "Up":
        return []
    left = contact.number.trunk.answer_after - (at - contact.arrived_at)
    return [RingTone(channel=channel.id, answer_after=max(0.0, left.total_seconds()))]


def _agents_leg(channel: ChannelSeen, *, at: datetime) -> list[Wish]:
    """It was answered unheard, still rings, is in its conversation, or belongs to nobody any more."""
    offer = Offer.objects.select_related("contact").filter(pk=int(channel.id.removeprefix("offer-"))).first()
    if offer is None:
        return [HangUp(channel=channel.id)]
    if offer.state == OfferState.LIVE and channel.state == "Up" and channel.app_args[-1:] == ("key",):
        # A mobile that picked up; whether somebody pressed a key, nobody heard.
        return [HangUp(channel=channel.id), *_offered_anew([offer], at=at)]
    if offer.state == OfferState.LIVE:
        up = channel.state == "Up"
        return answer.agent_answered(offer_id=offer.pk, channel=channel.id, at=at) if up else []
    talking = offer.contact.state in {State.TALKING, State.CALLING} and offer == offers.accepted_offer_for(
        offer.contact_id
    )
    return [] if talking or call_in.is_in(offer=offer) else [HangUp(channel=channel.id)]


def _silent(seen: dict[str, ChannelSeen]) -> list[Offer]:
    """Offers that say they ring while no phone rings."""
    ringing = [int(name.removeprefix("offer-")) for name in seen if name.startswith("offer-")]
    return list(Offer.objects.filter(state=OfferState.LIVE).exclude(pk__in=ringing).order_by("id"))


def _offered_anew(silent: list[Offer], *, at: datetime) -> list[Wish]:
    """Nobody's fault: they are withdrawn, and whoever waits is offered again."""
    wishes: list[Wish] = []
    for offer in silent:
        pool_id = _withdrawn(offer, at=at)
        if pool_id is not None:
            wishes += route.match(pool_id=pool_id, at=at)
    return wishes


@transaction.atomic
def _withdrawn(offer: Offer, *, at: datetime) -> int | None:
    contact = ledger.locked(offer.contact_id)
    if offer.duty:
        gone = on_duty.not_taken(offer=offer, contact=contact, to=OfferState.WITHDRAWN, at=at)
        return contact.pool_id if gone else None
    if not routing.end(offer.pk, to=OfferState.WITHDRAWN, at=at):
        return None
    contacts.move(contact, Event.UNREACHABLE, at=at, who=offer.agent_id)
    staff.move(offer.agent_id, to=AgentState.AVAILABLE, at=at, when={AgentState.OFFERED})
    return contact.pool_id


def _bridges(node: str, bridges: list[str]) -> list[Wish]:
    """Conversations whose bridge is missing are put together again; bridges of none are removed."""
    talking = {contact.pk: contact for contact in Contact.objects.filter(state=State.TALKING)}
    there = set(bridges)
    wishes: list[Wish] = []
    for contact in (talking[pk] for pk in talking if f"contact-{pk}" not in there):
        caller, offer = call_facts.caller_leg(contact.pk), offers.accepted_offer_for(contact.pk)
        if caller and offer and caller.node == node:
            wishes.append(Connect(contact_id=contact.pk, caller_channel=caller.channel, agent_channel=offer.channel))
    ours = [name for name in bridges if name.startswith("contact-")]
    return wishes + [DropBridge(name=name) for name in ours if int(name.removeprefix("contact-")) not in talking]
