from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from yesline.cases.models import Case, CaseContact, Draft, Letter
from yesline.contacts.models import Contact
from yesline.customers.models import Customer
from yesline.journal import actions as journal
from yesline.kernel import hints, sql
from yesline.orgs.models import Organisation, Topic
from yesline.staff.models import Agent


def open_(*, contact: Contact, title: str, topic: Topic | None, by: Agent, at: datetime) -> Case:
    """A contact becomes work. The clock runs from the contact's arrival, not from now; `by` owns it."""
    case = Case(
        organisation=contact.organisation,
        customer=contact.customer,
        topic=topic,
        title=title[:120],
        owner=by,
        first_reported_at=contact.arrived_at,
        due_at=contact.arrived_at + contact.organisation.case_due_for,
    )
    sql.add(case)
    _record("case.opened", case, by=by, at=at, contact=contact.pk)
    return case


def open_by_letter(
    *,
    organisation: Organisation,
    customer: Customer | None,
    owner: Agent,
    key: UUID,
    said: str,
    at: datetime,
    **sender: str,
) -> Case:
    """A letter becomes work, owned at once. `sender`: name, answer_to, language. Sent twice, it is one."""
    already = Letter.objects.select_related("case").filter(key=key).first()
    if already is not None:
        return already.case
    case = Case.objects.create(
        organisation=organisation,
        customer=customer,
        title=said.strip().splitlines()[0][:120],
        owner=owner,
        first_reported_at=at,
        due_at=at + organisation.case_due_for,
    )
    Letter.objects.create(organisation=organisation, case=case, key=key, said=said.strip(), written_at=at, **sender)
    journal.record("case.written", noun="case", noun_id=case.pk, organisation_id=organisation.pk, by=None, at=at)
    hints.tell(hints.agent(owner.pk))
    return case


def heard(case: Case, *, contact: Contact, said: str, by: Agent, at: datetime) -> None:
    """This contact was (also) about this case; saving again replaces what was written down."""
    row = CaseContact(
        organisation_id=case.organisation_id, case_id=case.pk, contact_id=contact.pk, said=said, by_id=by.pk, at=at
    )
    sql.add(row, unless="case_id, contact_id", then=("said", "by_id", "at"))
    _record("case.heard", case, by=by, at=at, contact=contact.pk)


def describe(case: Case, *, title: str, topic: Topic | None, by: Agent, at: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(title=title[:120], topic=topic)
    case.title, case.topic = title[:120], topic
    _record("case.described", case, by=by, at=at)


def keep_draft(*, contact: Contact, by: Agent, fields: dict[str, Any], at: datetime) -> None:
    Draft.objects.update_or_create(
        agent=by,
        contact=contact,
        defaults={"organisation_id": contact.organisation_id, "fields": fields, "saved_at": at},
    )


def drop_drafts(*, contact: Contact) -> None:
    """It is written down: nobody's draft of this contact is needed any more."""
    Draft.objects.filter(contact=contact).delete()


def _record(verb: str, case: Case, *, by: Agent, at: datetime, **details: Any) -> None:
    journal.record(verb, noun="case", noun_id=case.pk, organisation_id=case.organisation_id, by=by.pk, at=at, **details)
    hints.tell(hints.agent(case.owner_id))


def belong_to(customer_id: int, *, instead_of: int, only: Collection[int] | None = None) -> list[int]:
    """Cases of one customer are another's from now on (all, or `only` these); gives the ids that were moved."""
    theirs = Case.objects.filter(customer_id=instead_of)
    ids = list((theirs if only is None else theirs.filter(pk__in=only)).values_list("pk", flat=True))
    Case.objects.filter(pk__in=ids).update(customer_id=customer_id)
    return ids


def follow(contact: Contact) -> list[int]:
    """What was typed, and cases that this contact alone is about, belong to whom it belongs to. Returns those cases."""
    to = contact.organisation_id
    Draft.objects.filter(contact=contact).update(organisation_id=to)
    others = CaseContact.objects.exclude(contact=contact).values("case_id")
    mine = CaseContact.objects.filter(contact=contact).exclude(case_id__in=others)
    ids = list(mine.values_list("case_id", flat=True))
    mine.update(organisation_id=to)
    Case.objects.filter(pk__in=ids).update(organisation_id=to, customer_id=contact.customer_id, topic_id=None)
    return ids
