"""Only what is needed is asked: one thing the caller knows, compared by us, and never asked for twice in a call."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.contacts import queries as ledger
from yesline.customers import queries as customers
from yesline.customers import rules
from yesline.flows import recognise
from yesline.journal import actions as journal
from yesline.kernel.errors import NotNow
from yesline.staff.queries import Seat

LEAST_REASON = 3  # letters


@transaction.atomic
def said(*, seat: Seat, contact_id: int, words: str, at: datetime) -> bool:
    """What the caller said is compared with the card; right or wrong is written down, the words are not.

    Refused when nobody is chosen yet, and after several wrong answers.
    """
    contact = ledger.seen_by(seat, contact_id)
    customer = contact.customer
    if customer is None:
        raise NotNow(_("Choose first who is calling."))
    rules.check_may_try(recognise.assured(contact=contact))
    if not words.strip():
        raise NotNow(_("Type what the caller says: the last digits of the contract, or the birthday."))
    contracts = [one.number for one in customers.contracts_of(customer)]
    how = rules.proof_in(words, contracts=contracts, born_on=customer.born_on)
    journal.record(
        "customer.proved" if how else "customer.not_proved",
        noun="customer",
        noun_id=customer.pk,
        organisation_id=customer.organisation_id,
        by=seat.agent.pk,
        at=at,
        contact=contact.pk,
        how=how,
    )
    return bool(how)


@transaction.atomic
def show(*, seat: Seat, customer_id: int, reason: str, at: datetime) -> None:
    """Nobody is on the line, and the agent needs the whole card: for a reason, which is written down with the look."""
    customer = recognise.seen_by(seat=seat, customer_id=customer_id)
    if len(reason.strip()) < LEAST_REASON:
        raise NotNow(_("Say why: the reason is written down with your name."))
    journal.record(
        "customer.shown",
        noun="customer",
        noun_id=customer.pk,
        organisation_id=customer.organisation_id,
        by=seat.agent.pk,
        at=at,
        reason=reason.strip()[:200],
    )
