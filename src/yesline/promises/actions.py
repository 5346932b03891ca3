from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yesline.cases.models import Case
from yesline.contacts.models import Contact
from yesline.journal import actions as journal
from yesline.kernel import hints
from yesline.promises import rules
from yesline.promises.enums import PromiseState
from yesline.promises.models import Promise
from yesline.staff.models import Agent


def make(*, case: Case, what: str, due_at: datetime | None, by: Agent, at: datetime) -> Promise:
    """`by` promises something by a time (UTC). Refused without a time, or with one that has passed.

    Made twice (a save under way, and the notes finished), it is one.
    """
    due_at = rules.check_can_be_made(what=what, due_at=due_at, at=at)
    mine = {"organisation_id": case.organisation_id, "customer": case.customer, "keeper": by, "made_at": at}
    promise, made = Promise.objects.get_or_create(
        case=case, what=what.strip()[:200], due_at=due_at, state=PromiseState.DUE, defaults=mine
    )
    if not made:
        return promise
    _record("promise.made", promise, by=by, at=at, what=promise.what, due_at=due_at.isoformat(), case=case.pk)
    return promise


def keep(promise: Promise, *, by: Agent, at: datetime) -> None:
    """What was promised has been done. Refused when somebody said so already."""
    rules.check_can_be_kept(promise.state)
    moved = _due(promise).update(state=PromiseState.KEPT, kept_at=at)
    if moved:
        _record("promise.kept", promise, by=by, at=at, late=promise.due_at < at)


def move_to(promise: Promise, *, due_at: datetime | None, told: str, by: Agent, at: datetime) -> None:
    """Another time, which the customer has been told. `told`: how."""
    before = promise.due_at
    to = rules.check_can_be_moved(promise.state, due_at=before, to=due_at, told=told, at=at)
    if _due(promise).filter(broken_at=None).update(due_at=to, reminded_at=None):
        details = {"before": before.isoformat(), "due_at": to.isoformat(), "told": told}
        _record("promise.moved", promise, by=by, at=at, **details)


def release(promise: Promise, *, why: str, by: Agent, at: datetime) -> None:
    """The customer doesn't want it any more, in their words."""
    rules.check_can_be_released(promise.state, why=why)
    if _due(promise).update(state=PromiseState.RELEASED):
        _record("promise.released", promise, by=by, at=at, why=why.strip()[:200])


def pass_on(*, cases: Collection[int], keeper: Agent, to: Agent, by: Agent | None, at: datetime) -> None:
    """What is still promised in these cases is kept by who owns them now."""
    for promise in Promise.objects.filter(case_id__in=cases, keeper=keeper, state=PromiseState.DUE):
        _passed(promise, to, by=by, at=at)


def pass_on_all(*, keeper: Agent, organisation_id: int, by: Agent, at: datetime) -> None:
    """Somebody answers for an organisation no more: what they promised there is kept by the owner of each case."""
    theirs = Promise.objects.filter(keeper=keeper, organisation_id=organisation_id, state=PromiseState.DUE)
    for promise in theirs.select_related("case__owner"):
        if promise.case.owner_id != keeper.pk:
            _passed(promise, promise.case.owner, by=by, at=at)


def _passed(promise: Promise, to: Agent, *, by: Agent | None, at: datetime) -> None:
    before = promise.keeper_id
    promise.keeper = to
    _due(promise).update(keeper=to)
    _record("promise.passed_on", promise, by=by, at=at, before=before, keeper=to.pk)
    hints.tell(hints.agent(before))


def broken(promises: Sequence[Promise], *, lead: Agent | None, at: datetime) -> None:
    """Their time has passed: noticed once, and a lead sees to them. All of one organisation; owed all the same."""
    Promise.objects.filter(pk__in=[one.pk for one in promises]).update(broken_at=at, lead=lead)
    _record_all("promise.broken", promises, at=at, lead=lead.pk if lead else None)
    if lead is not None:
        hints.tell(hints.agent(lead.pk))


def reminded(promises: Sequence[Promise], *, at: datetime) -> None:
    """Their keepers have been alarmed: one alarm for all that is theirs."""
    Promise.objects.filter(pk__in=[one.pk for one in promises]).update(reminded_at=at)
    _record_all("promise.reminded", promises, at=at)


def _due(promise: Promise) -> QuerySet[Promise]:
    return Promise.objects.filter(pk=promise.pk, state=PromiseState.DUE)


def _record_all(verb: str, promises: Sequence[Promise], *, at: datetime, **details: Any) -> None:
    things = [(one.pk, one.organisation_id) for one in promises]
    journal.record_all(verb, noun="promise", things=things, at=at, **details)
    for keeper in {one.keeper_id for one in promises}:
        hints.tell(hints.agent(keeper))


def _record(verb: str, promise: Promise, *, by: Agent | None, at: datetime, **details: Any) -> None:
    journal.record(
        verb, noun="promise", noun_id=promise.pk, organisation_id=promise.organisation_id,
        by=by.pk if by else None, at=at, **details,
    )  # fmt: skip
    hints.tell(hints.agent(promise.keeper_id))


def belong_to(customer_id: int, *, instead_of: int, only: Collection[int] | None = None) -> list[int]:
    """Promises of one customer are another's from now on (all, or `only` these); gives the ids that were moved."""
    theirs = Promise.objects.filter(customer_id=instead_of)
    ids = list((theirs if only is None else theirs.filter(pk__in=only)).values_list("pk", flat=True))
    Promise.objects.filter(pk__in=ids).update(customer_id=customer_id)
    return ids


def follow(case_ids: Collection[int], contact: Contact) -> None:
    """What was promised in these cases is owed by whom the contact belongs to."""
    Promise.objects.filter(case_id__in=case_ids).update(
        organisation_id=contact.organisation_id, customer_id=contact.customer_id
    )
