from datetime import datetime

from yesline.cases.models import Case, Order, OrderItem
from yesline.cases.orders import rules
from yesline.cases.orders.rules import Terms
from yesline.journal import actions as journal
from yesline.kernel import hints
from yesline.staff.models import Agent


def agree(case: Case, terms: Terms, *, by: Agent, at: datetime) -> Order:
    """This is what was promised, and by whom. Other terms than the customer confirmed ask them anew."""
    rules.check_terms(terms)
    given = {
        "wanted": terms.wanted.strip()[:200],
        "price": terms.price,
        "discount": terms.discount.strip()[:200],
        "billing": terms.billing.strip()[:200],
    }
    order = Order.objects.filter(case=case).first()
    if order is not None and all(getattr(order, name) == value for name, value in given.items()):
        return order
    before = {name: str(getattr(order, name)) for name in given} if order else {}
    mine = {**given, "organisation_id": case.organisation_id, "agreed_by": by, "agreed_at": at, "confirmed_at": None}
    order, _ = Order.objects.update_or_create(case=case, defaults=mine)
    said = {name: str(value) for name, value in given.items()}
    _record("case.agreed", case, by=by, at=at, what=order.wanted, before=before, terms=said)
    return order


def visit(order: Order, *, begins: datetime, ends: datetime, visitor: str, badge: str, by: Agent, at: datetime) -> None:
    """Somebody comes: when, who, and the number on their badge."""
    rules.check_visit(begins=begins, ends=ends, visitor=visitor, badge=badge, at=at)
    who = visitor.strip()[:100]
    Order.objects.filter(pk=order.pk).update(
        visit_from=begins, visit_until=ends, visitor=who, badge=badge.strip()[:30]
    )  # fmt: skip
    _record("case.visit", order.case, by=by, at=at, visitor=who, by_when=begins.isoformat())


def add_item(order: Order, *, what: str, by: Agent, at: datetime) -> None:
    """This is handed over with it."""
    rules.check_item(what=what, has=order.items.count())
    item, is_new = OrderItem.objects.get_or_create(
        order=order, what=what.strip()[:120], defaults={"organisation_id": order.organisation_id}
    )
    if is_new:
        _record("case.item", order.case, by=by, at=at, what=item.what)


def hand_over(item: OrderItem, case: Case, *, by: Agent, at: datetime) -> None:
    """The customer has it; said twice, it is once."""
    if OrderItem.objects.filter(pk=item.pk, handed_at=None).update(handed_by=by, handed_at=at):
        _record("case.handed", case, by=by, at=at, what=item.what)


def confirm(order: Order, *, at: datetime) -> None:
    """The customer has read these terms and says yes."""
    if Order.objects.filter(pk=order.pk, confirmed_at=None).update(confirmed_at=at):
        _record("case.confirmed", order.case, by=None, at=at, what=order.wanted)


def _record(verb: str, case: Case, /, *, by: Agent | None, at: datetime, **details: object) -> None:
    journal.record(
        verb, noun="case", noun_id=case.pk, organisation_id=case.organisation_id, by=by.pk if by else None, at=at,
        **details,
    )  # fmt: skip
    hints.tell(hints.agent(case.owner_id))
