from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from yesline.kernel.errors import NotYours
from yesline.promises import rules
from yesline.promises.enums import PromiseState
from yesline.promises.models import Promise
from yesline.staff.queries import Seat


def seen_by(seat: Seat, promise_id: int) -> Promise:
    """A promise this person may see. Raises NotYours without saying whether it exists."""
    found = Promise.objects.filter(pk=promise_id, organisation_id__in=seat.organisations).first()
    if found is None:
        raise NotYours
    return found


def due_for_customer(customer_id: int) -> list[Promise]:
    found = Promise.objects.filter(case__customer_id=customer_id, state=PromiseState.DUE)
    return list(found.select_related("keeper", "case").order_by("due_at"))


def due_of_keeper(*agent_ids: int) -> list[Promise]:
    """All they have to keep, the soonest first."""
    found = Promise.objects.filter(keeper_id__in=agent_ids, state=PromiseState.DUE)
    return list(found.select_related("case", "customer", "keeper").order_by("due_at"))


def due_in(case_ids: Sequence[int]) -> int:
    """How much is still promised in these cases."""
    return Promise.objects.filter(case_id__in=case_ids, state=PromiseState.DUE).count()


def of_case(case_ids: Sequence[int]) -> list[Promise]:
    """What was promised in these cases: what is owed first, by its time."""
    found = Promise.objects.filter(case_id__in=case_ids).select_related("keeper", "lead")
    return sorted(found, key=lambda promise: (promise.state != PromiseState.DUE, promise.due_at))


def broken_for(agent_id: int) -> list[Promise]:
    """Broken promises this lead sees to, the oldest first."""
    found = Promise.objects.filter(lead_id=agent_id, state=PromiseState.DUE, broken_at__isnull=False)
    return list(found.select_related("case", "customer", "keeper").order_by("due_at")[:50])


def claim_late(*, at: datetime, most: int) -> list[Promise]:
    """Promises whose time has passed and which nobody noticed yet; locked, another worker passes them by."""
    late = Promise.objects.filter(state=PromiseState.DUE, broken_at=None, due_at__lte=at)
    return list(late.select_for_update(skip_locked=True).order_by("due_at")[:most])


def claim_soon(*, at: datetime, most: int) -> list[Promise]:
    """Promises that fall due soon, of keepers who have had quiet for long enough; locked as above."""
    soon = _unreminded().filter(due_at__gt=at, due_at__lte=at + rules.REMIND_BEFORE)
    keepers = set(soon.values_list("keeper_id", flat=True))
    alarmed = Promise.objects.filter(keeper_id__in=keepers, reminded_at__gt=at - timedelta(hours=1))
    last = dict(alarmed.values_list("keeper_id").annotate(last=Max("reminded_at")))
    ready = [keeper for keeper in keepers if rules.may_be_reminded(last.get(keeper), at=at)]
    found = soon.filter(keeper_id__in=ready).select_for_update(skip_locked=True)
    return list(found.order_by("due_at")[:most]) if ready else []


def _unreminded() -> QuerySet[Promise]:
    return Promise.objects.filter(state=PromiseState.DUE, reminded_at=None, broken_at=None)
