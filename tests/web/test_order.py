"""An order: what was promised and by whom, the customer's yes to it, what is handed over, who comes."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import Cast
from tests.web.conftest import Clock, Desk
from tests.web.test_case_deeds import deed

from yesline.cases.models import Case, Order, OrderItem
from yesline.cases.orders import rules
from yesline.cases.orders.rules import Terms
from yesline.flows import show
from yesline.kernel.errors import NotNow

pytestmark = pytest.mark.django_db
TERMS = {
    "wanted": "Internet 200, with a router",
    "price": "650",
    "discount": "half price until March",
    "billing": "monthly, by card",
}


@pytest.fixture
def case(cast: Cast) -> Case:
    made = cast.case(cast.cem, cast.anna)
    Case.objects.filter(pk=made.pk).update(kind="order")
    return Case.objects.get(pk=made.pk)


class Page:
    """The customer's page of the order."""

    def __init__(self, case: Case) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.path = f"/o/network/case/{show.link(case=case)}/"

    def read(self) -> str:
        return " ".join(self.client.get(self.path).content.decode().replace("\xa0", " ").split())

    def says_yes(self, *, read: str = "", status: int = 302) -> str:
        stamp = read or re.findall(r'name="read" value="([^"]+)"', self.read())[0]
        answer = self.client.post(f"{self.path}confirm/", {"read": stamp})
        assert answer.status_code == status
        return answer.content.decode()


def test_what_was_promised_is_read_and_confirmed_by_the_customer(cast: Cast, anna: Desk, case: Case) -> None:
    assert "Anna promised terms: Internet 200, with a router" in deed(anna, case, "agree", **TERMS)
    page = Page(case)
    for words in ("Internet 200, with a router", "650.00 ₽", "half price until March", "monthly, by card", "Anna,"):
        assert words in page.read()
    page.says_yes()
    order = Order.objects.get()
    assert (order.confirmed_at, order.agreed_by, order.price) == (cast.at, cast.anna, Decimal(650))
    assert "You confirmed these terms" in page.read()
    assert "The customer confirmed: Internet 200, with a router" in anna.page(f"/desk/cases/{case.pk}/")


def test_other_terms_ask_anew_and_the_same_ones_do_not(cast: Cast, anna: Desk, case: Case, clock: Clock) -> None:
    page = Page(case)
    deed(anna, case, "agree", **TERMS)
    page.says_yes()
    clock.at += timedelta(hours=1)
    deed(anna, case, "agree", **TERMS)
    assert Order.objects.get().confirmed_at == cast.at
    deed(Desk(cast.bo), case, "agree", **{**TERMS, "price": "700.50"})
    order = Order.objects.get()
    assert (order.confirmed_at, order.agreed_by, order.price) == (None, cast.bo, Decimal("700.50"))


def test_nobody_confirms_what_they_have_not_read(cast: Cast, anna: Desk, case: Case, clock: Clock) -> None:
    page = Page(case)
    deed(anna, case, "agree", **TERMS)
    read = re.findall(r'name="read" value="([^"]+)"', page.read())[0]
    clock.at += timedelta(hours=1)
    deed(anna, case, "agree", **{**TERMS, "price": "900"})
    assert "The terms have changed since you opened this page" in page.says_yes(read=read, status=422)
    assert Order.objects.get().confirmed_at is None


def test_it_ends_only_confirmed_and_handed_over(cast: Cast, anna: Desk, case: Case) -> None:
    deed(anna, case, "agree", **TERMS)
    deed(anna, case, "item", what="contract")
    deed(anna, case, "item", what="contract")
    deed(anna, case, "item", what="access data")
    assert "not confirmed this order yet" in deed(anna, case, "over")
    Page(case).says_yes()
    assert "Not handed over yet: contract, access data" in deed(anna, case, "over")
    show.say(slug="network", secret=show.link(case=case), kind="works", text="", key=uuid4(), at=cast.at)
    assert Case.objects.get().state == "open"
    for item in OrderItem.objects.all():
        deed(anna, case, "handed", item=str(item.pk))
        deed(Desk(cast.bo), case, "handed", item=str(item.pk))
    assert set(OrderItem.objects.values_list("what", "handed_by__name", "handed_at")) == {
        ("contract", "Anna", cast.at), ("access data", "Anna", cast.at),
    }  # fmt: skip
    assert "Closed" in deed(anna, case, "over")


def test_who_comes_is_read_before_the_bell_rings(cast: Cast, anna: Desk, case: Case) -> None:
    window = {"visit_from": "2026-11-21T10:00", "visit_until": "2026-11-21T12:00"}
    assert "on which terms" in deed(anna, case, "visit", **window, visitor="Ivan Petrov", badge="0417")
    deed(anna, case, "agree", **TERMS)
    assert "number on their badge" in deed(anna, case, "visit", **window, visitor="Ivan Petrov")
    assert "Ivan Petrov, badge 0417" in deed(anna, case, "visit", **window, visitor="Ivan Petrov", badge="0417")
    assert 'Ask for the badge: number <b class="num">0417</b>' in Page(case).read()
    assert Order.objects.get().confirmed_at is None


def test_nothing_agreed_yet_and_another_kind_have_no_terms(cast: Cast, anna: Desk, case: Case) -> None:
    assert Page(case).client.post(f"{Page(case).path}confirm/", {"read": "x"}).status_code == 404
    plain = cast.case(cast.dora, cast.anna)
    assert anna.presses(f"/desk/cases/{plain.pk}/do/agree/", **TERMS).status == 404
    assert "What is ordered" in anna.page(f"/desk/cases/{case.pk}/")
    assert "What is ordered" not in anna.page(f"/desk/cases/{plain.pk}/")


def test_what_is_missing_is_said(anna: Desk, case: Case) -> None:
    assert "what is ordered" in deed(anna, case, "agree", **{**TERMS, "wanted": " "})
    assert "how it is paid" in deed(anna, case, "agree", **{**TERMS, "billing": ""})
    assert "sum above zero, or none" in deed(anna, case, "agree", **{**TERMS, "price": "cheap"})
    assert "sum above zero, or none" in deed(anna, case, "agree", **{**TERMS, "price": "-1"})
    deed(anna, case, "agree", **{**TERMS, "price": "", "billing": ""})
    assert "what is handed over" in deed(anna, case, "item", what=" ")
    assert Order.objects.get().price is None


@pytest.mark.parametrize("verb", ["agree", "visit", "item", "handed"])
def test_eve_of_the_bank_can_try_nothing(cast: Cast, anna: Desk, eve: Desk, case: Case, verb: str) -> None:
    deed(anna, case, "agree", **TERMS)
    deed(anna, case, "item", what="contract")
    given = {
        **TERMS, "what": "x", "item": str(OrderItem.objects.get().pk), "visitor": "x", "badge": "1",
        "visit_from": "2026-11-21T10:00", "visit_until": "2026-11-21T12:00",
    }  # fmt: skip
    for pk in (case.pk, 10**9):
        assert eve.presses(f"/desk/cases/{pk}/do/{verb}/", **given).status == 404


def test_thirty_things_are_all_one_order_hands_over() -> None:
    assert rules.check_item(what="x", has=29) is None  # type: ignore[func-returns-value]
    with pytest.raises(NotNow, match="more than one order"):
        rules.check_item(what="x", has=30)
    assert rules.check_terms(Terms("x", Decimal(0), "", "")) is None  # type: ignore[func-returns-value]
