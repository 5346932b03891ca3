"""What is on an agent's line now: nothing, a ring, a conversation, or notes to finish."""

from dataclasses import dataclass
from datetime import datetime

from yesline.calls import queries as call_facts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import State
from yesline.contacts.models import Contact
from yesline.routing import queries as offers
from yesline.routing.models import Offer
from yesline.staff import queries as people
from yesline.staff.models import Phone
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class Line:
    """What is on an agent's line now."""

    phone: Phone | None
    stage: str  # idle · ringing · calling · talking · lost · wrap_up
    contact: Contact | None = None
    offer: Offer | None = None
    since: datetime | None = None
    asking: frozenset[str] = frozenset()  # asked of the switch, not answered yet
    refused: str = ""  # the last verb asked for, if the switch could not do it
    unheard: frozenset[str] = frozenset()  # "agent", "caller": nothing is heard of them
    broke: bool = False  # it ended by a fault, and they can be called back


def line(*, seat: Seat, at: datetime) -> Line:
    """What this agent's phone bar shows."""
    phone = people.phone_in_use(seat.agent)
    offer = offers.live_offer_of(seat.agent.pk)
    if offer is not None and (not offer.rejoin or offer.contact.left_at is not None):
        return Line(phone=phone, stage="ringing", contact=offer.contact, offer=offer, since=offer.offered_at)
    contact = ledger.in_hand_of(seat.agent.pk)
    if contact is None:
        return Line(phone=phone, stage="idle", since=seat.agent.state_since)
    if contact.state in {State.TALKING, State.CALLING}:
        asked = call_facts.asked_of(contact.pk)
        stage = "talking" if contact.state == State.TALKING else "calling"
        since = contact.answered_at if contact.state == State.TALKING else seat.agent.state_since
        unheard = ledger.unheard_in(contact.pk, agent_id=seat.agent.pk)
        return Line(phone, stage, contact, None, since, asking=asked.open, refused=asked.refused, unheard=unheard)
    if contact.state == State.ENDED:
        broke = bool(contact.customer_number) and ledger.broke(contact)
        return Line(phone=phone, stage="wrap_up", contact=contact, since=contact.ended_at, broke=broke)
    kept = contact.kept_until is not None and at < contact.kept_until and contact.left_at is None
    if kept or offer is not None:
        return Line(phone=phone, stage="lost", contact=contact, since=contact.kept_until)
    return Line(phone=phone, stage="idle", since=seat.agent.state_since)


def waited_for(*, seat: Seat, at: datetime) -> bool:
    """Whether somebody waits whom this agent could help."""
    return ledger.somebody_waits(seat.organisations, languages=seat.agent.languages, at=at)
