"""Two cards of one person become one; what was moved is written down, and can be moved back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.contacts import actions as contacts
from yesline.contacts.models import Contact
from yesline.customers import actions as cards
from yesline.customers import queries as customers
from yesline.customers.models import Customer, Merge
from yesline.flows import recognise
from yesline.kernel.errors import NotNow, NotYours
from yesline.promises import actions as promises
from yesline.staff.models import Agent
from yesline.staff.queries import Seat

CONTACTS, CASES, PROMISES = "contacts", "cases", "promises"


@dataclass(frozen=True)
class Same:
    """A card, others that may be of the same person, and what has gone into it: merge and who did it."""

    customer: Customer
    others: list[Customer]
    merges: list[tuple[Merge, str]]


@transaction.atomic
def perhaps(*, seat: Seat, customer_id: int, at: datetime) -> Same:
    """Who may be the same: the same telephone, or a name that sounds alike."""
    customer = recognise.seen_by(seat=seat, customer_id=customer_id)
    merges = customers.merges_of(customer)
    names = dict(Agent.objects.filter(pk__in={one.by_agent_id for one in merges}).values_list("pk", "name"))
    return Same(
        customer=customers.in_order([customer.pk])[0],
        others=customers.who_may_be_the_same(customer),
        merges=[(one, names.get(one.by_agent_id, "")) for one in merges],
    )


@transaction.atomic
def merge(*, seat: Seat, gone_id: int, kept_id: int, at: datetime) -> Merge:
    """Both cards are of one organisation that this person answers for; in the order of their ids they are locked."""
    seen = {one: recognise.seen_by(seat=seat, customer_id=one) for one in sorted({gone_id, kept_id})}
    gone, kept = (customers.locked(seen[one].pk) for one in (gone_id, kept_id))
    if gone.organisation_id != kept.organisation_id:
        raise NotYours
    moved = {
        CONTACTS: _contacts_belong_to(kept.pk, instead_of=gone.pk),
        CASES: cases.belong_to(kept.pk, instead_of=gone.pk),
        PROMISES: promises.belong_to(kept.pk, instead_of=gone.pk),
    }
    return cards.merge(gone=gone, kept=kept, also_moved=moved, by_agent_id=seat.agent.pk, at=at)


@transaction.atomic
def undo(*, seat: Seat, merge_id: int, at: datetime) -> Merge:
    """As it was before, except what has been moved on or added since: that stays with the card it was added to."""
    merge = customers.merge_seen_by(seat.organisations, merge_id)
    if merge is None:
        raise NotYours
    if not cards.undo(merge, by_agent_id=seat.agent.pk, at=at):
        raise NotNow(_("These cards are two again already."))
    back = {"instead_of": merge.kept_id}
    _contacts_belong_to(merge.gone_id, **back, only=merge.moved[CONTACTS])
    cases.belong_to(merge.gone_id, **back, only=merge.moved[CASES])
    promises.belong_to(merge.gone_id, **back, only=merge.moved[PROMISES])
    return merge


def _contacts_belong_to(customer_id: int, *, instead_of: int, only: Collection[int] | None = None) -> list[int]:
    """One by one, so that whoever talks with this person now is told."""
    theirs = Contact.objects.filter(customer_id=instead_of).order_by("pk")
    moved = [contact for contact in theirs if only is None or contact.pk in only]
    for contact in moved:
        contacts.change(contact, customer_id=customer_id)
    return [contact.pk for contact in moved]
