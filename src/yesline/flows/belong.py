"""Whose trouble is it: whoever calls the common number is found their organisation, and the contact goes there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.customers import queries as customers
from yesline.customers.models import Customer
from yesline.flows import elsewhere, find
from yesline.journal import actions as journal
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Organisation, Outsider
from yesline.promises import actions as promises
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class Belongs:
    """One organisation this contact may belong to, and why."""

    organisation: Organisation
    customers: list[Customer]  # who of theirs it may be
    last_contact_at: datetime | None  # with somebody who called from this number


@dataclass(frozen=True)
class Whose:
    """What the agent has to go by. Organisations they don't answer for are not in it, not even by name."""

    contact: Contact
    likely: list[Belongs]
    others: list[Organisation]
    outsiders: list[Outsider]
    like: str


def whose(*, seat: Seat, contact_id: int, like: str = "", at: datetime) -> Whose:
    """Those who know this number, or whom the words fit: by customer, by last contact, by place or name."""
    contact = _in_hand(seat, contact_id)
    served = Organisation.objects.filter(pk__in=seat.organisations, pool_id=contact.pool_id, common=False)
    found = {one.pk: one for one in served.order_by("name")}
    if like.strip():
        known = find.anything(seat=seat, text=like, at=at).people
        last: dict[int, datetime] = {}
    else:
        known = customers.with_number_anywhere(list(found), contact.customer_number)
        last = ledger.last_from(contact.customer_number, organisation_ids=list(found))
    likely = [_belongs(one, known, last) for one in found.values() if one.pk in last or _of(one, known)]
    return Whose(
        contact=contact,
        likely=likely,
        others=[one for one in found.values() if one not in [belongs.organisation for belongs in likely]],
        outsiders=elsewhere.search(seat=seat, like=like) if like.strip() else [],
        like=like,
    )


@transaction.atomic
def move(*, seat: Seat, contact_id: int, organisation_id: int, customer_id: int | None, at: datetime) -> None:
    """The contact is theirs now, with its recording, its case and what was typed. Only from the common number, only
    by the agent who has it in hand, only to an organisation they answer for; and there is no way back.
    """
    contact = _in_hand(seat, contact_id)
    to = Organisation.objects.filter(pk=organisation_id, pk__in=seat.organisations, pool_id=contact.pool_id).first()
    if to is None or to.common:
        raise NotYours
    if customer_id is not None and customers.of(to.pk, customer_id) is None:
        raise NotYours
    came_to = contact.organisation_id
    contacts.belongs_to(contact, to.pk, customer_id=customer_id, by=seat.agent)
    promises.follow(cases.follow(contact), contact)
    for organisation in (came_to, to.pk):
        journal.record(
            "contact.moved",
            noun="contact",
            noun_id=contact.pk,
            organisation_id=organisation,
            by=seat.agent.pk,
            at=at,
            **({"to": to.pk} if organisation == came_to else {"customer": customer_id}),
        )


def _in_hand(seat: Seat, contact_id: int) -> Contact:
    contact = ledger.seen_by(seat, contact_id)
    if not contact.organisation.common:
        raise NotNow(_("This contact belongs to %(name)s already.") % {"name": contact.organisation.name})
    if contact.agent_id != seat.agent.pk or contact.wrapped_up_at is not None:
        raise NotYours
    return contact


def _belongs(organisation: Organisation, known: Iterable[Customer], last: dict[int, datetime]) -> Belongs:
    return Belongs(organisation, _of(organisation, known), last.get(organisation.pk))


def _of(organisation: Organisation, known: Iterable[Customer]) -> list[Customer]:
    return [one for one in known if one.organisation_id == organisation.pk]
