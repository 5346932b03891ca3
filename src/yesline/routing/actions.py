from datetime import datetime

from yesline.contacts.models import Contact
from yesline.routing import rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer


def offer(contact: Contact, *, agent_id: int, why: str, at: datetime) -> Offer:
    """One agent is rung for one contact. The database refuses a second living offer of either."""
    return Offer.objects.create(
        organisation_id=contact.organisation_id,
        contact=contact,
        agent_id=agent_id,
        why=why,
        rejoin=why == rules.Why.REJOIN,
        offered_at=at,
        ends_at=at + rules.RING_FOR,
    )


def end(offer_id: int, *, to: OfferState, at: datetime) -> bool:
    """End a living offer; False if it ended already, which is fine."""
    return bool(Offer.objects.filter(pk=offer_id, state=OfferState.LIVE).update(state=to, ended_at=at))
