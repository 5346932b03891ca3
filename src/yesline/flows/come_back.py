"""We come back: after a controller or its switch was away, what is true there becomes true here."""

from datetime import datetime

from django.db import transaction

from yesline.calls import queries as call_facts
from yesline.calls.enums import Party
from yesline.calls.ports import ChannelSeen, Connect, DropBridge, HangUp, Wish
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact
from yesline.flows import answer, arrive, route
from yesline.routing import actions as routing
from yesline.routing import queries as offers
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState


def reconcile(*, node: str, channels: list[ChannelSeen], bridges: list[str], at: datetime) -> list[Wish]:
    """Compare the switch's living channels and bridges with our living legs and offers, and mend both sides.

    Nothing that talks is touched. Legs that vanished become facts, channels nobody knows become contacts
    or are let go, bridges nobody owns are removed.
    """
    seen = {channel.id: channel for channel in channels}
    wishes = _vanished(node, seen, at=at)
    for channel in channels:
        wishes += _unknown(node, channel, at=at)
    wishes += _offers(seen, at=at)
    return [*wishes, *_bridges(node, bridges)]


def _vanished(node: str, seen: dict[str, ChannelSeen], *, at: datetime) -> list[Wish]:
    """Legs that ended while nobody listened; callers first, so that no agent is kept for a caller who left."""
    wishes: list[Wish] = []
    gone = [leg for leg in call_facts.living_legs(node) if leg.channel not in seen]
    for leg in sorted(gone, key=lambda leg: leg.party != Party.CALLER):
        if leg.party == Party.CALLER:
            wishes += answer.caller_left(node=node, channel=leg.channel, lost=True, at=at)
            wishes += answer.recording_complete(node=node, channel=leg.channel, at=at)
        else:
            offer_id = int(leg.channel.removeprefix("offer-"))
            wishes += answer.agent_left(offer_id=offer_id, lost=True, at=at)
    return wishes


def _unknown(node: str, channel: ChannelSeen, *, at: datetime) -> list[Wish]:
    if channel.id.startswith("offer-"):
        offer = Offer.objects.filter(pk=int(channel.id.removeprefix("offer-"))).first()
        if offer is not None and offer.state == OfferState.LIVE and channel.state == "Up":
            return answer.agent_answered(offer_id=offer.pk, channel=channel.id, at=at)
        alive = offer is not None and offer.state in {OfferState.LIVE, OfferState.ACCEPTED}
        return [] if alive else [HangUp(channel=channel.id)]
    if channel.app_args[:1] == ("in",) and call_facts.leg_of(node, channel.id) is None:
        return arrive.call_arrived(
            node=node,
            channel=channel.id,
            caller_number=channel.caller_number,
            trunk=channel.app_args[1],
            dialled=channel.app_args[2],
            at=channel.created_at or at,
        )
    return []


def _offers(seen: dict[str, ChannelSeen], *, at: datetime) -> list[Wish]:
    """Offers that say they ring while no phone rings: nobody's fault, they are withdrawn and made anew."""
    wishes: list[Wish] = []
    for offer in Offer.objects.filter(state=OfferState.LIVE).exclude(pk__in=_ringing(seen)):
        pool_id = _withdrawn(offer, at=at)
        if pool_id is not None:
            wishes += route.match(pool_id=pool_id, at=at)
    return wishes


def _ringing(seen: dict[str, ChannelSeen]) -> list[int]:
    return [int(name.removeprefix("offer-")) for name in seen if name.startswith("offer-")]


@transaction.atomic
def _withdrawn(offer: Offer, *, at: datetime) -> int | None:
    contact = ledger.locked(offer.contact_id)
    if not routing.end(offer.pk, to=OfferState.WITHDRAWN, at=at):
        return None
    contacts.move(contact, Event.UNREACHABLE, at=at, who=offer.agent_id)
    staff.move(offer.agent_id, to=AgentState.AVAILABLE, at=at, when={AgentState.OFFERED})
    return contact.pool_id


def _bridges(node: str, bridges: list[str]) -> list[Wish]:
    """Conversations whose bridge is missing are put together again; bridges of none are removed."""
    talking = {contact.pk: contact for contact in Contact.objects.filter(state=State.TALKING)}
    wishes: list[Wish] = []
    for contact in talking.values():
        caller, offer = call_facts.caller_leg(contact.pk), offers.accepted_offer_for(contact.pk)
        if caller and offer and caller.node == node and f"contact-{contact.pk}" not in bridges:
            wishes.append(Connect(contact_id=contact.pk, caller_channel=caller.channel, agent_channel=offer.channel))
    ours = [name for name in bridges if name.startswith("contact-")]
    return wishes + [DropBridge(name=name) for name in ours if int(name.removeprefix("contact-")) not in talking]
