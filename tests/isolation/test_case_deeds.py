"""Everything done to a case, by those who work on it and by its customer, with the rights of `yesline_web` alone."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from tests.cast import CEM
from tests.isolation.conftest import AT, House

from yesline.cases.models import Case, Complaint, Order, OrderItem, Paper
from yesline.cases.orders.rules import Terms
from yesline.cases.papers.rules import Received
from yesline.flows import close, complain, open_case, order, own, papers, promise, show, visit
from yesline.flows.visit import Words
from yesline.kernel.errors import NotYours
from yesline.staff import queries as staff
from yesline.staff.queries import Seat

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TERMS = Terms("Internet 200", Decimal(650), "half price until March", "monthly")


def sheet(name: str) -> Received:
    return Received(name=name, kind="pdf", size=5, sha256=name, path=f"{name}.pdf")


@pytest.fixture
def case(house: House, signed_in_as_web: None) -> Iterator[Case]:
    """Somebody wrote to the network; nothing of it stays after the test."""
    with transaction.atomic():
        words = Words(key=uuid4(), said="It is dark", name="", answer_to=CEM, language="ru")
        yield visit.write(slug="network", words=words, at=AT)
        transaction.set_rollback(True)


def becomes(case: Case, kind: str) -> Seat:
    """Its owner says what it is."""
    seat = owner(case)
    open_case.describe(seat=seat, case_id=case.pk, title="Another name", topic_id=None, kind=kind, at=AT)
    return seat


def owner(case: Case) -> Seat:
    return staff.act_as(case.owner.user_id)


def test_a_complaint(case: Case) -> None:
    seat = becomes(case, "complaint")
    complain.keep_draft(seat=seat, case_id=case.pk, text="We were", at=AT)
    span = {"dead_from": AT - DAY, "dead_until": AT}
    complain.propose(seat=seat, case_id=case.pk, monthly=Decimal(600), **span, at=AT)  # type: ignore[arg-type]
    complain.grant(seat=seat, case_id=case.pk, amount=Decimal(20), why="", at=AT)
    complain.answer(seat=seat, case_id=case.pk, text="We were wrong.", at=AT)
    assert Complaint.objects.get(case=case).answered_by == case.owner


def test_an_order_and_the_customers_yes(case: Case) -> None:
    seat = becomes(case, "order")
    order.agree(seat=seat, case_id=case.pk, terms=TERMS, at=AT)
    order.add_item(seat=seat, case_id=case.pk, what="contract", at=AT)
    window = {"begins": AT + DAY, "ends": AT + DAY + HOUR}
    order.visit(seat=seat, case_id=case.pk, **window, visitor="Ivan", badge="1", at=AT)  # type: ignore[arg-type]
    item = OrderItem.objects.get(order__case=case)
    order.hand_over(seat=seat, case_id=case.pk, item_id=item.pk, at=AT)
    secret = show.link(case=case)
    assert show.case(slug="network", secret=secret, at=AT) is not None
    assert show.confirm(slug="network", secret=secret, read=AT.isoformat(), at=AT)
    assert Order.objects.get(case=case).confirmed_at == AT


def test_papers_from_both_sides(house: House, case: Case) -> None:
    papers.put(seat=owner(case), case_id=case.pk, received=[sheet("scan")], at=AT)
    given = {"slug": "network", "secret": show.link(case=case), "text": "see", "key": uuid4(), "at": AT}
    assert show.say(kind="words", received=[sheet("receipt")], **given)  # type: ignore[arg-type]
    theirs = Paper.objects.get(case=case, name="receipt")
    assert papers.opened(seat=owner(case), paper_id=theirs.pk, at=AT) == theirs
    with pytest.raises(NotYours):
        papers.opened(seat=staff.act_as(house.cast.eve.user_id), paper_id=theirs.pk, at=AT)


def test_silence_and_being_away(house: House, case: Case) -> None:
    close.asked(seat=owner(case), case_id=case.pk, how="call", at=AT)
    seat = staff.act_as(house.cast.anna.user_id)
    own.be_away(seat=seat, deputy_id=house.cast.bo.pk, until_at=AT + DAY, at=AT)
    assert [one.deputy for one in own.absences(seat=seat, at=AT)] == [house.cast.bo]
    assert house.cast.bo in own.deputies(seat=seat)
    promise.my_day(seat=seat, at=AT)
    own.be_back(seat=seat, at=AT)
    assert own.absences(seat=seat, at=AT) == []


def test_eve_finds_none_of_them(house: House, case: Case) -> None:
    seat, pk = staff.act_as(house.cast.eve.user_id), case.pk
    for ask in (
        lambda: open_case.describe(seat=seat, case_id=pk, title="x", topic_id=None, kind="order", at=AT),
        lambda: complain.answer(seat=seat, case_id=pk, text="x", at=AT),
        lambda: order.agree(seat=seat, case_id=pk, terms=TERMS, at=AT),
        lambda: papers.put(seat=seat, case_id=pk, received=[sheet("x")], at=AT),
        lambda: close.asked(seat=seat, case_id=pk, how="call", at=AT),
    ):
        with pytest.raises(NotYours):
            ask()
