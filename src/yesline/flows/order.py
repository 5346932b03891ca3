"""An order: what was promised and by whom, what is handed over, who comes; and the customer says yes to it."""

from datetime import datetime

from django.db import transaction

from yesline.cases import queries as open_cases
from yesline.cases import rules as case_rules
from yesline.cases.enums import CaseKind
from yesline.cases.models import Case, Order
from yesline.cases.orders import actions as orders
from yesline.cases.orders import queries as agreed
from yesline.cases.orders import rules
from yesline.cases.orders.rules import Terms
from yesline.kernel.errors import NotYours
from yesline.staff.queries import Seat


@transaction.atomic
def agree(*, seat: Seat, case_id: int, terms: Terms, at: datetime) -> None:
    """The terms, as I promise them."""
    orders.agree(_case(seat, case_id), terms, by=seat.agent, at=at)


@transaction.atomic
def visit(
    *, seat: Seat, case_id: int, begins: datetime | None, ends: datetime | None, visitor: str, badge: str, at: datetime
) -> None:
    """Who comes, and when: the customer reads it before the bell rings."""
    rules.check_visit(begins=begins, ends=ends, visitor=visitor, badge=badge, at=at)
    assert begins is not None  # noqa: S101 - just checked
    assert ends is not None  # noqa: S101
    orders.visit(_order(seat, case_id), begins=begins, ends=ends, visitor=visitor, badge=badge, by=seat.agent, at=at)


@transaction.atomic
def add_item(*, seat: Seat, case_id: int, what: str, at: datetime) -> None:
    """This is handed over with it, too."""
    orders.add_item(_order(seat, case_id), what=what, by=seat.agent, at=at)


@transaction.atomic
def hand_over(*, seat: Seat, case_id: int, item_id: int, at: datetime) -> None:
    """The customer has it."""
    order = _order(seat, case_id)
    item = next((one for one in order.items.all() if one.pk == item_id), None)
    if item is None:
        raise NotYours
    orders.hand_over(item, order.case, by=seat.agent, at=at)


@transaction.atomic
def confirm(*, case: Case, read: str, at: datetime) -> None:
    """The customer says yes to the terms they have read (`read`: when those were agreed). `case` is locked."""
    order = agreed.of(case)
    if order is None:
        raise NotYours
    rules.check_is_the_same(read=read, agreed=order.agreed_at.isoformat())
    orders.confirm(order, at=at)


def _case(seat: Seat, case_id: int) -> Case:
    open_cases.seen_by(seat, case_id)
    case = open_cases.held(case_id)
    case_rules.check_is_open(case.state)
    if case.kind != CaseKind.ORDER:
        raise NotYours
    return case


def _order(seat: Seat, case_id: int) -> Order:
    case = _case(seat, case_id)
    order = agreed.of(case)
    case_rules.check_is_agreed(agreed=order is not None)
    assert order is not None  # noqa: S101 - just checked
    order.case = case
    return order
