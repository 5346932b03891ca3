"""Who is this, and what do we owe them: the card, known before "hello"."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yesline.cases import queries as cases
from yesline.cases.models import Case
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.customers import queries as customers
from yesline.customers import rules as customer_rules
from yesline.customers.models import Contract, Customer
from yesline.customers.rules import Assured
from yesline.journal import actions as journal
from yesline.journal import queries as looked
from yesline.journal.models import Entry
from yesline.kernel.errors import NotYours
from yesline.orgs import queries as orgs
from yesline.orgs.models import Organisation, Topic
from yesline.promises import queries as promises
from yesline.promises.models import Promise
from yesline.staff.models import Agent
from yesline.staff.queries import Seat

PROOFS = ["customer.proved", "customer.not_proved", "customer.shown"]
LOOKED_ONCE_FOR = timedelta(minutes=30)  # looking again within this time is the same look


@dataclass(frozen=True)
class Card:
    """Everything an agent sees about a caller, read in a fixed number of queries."""

    organisation: Organisation
    contact: Contact | None = None
    customer: Customer | None = None
    candidates: list[Customer] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    history: list[Contact] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    written: list[Case] = field(default_factory=list)  # cases this contact has become
    draft: dict[str, Any] = field(default_factory=dict)
    draft_saved_at: datetime | None = None
    looked: list[tuple[datetime, str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    household: list[Customer] = field(default_factory=list)
    assured: Assured = field(default_factory=Assured)


@transaction.atomic
def card_of_contact(*, seat: Seat, contact_id: int, at: datetime) -> Card:
    """The card of whoever this contact is with. Raises NotYours when it is another organisation's."""
    contact = ledger.seen_by(seat, contact_id)
    draft = cases.draft_of(seat.agent.pk, contact.pk)
    if contact.customer is None:
        candidates = customers.with_number(contact.organisation_id, contact.customer_number)
        return Card(
            organisation=contact.organisation,
            contact=contact,
            candidates=candidates,
            topics=orgs.topics_of(contact.organisation),
            written=cases.of_contact(contact.pk),
            draft=draft.fields if draft else {},
            draft_saved_at=draft.saved_at if draft else None,
        )
    return _card(contact.customer, contact=contact, seat=seat, at=at)


@transaction.atomic
def card_of_customer(*, seat: Seat, customer_id: int, at: datetime) -> Card:
    """The card of a customer, opened without a contact: logged as such."""
    return _card(seen_by(seat=seat, customer_id=customer_id), contact=None, seat=seat, at=at)


def called_before(*, contact: Contact, since: datetime) -> int:
    """How many times this number called the same organisation from then on, before this contact. One query."""
    if not contact.customer_number:
        return 0
    same = Contact.objects.filter(customer_number=contact.customer_number, organisation_id=contact.organisation_id)
    return same.filter(arrived_at__gte=since, arrived_at__lt=contact.arrived_at).count()


def seen_by(*, seat: Seat, customer_id: int) -> Customer:
    """A customer this person may see; of two merged cards the one that is kept.

    Raises NotYours without saying whether they exist.
    """
    customer = (
        Customer.objects.select_related("organisation", "merged_into__organisation")
        .filter(pk=customer_id, organisation_id__in=seat.organisations)
        .first()
    )
    if customer is None:
        raise NotYours
    return customer.merged_into or customer


@transaction.atomic
def choose(*, seat: Seat, contact_id: int, customer_id: int | None, at: datetime) -> None:
    """The agent says who of several it is, or that it is somebody else."""
    contact = ledger.seen_by(seat, contact_id)
    if customer_id is not None:
        same_organisation = Customer.objects.filter(pk=customer_id, organisation_id=contact.organisation_id)
        if not same_organisation.exists():
            raise NotYours
    contacts.change(contact, customer_id=customer_id)
    journal.record(
        "contact.recognised",
        noun="contact",
        noun_id=contact.pk,
        organisation_id=contact.organisation_id,
        by=seat.agent.pk,
        at=at,
        customer=customer_id,
    )


def _card(customer: Customer, *, contact: Contact | None, seat: Seat, at: datetime) -> Card:
    draft = cases.draft_of(seat.agent.pk, contact.pk) if contact else None
    entries = list(looked.of("customer", customer.pk).filter(verb__in=["customer.opened", *PROOFS])[:40])
    rows = [one for one in entries if one.verb == "customer.opened"][:20]
    numbers = customers.numbers_of(customer)
    card = Card(
        organisation=contact.organisation if contact else customer.organisation,
        contact=contact,
        customer=customer,
        contracts=customers.contracts_of(customer),
        cases=cases.open_of(customer.pk),
        promises=promises.due_for_customer(customer.pk),
        history=ledger.of_customer(customer.pk, before=contact),
        topics=orgs.topics_of(contact.organisation if contact else customer.organisation),
        written=cases.of_contact(contact.pk) if contact else [],
        draft=draft.fields if draft else {},
        draft_saved_at=draft.saved_at if draft else None,
        looked=_named(rows),
        numbers=numbers,
        household=customers.household_of(customer),
        assured=_assured(contact, numbers, entries) if contact else _looked_into(entries, seat=seat, at=at),
    )
    _log_look(customer, contact=contact, seat=seat, rows=rows, at=at)
    return card


def assured(*, contact: Contact) -> Assured:
    """How sure we are in this contact that it is whom the card is of."""
    if contact.customer is None:
        return Assured()
    entries = list(looked.of("customer", contact.customer.pk).filter(verb__in=PROOFS)[:40])
    return _assured(contact, customers.numbers_of(contact.customer), entries)


def _looked_into(entries: list[Entry], *, seat: Seat, at: datetime) -> Assured:
    """A card opened without a contact proves nothing; for a written reason it is open to who gave it, for a while."""
    mine = [one for one in entries if one.verb == "customer.shown" and one.by_agent_id == seat.agent.pk]
    fresh = any(at - one.at < customer_rules.SHOWN_FOR for one in mine)
    return customer_rules.assured(number_known=False, proofs=["reason"] if fresh else [], wrong=0)


def _assured(contact: Contact, numbers: list[str], entries: list[Entry]) -> Assured:
    here = [one for one in entries if one.details.get("contact") == contact.pk]
    return customer_rules.assured(
        number_known=bool(contact.customer_number) and contact.customer_number in numbers,
        proofs=[str(one.details.get("how")) for one in here if one.verb == "customer.proved"],
        wrong=sum(one.verb == "customer.not_proved" for one in here),
    )


def _named(rows: list[Entry]) -> list[tuple[datetime, str]]:
    names = dict(Agent.objects.filter(pk__in={row.by_agent_id for row in rows}).values_list("pk", "name"))
    return [(row.at, names.get(row.by_agent_id or 0, "")) for row in rows]


def _log_look(customer: Customer, *, contact: Contact | None, seat: Seat, rows: list[Entry], at: datetime) -> None:
    about = contact.pk if contact else None
    for row in rows:
        same = row.by_agent_id == seat.agent.pk and row.details.get("contact") == about
        if same and at - row.at < LOOKED_ONCE_FOR:
            return
    journal.record(
        "customer.opened",
        noun="customer",
        noun_id=customer.pk,
        organisation_id=customer.organisation_id,
        by=seat.agent.pk,
        at=at,
        contact=about,
    )
