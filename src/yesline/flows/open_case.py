"""It becomes work: a contact becomes a case, or joins one, and nothing typed is lost."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.cases import queries as open_cases
from yesline.cases import rules
from yesline.cases.complaints import actions as complaints
from yesline.cases.complaints import rules as complaint_rules
from yesline.cases.enums import CaseKind
from yesline.cases.models import Case
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.kernel.errors import NotNow
from yesline.orgs import queries as orgs
from yesline.orgs.enums import NumberKind
from yesline.orgs.models import Topic
from yesline.promises import actions as promises
from yesline.staff.queries import Seat

# What somebody calls about by the number they rang, until whoever speaks with them says otherwise.
KIND_OF_NUMBER: dict[str, str] = {NumberKind.ORDERS: CaseKind.ORDER, NumberKind.PRESALE: CaseKind.QUESTION}


@transaction.atomic
def keep_draft(*, seat: Seat, contact_id: int, fields: dict[str, Any], at: datetime) -> datetime:
    """What is being typed is kept here as it is typed. Returns when it was kept."""
    contact = ledger.seen_by(seat, contact_id)
    cases.keep_draft(contact=contact, by=seat.agent, fields=fields, at=at)
    return at


@transaction.atomic
def save(
    *,
    seat: Seat,
    contact_id: int,
    said: str,
    topic_id: int | None,
    case_id: int | None = None,
    promise_what: str = "",
    promise_due_at: datetime | None = None,
    at: datetime,
) -> Case:
    """Write down what the caller said: a new case owned by who picked up, or a part of an open one.

    Saved twice, it is the same case with the newer words. A promise is made together with it or not at all.
    """
    contact = ledger.seen_by(seat, contact_id)
    if not said.strip():
        raise NotNow(_("Write what the caller told you, in a sentence or two."))
    topic = _topic(contact, topic_id)
    case = _the_case(seat, contact, case_id=case_id, said=said, topic=topic, at=at)
    cases.heard(case, contact=contact, said=said.strip(), by=seat.agent, at=at)
    if topic is not None:
        contacts.change(contact, topic=topic)
    if promise_what.strip() or promise_due_at is not None:
        promises.make(case=case, what=promise_what, due_at=promise_due_at, by=seat.agent, at=at)
    cases.drop_drafts(contact=contact)
    return case


def _topic(contact: Contact, topic_id: int | None) -> Topic | None:
    if topic_id is None:
        return contact.topic
    return Topic.objects.filter(pk=topic_id, organisation_id=contact.organisation_id).first()


def _the_case(
    seat: Seat, contact: Contact, *, case_id: int | None, said: str, topic: Topic | None, at: datetime
) -> Case:
    if case_id is not None:
        case = open_cases.seen_by(seat, case_id)
        if case.organisation_id != contact.organisation_id or case.customer_id != contact.customer_id:
            raise NotNow(_("This case belongs to somebody else. Choose one of this caller's cases."))
        return open_cases.held(case.pk)
    title = topic.name if topic else said.strip().splitlines()[0]
    already = open_cases.of_contact(contact.pk)
    if already:
        cases.describe(already[0], title=title, topic=topic, kind=already[0].kind, by=seat.agent, at=at)
        return already[0]
    kind = KIND_OF_NUMBER.get(contact.number.kind, CaseKind.TROUBLE)
    return cases.open_(contact=contact, title=title, topic=topic, kind=kind, by=seat.agent, at=at)


@transaction.atomic
def describe(*, seat: Seat, case_id: int, title: str, topic_id: int | None, kind: str, at: datetime) -> None:
    """What it is about, and what kind of work it is: when it is due stays as it was."""
    open_cases.seen_by(seat, case_id)
    case = open_cases.held(case_id)
    rules.check_is_open(case.state)
    rules.check_described(title=title, kind=kind)
    complaint_rules.check_stays(before=case.kind, kind=kind)
    topic = Topic.objects.filter(pk=topic_id, organisation_id=case.organisation_id).first() if topic_id else None
    cases.describe(case, title=title, topic=topic, kind=kind, by=seat.agent, at=at)
    if kind == CaseKind.COMPLAINT:
        complaints.register(case, by=seat.agent, at=at)


def topics(*, seat: Seat, case_id: int) -> tuple[Case, list[Topic]]:
    """A case, and what it might be about."""
    case = open_cases.seen_by(seat, case_id)
    return case, orgs.topics_of(case.organisation)
