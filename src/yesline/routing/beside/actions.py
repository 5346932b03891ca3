"""What ends ringing beside, and what asks for it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yesline.contacts.models import Contact
from yesline.kernel import bells, hints, sql
from yesline.kernel.errors import NotNow
from yesline.routing.enums import SummonsState
from yesline.routing.models import Offer, Summons
from yesline.staff.models import Agent


def withdraw(contact_id: int, *, on_duty_only: bool = False, at: datetime) -> list[Offer]:
    """End every living offer of a contact, or those to people on duty; returns them."""
    return sql.changed(
        Offer,
        "SET state = 'withdrawn', ended_at = %(at)s WHERE contact_id = %(contact)s AND state = 'live'"
        " AND (duty OR NOT %(on_duty_only)s)",
        on_duty_only=on_duty_only,
        contact=contact_id,
        at=at,
    )


def summon(contact: Contact, *, by: Agent, at: datetime) -> None:
    """An agent asks whoever is on duty to join this conversation."""
    try:
        with transaction.atomic():
            Summons.objects.create(organisation_id=contact.organisation_id, contact=contact, asked_by=by, asked_at=at)
    except IntegrityError as error:
        raise NotNow(_("Somebody on duty is being rung already.")) from error
    hints.tell(hints.agent(by.pk))
    bells.ring(bells.MATCH)


def summons_ended(contact_id: int, *, to: SummonsState, at: datetime) -> bool:
    """Somebody came, nobody did, or nobody is needed any more; False if it had ended."""
    ended = Summons.objects.filter(contact_id=contact_id, state=SummonsState.RINGING).update(state=to, ended_at=at)
    return bool(ended)
