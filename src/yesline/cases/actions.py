from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from yesline.cases import kin, machine, queries, rules
from yesline.cases.enums import CaseKind, CaseState, HandOverState
from yesline.cases.models import Case, CaseContact, Draft, HandOver, Letter, Question, Said
from yesline.contacts.models import Contact
from yesline.customers.models import Customer
from yesline.journal import actions as journal
from yesline.kernel import hints, sql
from yesline.orgs import queries as orgs
from yesline.orgs.models import Organisation, Topic
from yesline.staff.models import Agent


def open_(
    *,
    contact: Contact,
    title: str,
    topic: Topic | None,
    kind: str = CaseKind.TROUBLE,
    by: Agent,
    at: datetime,
) -> Case:
    """A contact becomes work. The clock runs from the contact's arrival, not from now.

    `by` owns it; somebody lent to the organisation only holds it, until one of its own has it.
    """
    lent = by.organisation_id != contact.organisation_id
    length, hours = queries.term_for(contact.organisation, kind=kind, topic=topic)
    case = Case(
        organisation=contact.organisation,
        customer=contact.customer,
        topic=topic,
        title=title[:120],
        kind=kind,
        owner=by,
        owner_by_at=rules.after(at, rules.OWNER_WITHIN, orgs.hours_of(contact.organisation)) if lent else None,
        first_reported_at=contact.arrived_at,
        due_at=rules.after(contact.arrived_at, length, hours),
    )
    sql.add(case)
    begins = machine.opening(first_reported_at=contact.arrived_at, term=length, hours=hours)
    _record("case.opened", case, by=by, at=at, contact=contact.pk, **begins)
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
    length, hours = queries.term_for(organisation, kind=CaseKind.TROUBLE, topic=None)
    case = Case.objects.create(
        organisation=organisation,
        customer=customer,
        title=said.strip().splitlines()[0][:120],
        owner=owner,
        first_reported_at=at,
        due_at=rules.after(at, length, hours),
    )
    Letter.objects.create(organisation=organisation, case=case, key=key, said=said.strip(), written_at=at, **sender)
    _record("case.written", case, by=None, at=at)
    _record("case.opened", case, by=None, at=at, **machine.opening(first_reported_at=at, term=length, hours=hours))
    return case


def heard(case: Case, *, contact: Contact, said: str, by: Agent, at: datetime) -> None:
    """This contact was (also) about this case; saving again replaces what was written down."""
    row = CaseContact(
        organisation_id=case.organisation_id, case_id=case.pk, contact_id=contact.pk, said=said, by_id=by.pk, at=at
    )
    sql.add(row, unless="case_id, contact_id", then=("said", "by_id", "at"))
    if contact.arrived_at < case.first_reported_at:
        _turn("case.heard", case, by=by, at=at, contact=contact.pk, arrived_at=contact.arrived_at.isoformat())
    else:
        _record("case.heard", case, by=by, at=at, contact=contact.pk)
    _is_heard_from(case)
    if case.asked_at is not None:  # whoever speaks with us has replied
        replied(case, by=by, at=at)


def describe(case: Case, *, title: str, topic: Topic | None, kind: str, by: Agent, at: datetime) -> None:
    """Another name, another category, another kind: its clock runs on as it is."""
    before = {"title": case.title, "topic": case.topic_id, "kind": case.kind}
    case.title, case.topic, case.kind = title.strip()[:120], topic, kind
    now = {"title": case.title, "topic": case.topic_id, "kind": case.kind}
    if now != before:
        Case.objects.filter(pk=case.pk).update(title=case.title, topic=topic, kind=kind)
        _record("case.described", case, by=by, at=at, before=before, **now)


def say_next(case: Case, *, what: str, by_when: datetime, by: Agent, at: datetime) -> None:
    """What happens next and by when, as the customer will read it."""
    rules.check_is_open(case.state)
    rules.check_next_step(what=what, by_when=by_when, at=at)
    before = {"what": case.next_step, "by_when": case.next_step_at and case.next_step_at.isoformat()}
    case.next_step, case.next_step_at = what.strip()[:200], by_when
    Case.objects.filter(pk=case.pk).update(next_step=case.next_step, next_step_at=by_when)
    _record("case.next", case, by=by, at=at, before=before, what=case.next_step, by_when=by_when.isoformat())


def ask(case: Case, *, text: str, by: Agent, at: datetime) -> Question:
    """Put a question where the customer can see it. `case` is locked; its clock stands still until they reply."""
    rules.check_is_open(case.state)
    stands = queries.standing_question(queries.whole(case)) is not None
    rules.check_can_be_asked(text=text, stands=stands)
    question = Question.objects.create(
        organisation_id=case.organisation_id, case=case, text=text.strip()[:300], asked_by=by, asked_at=at
    )
    _turn("case.asked", case, by=by, at=at, question=question.pk, text=question.text)
    return question


def replied(case: Case, *, by: Agent | None, at: datetime) -> None:
    """The customer has replied, on whatever channel: the clocks of this case, and of all that is part of it, run."""
    for one in [case, *queries.taken_in(case.pk)]:
        if one.asked_at is not None:
            Question.objects.filter(case=one, replied_at=None).update(replied_at=at)
            _turn("case.replied", one, by=by, at=at)
    if case.asked_at is None and queries.clock_of(case).waits:
        _turn("case.replied", case, by=by, at=at)


def said(case: Case, *, kind: str, text: str, key: UUID, at: datetime) -> Said | None:
    """The customer says something on the page of their case; None if they had said it already.

    Whatever they say is a reply: the clock runs. Its owner is told at once.
    """
    rules.check_said(kind=kind, text=text)
    mine = {"organisation_id": case.organisation_id, "case": case, "kind": kind, "text": text.strip(), "at": at}
    made, is_new = Said.objects.get_or_create(key=key, defaults=mine)
    if not is_new:
        return None
    _record("case.said", case, by=None, at=at, kind=kind)
    _is_heard_from(case)
    if queries.clock_of(case).waits:
        replied(case, by=None, at=at)
    return made


def take_in(case: Case, other: Case, *, why: str, by: Agent, at: datetime) -> None:
    """`other` is a part of this case from now on, and the earliest clock counts. Both are locked."""
    for one in (case, other):
        rules.check_is_open(one.state)
    rules.check_can_be_one(keeps=kin.like(case), joins=kin.like(other))
    lines = machine.carried(queries.clock_of(other))
    _is_heard_from(other)
    other.state, other.merged_into = CaseState.MERGED, case
    Case.objects.filter(pk=other.pk).update(state=CaseState.MERGED, merged_into=case)
    _turn("case.took_in", case, by=by, at=at, case=other.pk, lines=lines, why=why)
    _record("case.merged", other, by=by, at=at, into=case.pk, why=why)


def part(case: Case, other: Case, *, why: str, by: Agent, at: datetime) -> None:
    """`other` stands for itself again, with the clock it would have had. Both are locked."""
    rules.check_is_open(case.state)
    rules.check_is_part(into=other.merged_into_id, case=case.pk)
    other.state, other.merged_into = CaseState.OPEN, None
    Case.objects.filter(pk=other.pk).update(state=CaseState.OPEN, merged_into=None)
    _turn("case.let_go", case, by=by, at=at, case=other.pk, why=why)
    _record("case.parted", other, by=by, at=at, from_case=case.pk, why=why)


def close(case: Case, *, how: str, by: Agent | None, at: datetime) -> None:
    """It is over. `how`: who said so, and where."""
    rules.check_is_open(case.state)
    case.state, case.closed_at = CaseState.CLOSED, at
    _is_heard_from(case)
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_at=at, owner_by_at=None)
    HandOver.objects.filter(case=case, state=HandOverState.ASKED).update(state=HandOverState.WITHDRAWN, answered_at=at)
    _record("case.closed", case, by=by, at=at, how=how)


def reopen(case: Case, *, owner: Agent, why: str, by: Agent | None, at: datetime) -> None:
    """It is not over after all: the same case, the same clock. `owner`: as it was, unless they have left."""
    rules.check_can_be_reopened(case.state, closed_at=case.closed_at, at=at)
    case.state, case.closed_at, case.owner = CaseState.OPEN, None, owner
    Case.objects.filter(pk=case.pk).update(state=CaseState.OPEN, closed_at=None, owner=owner)
    _record("case.reopened", case, by=by, at=at, why=why, owner=owner.pk)


def ask_to_own(case: Case, *, to: Agent, why: str, by: Agent, at: datetime) -> HandOver:
    """Somebody is asked to own it; until they accept it stays whose it is. May they be asked: see rules."""
    asked = HandOver.objects.create(
        organisation_id=case.organisation_id, case=case, to=to, why=why.strip()[:200], asked_by=by, asked_at=at,
        answer_by_at=at + rules.ANSWER_FOR,
    )  # fmt: skip
    _record("case.offered", case, by=by, at=at, to=to.pk, why=asked.why)
    hints.tell(hints.agent(to.pk))
    return asked


def answer(asked: HandOver, *, state: str, at: datetime) -> bool:
    """It was accepted, declined, or nobody answered; False if somebody was faster."""
    found = HandOver.objects.filter(pk=asked.pk, state=HandOverState.ASKED)
    moved = found.update(state=state, answered_at=at)
    hints.tell(hints.agent(asked.to_id))
    hints.tell(hints.agent(asked.asked_by_id))
    return bool(moved)


def own(case: Case, *, owner: Agent, why: str, by: Agent | None, at: datetime) -> None:
    """`owner` has it from now on: the clock runs on, nothing else changes."""
    rules.check_is_open(case.state)
    before = case.owner_id
    case.owner, case.owner_by_at = owner, None
    Case.objects.filter(pk=case.pk).update(owner=owner, owner_by_at=None)
    _record("case.owned", case, by=by, at=at, before=before, owner=owner.pk, why=why)
    hints.tell(hints.agent(before))


def keep_draft(*, contact: Contact, by: Agent, fields: dict[str, Any], at: datetime) -> None:
    Draft.objects.update_or_create(
        agent=by,
        contact=contact,
        defaults={"organisation_id": contact.organisation_id, "fields": fields, "saved_at": at},
    )


def drop_drafts(*, contact: Contact) -> None:
    """It is written down: nobody's draft of this contact is needed any more."""
    Draft.objects.filter(contact=contact).delete()


def _is_heard_from(case: Case) -> None:
    """They are silent no more, or it doesn't matter: whether it is over is asked from the beginning."""
    if case.silences:
        case.silences, case.silent_since, case.ends_at = 0, None, None
        Case.objects.filter(pk=case.pk).update(silences=0, silent_since=None, ends_at=None)


def _turn(verb: str, case: Case, /, *, by: Agent | None, at: datetime, **details: Any) -> None:
    """A deed that may move the clock: written to the journal, and the row says what the journal says."""
    entries = queries.moves_of(case.pk)
    if not entries:  # a case from elsewhere: its row tells when it began, before this deed changes it
        term = case.due_at - case.first_reported_at
        begins = machine.opening(first_reported_at=case.first_reported_at, term=term, hours=None)
        _record("case.opened", case, by=None, at=at, **begins)
    _record(verb, case, by=by, at=at, **details)
    clock = queries.clock_of(case)
    case.first_reported_at, case.due_at = clock.first_reported_at, clock.due(at)
    case.asked_at = clock.asked_at
    Case.objects.filter(pk=case.pk).update(
        first_reported_at=case.first_reported_at, due_at=case.due_at, asked_at=case.asked_at
    )


def _record(verb: str, case: Case, /, *, by: Agent | None, at: datetime, **details: Any) -> None:
    journal.record(
        verb, noun="case", noun_id=case.pk, organisation_id=case.organisation_id, by=by.pk if by else None, at=at,
        **details,
    )  # fmt: skip
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
