from datetime import datetime, timedelta

from yesline.contacts.models import Contact
from yesline.kernel import sql
from yesline.routing import rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer


def offer(
    contact: Contact,
    *,
    agent_id: int,
    why: str,
    ring_for: timedelta,
    number: str = "",
    on_duty: tuple[str, str] | None = None,
    at: datetime,
) -> Offer:
    """One agent is rung for one contact. The database refuses a second living offer of either.

    `number` is the mobile that rings. `on_duty` is what somebody rung by the rota was before, and why; their offer may
    live beside that to somebody at work.
    """
    was, because = on_duty or ("", "")
    made = Offer(
        organisation_id=contact.organisation_id,
        contact_id=contact.pk,
        agent_id=agent_id,
        why=why,
        rejoin=why in {rules.Why.REJOIN, rules.Why.CHOSEN},
        offered_at=at,
        ends_at=at + ring_for,
        duty=on_duty is not None,
        number=number,
        agent_was=was,
        agent_was_because=because,
    )
    sql.add(made)
    return made


def end(offer_id: int, *, to: OfferState, at: datetime) -> bool:
    """End a living offer; False if it ended already, which is fine."""
    return bool(
        sql.change(
            "UPDATE routing_offer SET state = %(to)s, ended_at = %(at)s WHERE id = %(id)s AND state = 'live'",
            id=offer_id,
            to=to,
            at=at,
        )
    )
