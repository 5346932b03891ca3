from yesline.kernel.errors import NotYours
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


def due_of_keeper(agent_id: int) -> list[Promise]:
    found = Promise.objects.filter(keeper_id=agent_id, state=PromiseState.DUE)
    return list(found.select_related("case", "customer").order_by("due_at")[:50])
