from collections.abc import Collection
from datetime import datetime

from yesline.cases.models import Case
from yesline.contacts.models import Contact
from yesline.journal import actions as journal
from yesline.kernel import hints
from yesline.promises import rules
from yesline.promises.enums import PromiseState
from yesline.promises.models import Promise
from yesline.staff.models import Agent


def make(*, case: Case, what: str, due_at: datetime | None, by: Agent, at: datetime) -> Promise:
    """`by` promises something by a time (UTC). Refused without a time, or with one that has passed."""
    due_at = rules.check_can_be_made(what=what, due_at=due_at, at=at)
    promise = Promise.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        customer=case.customer,
        what=what.strip()[:200],
        due_at=due_at,
        keeper=by,
        made_at=at,
    )
    _record("promise.made", promise, by=by, at=at)
    return promise


def keep(promise: Promise, *, by: Agent, at: datetime) -> None:
    """What was promised has been done. Refused when somebody said so already."""
    rules.check_can_be_kept(promise.state)
    moved = Promise.objects.filter(pk=promise.pk, state=PromiseState.DUE).update(state=PromiseState.KEPT, kept_at=at)
    if moved:
        _record("promise.kept", promise, by=by, at=at)


def _record(verb: str, promise: Promise, *, by: Agent, at: datetime) -> None:
    journal.record(verb, noun="promise", noun_id=promise.pk, organisation_id=promise.organisation_id, by=by.pk, at=at)
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
