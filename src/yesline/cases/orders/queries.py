from collections.abc import Sequence

from django.db.models import Prefetch

from yesline.cases.enums import CaseKind
from yesline.cases.models import Case, Order, OrderItem


def of(case: Case) -> Order | None:
    """The order this case is, with what is handed over; None: it is another kind of work, or nothing is agreed yet."""
    if case.kind != CaseKind.ORDER:
        return None
    items = Prefetch("items", OrderItem.objects.select_related("handed_by"))
    return Order.objects.select_related("agreed_by").prefetch_related(items).filter(case=case).first()


def open_in(case_ids: Sequence[int]) -> tuple[bool, list[str]]:
    """Whether every order among these is confirmed, and what is not handed over yet."""
    orders = Order.objects.filter(case_id__in=case_ids)
    left = OrderItem.objects.filter(order__in=orders, handed_at=None).values_list("what", flat=True)
    return not orders.filter(confirmed_at=None).exists(), list(left)
