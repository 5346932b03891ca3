"""Somebody visits an organisation's page: they call from the browser or write; a link of their own says who it is."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.cases import queries as open_cases
from yesline.cases.models import Case
from yesline.contacts.models import Contact
from yesline.customers import queries as customers
from yesline.customers.models import Customer
from yesline.journal import actions as journal
from yesline.kernel import phone_numbers
from yesline.kernel.errors import NotNow
from yesline.orgs import queries as orgs
from yesline.orgs import rules as org_rules
from yesline.orgs.models import Number, Organisation
from yesline.orgs.queries import PublicPage
from yesline.promises import queries as promises
from yesline.promises.models import Promise
from yesline.staff import queries as staff

COOKIE = "yesline_ticket"
TRUNK = "page"  # by which name the switch reports calls from pages
TICKET_FOR = timedelta(minutes=2)  # from pressing "call" to the ring
LINK_FOR = timedelta(days=30)
LONGEST_LETTER = 4000  # letters


@dataclass(frozen=True)
class Shown:
    """What stands on an organisation's page now. `changes_at`: when it next opens or closes, in its own zone."""

    page: PublicPage
    is_open: bool
    changes_at: datetime | None
    week: list[tuple[date, list[tuple[time, time]]]]
    on_line: int


def page(*, slug: str, at: datetime) -> Shown | None:
    """An organisation's page as anybody sees it; None for a name that is nobody's."""
    found = orgs.public_page(slug)
    if found is None:
        return None
    today = at.astimezone(found.hours.zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(7)] if found.hours.week or found.hours.holidays else []
    return Shown(
        page=found,
        is_open=org_rules.open_at(found.hours, at),
        changes_at=org_rules.next_change(found.hours, at),
        week=[(day, found.hours.on(day)) for day in days],
        on_line=staff.people_on_line(slug),
    )


def logo(*, slug: str) -> bytes | None:
    """The picture an organisation shows, a PNG."""
    return orgs.public_logo(slug)


@dataclass(frozen=True)
class Ticket:
    """One call from a page: to one number, begun soon, by a visitor whom we may know."""

    id: str
    number: str
    language: str
    customer_id: int | None
    made_at: datetime

    def may_begin(self, at: datetime) -> bool:
        return self.made_at <= at + timedelta(seconds=5) and at < self.made_at + TICKET_FOR


def ticket(*, number: str, language: str, customer_id: int | None = None, at: datetime) -> str:
    """A ticket as words the browser carries; nobody can make or change one."""
    made_at = int(at.timestamp())
    return Signer(salt="ticket").sign_object([uuid4().hex, number, language, customer_id, made_at])


def ticket_of(*, words: str) -> Ticket | None:
    """The ticket, if we made it. Whether it is still good for a new call is `may_begin`."""
    try:
        name, number, language, customer_id, made_at = Signer(salt="ticket").unsign_object(words)
    except (BadSignature, ValueError, TypeError):
        return None
    return Ticket(name, number, language, customer_id, datetime.fromtimestamp(made_at, UTC))


@dataclass(frozen=True)
class Visitor:
    """Who calls from a page, by their ticket. `language` is empty where nobody of ours speaks the page's."""

    language: str
    customer: Customer | None


def visitor(*, words: str, number: Number) -> Visitor | None:
    """Whose ticket came with a call to this number; None if it is none of ours, or for another number."""
    found = ticket_of(words=words) if words else None
    if found is None or found.number != number.e164:
        return None
    organisation = number.organisation_id
    customer = customers.of(organisation, found.customer_id) if found.customer_id else None
    return Visitor(found.language if staff.is_spoken(organisation, found.language) else "", customer)


def came_by_their_own_page(*, contact: Contact, at: datetime) -> None:
    """A secret link proves more than a number does: it is not asked for again in this contact."""
    assert contact.customer_id is not None  # noqa: S101 - only a ticket that names a customer brings us here
    journal.record(
        "customer.proved",
        noun="customer",
        noun_id=contact.customer_id,
        organisation_id=contact.organisation_id,
        by=None,
        at=at,
        contact=contact.pk,
        how="page",
    )


def link(*, customer: Customer, at: datetime) -> str:
    """The secret part of the address of this customer's own page, good for LINK_FOR."""
    return Signer(salt="link").sign_object([customer.pk, int(at.timestamp())])


@dataclass(frozen=True)
class Guest:
    """A customer on their own page, and what they may know there: what is open, and what they were promised."""

    customer: Customer
    cases: list[Case]
    promises: list[Promise]


@transaction.atomic
def guest(*, slug: str, secret: str, at: datetime) -> Guest | None:
    """Whose link this is; None if it is nobody's of this organisation, or too old."""
    try:
        customer_id, made_at = Signer(salt="link").unsign_object(secret)
    except (BadSignature, ValueError, TypeError):
        return None
    organisation = orgs.act_as_visitor(slug)
    if organisation is None or at >= datetime.fromtimestamp(made_at, UTC) + LINK_FOR:
        return None
    customer = customers.of(organisation.pk, customer_id)
    if customer is None:
        return None
    return Guest(customer, open_cases.open_of(customer.pk), promises.due_for_customer(customer.pk))


@dataclass(frozen=True)
class Words:
    """What a visitor sends us."""

    key: UUID
    said: str
    name: str
    answer_to: str
    language: str


@transaction.atomic
def write(*, slug: str, words: Words, customer_id: int | None = None, at: datetime) -> Case:
    """What somebody writes becomes a case with an owner before we say thank you. Sent twice, it is one."""
    if not words.said.strip():
        raise NotNow(_("Write what has happened, in a sentence or two."))
    if len(words.said) > LONGEST_LETTER:
        raise NotNow(_("This is too long for one letter. Say the main thing; we will ask for the rest."))
    organisation = orgs.act_as_visitor(slug)
    owner = open_cases.keeper_for(organisation.pk, at=at) if organisation else None
    if organisation is None or owner is None:
        raise NotNow(_("Nobody can take this letter now. Please call."))
    answer_to = _answer_to(words.answer_to, organisation.country)
    customer = customers.of(organisation.pk, customer_id) if customer_id else _sender(organisation, answer_to)
    return cases.open_by_letter(
        organisation=organisation, customer=customer, owner=owner, at=at,
        **vars(replace(words, answer_to=answer_to, name=words.name.strip()[:100])),
    )  # fmt: skip


def _answer_to(written: str, country: str) -> str:
    """A telephone number as E.164, or an address of mail. Refused if it can be neither."""
    text = written.strip()
    name, at_sign, host = text.partition("@")
    if at_sign and name and "." in host and " " not in text and len(text) <= 100:
        return text
    number = phone_numbers.e164(text, country=country)
    if not number:
        raise NotNow(_("Leave a telephone number or an address of mail, so that we can answer."))
    return number


def _sender(organisation: Organisation, answer_to: str) -> Customer | None:
    """Who it probably is. Several behind a number: nobody is assumed."""
    known = customers.with_number(organisation.pk, answer_to)
    return known[0] if len(known) == 1 else None
