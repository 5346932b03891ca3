"""An organisation's page: what anybody sees, who may call from it, and that what is written to us is somebody's."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import CEM, DORA, TROUBLE, ZED, Cast
from tests.web.conftest import Clock, Desk

from yesline.cases.models import Case, Letter
from yesline.flows import visit
from yesline.orgs.models import Holiday, Opening, Organisation

pytestmark = pytest.mark.django_db
PAGE = "/o/network/"


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    cache.clear()


@pytest.fixture
def visitor(cast: Cast, sits_down: Callable[[None], Desk]) -> Desk:
    return sits_down(None)


def letter(visitor: Desk, **given: str) -> str:
    words = {"said": "No internet since noon.", "answer_to": "8 921 555-09-99", "key": str(uuid4()), **given}
    return visitor.client.post(f"{PAGE}letters/", words).content.decode()


def test_anybody_sees_the_numbers_and_how_to_reach_a_person(visitor: Desk) -> None:
    said = visitor.page(PAGE)
    assert re.findall(r'href="tel:([^"]+)"', said) == [TROUBLE, TROUBLE, "+78182550101"]
    assert ("A person answers." in said, "Open around the clock" in said, "on the line now" in said) == (
        True,
        True,
        False,
    )


def test_an_unknown_name_is_no_page(visitor: Desk) -> None:
    for path in ("/o/nobody/", "/o/nobody/logo.png", "/o/nobody/colour.css"):
        visitor.page(path, status=404)
    assert visitor.client.post("/o/nobody/call/").status_code == 404
    assert visitor.client.post("/o/nobody/letters/", {"said": "x", "answer_to": ZED}).status_code == 404


def test_how_many_people_are_on_the_line_and_not_who(cast: Cast, visitor: Desk) -> None:
    cast.ready(cast.anna, cast.bo, cast.eve)
    said = visitor.page(PAGE)
    assert "2 people on the line now" in said
    assert re.findall(r"\b(?:Anna|Bo|Eve)\b", said) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_two_queries(cast: Cast, visitor: Desk, rows: int) -> None:
    for weekday in range(rows):
        Opening.objects.create(organisation=cast.network, weekday=weekday, opens=time(9), closes=time(20))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        visitor.page(PAGE)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (10, "Open, closes today at 20:00"),
        (3, "Closed, opens today at 09:00"),
        (21, "Closed, opens tomorrow at 09:00"),
    ],
)
def test_whether_they_are_there_now(cast: Cast, visitor: Desk, clock: Clock, hour: int, said: str) -> None:
    for weekday in range(5):
        Opening.objects.create(organisation=cast.network, weekday=weekday, opens=time(9), closes=time(20))
    clock.at = datetime.fromisoformat(f"2026-11-19T{hour:02}:00+03:00")
    assert said in visitor.page(PAGE).replace("\u00a0", " ")


def test_a_holiday_is_closed(cast: Cast, visitor: Desk) -> None:
    Holiday.objects.create(organisation=cast.network, day=date(2026, 11, 19), name="A feast")
    assert "Closed, opens tomorrow at 00:00" in visitor.page(PAGE).replace("\u00a0", " ")


def test_the_colour_and_the_logo_are_the_organisations_own(cast: Cast, visitor: Desk) -> None:
    Organisation.objects.filter(pk=cast.network.pk).update(colour="#aa3300", logo=b"\x89PNG")
    assert "/o/network/logo.png" in visitor.page(PAGE)
    assert "#aa3300" in visitor.client.get(f"{PAGE}colour.css").content.decode()
    assert visitor.client.get(f"{PAGE}logo.png").content == b"\x89PNG"
    assert visitor.client.get("/o/bank/logo.png").status_code == 404


def test_a_visitor_gets_a_ticket_for_the_trouble_number_and_nothing_else(visitor: Desk, at: datetime) -> None:
    answer = visitor.client.post(f"{PAGE}call/")
    cookie = answer.cookies[visit.COOKIE]
    ticket = visit.ticket_of(words=cookie.value)
    assert answer.json() == {"number": TROUBLE}
    assert ticket is not None
    assert (ticket.number, ticket.language, ticket.customer_id) == (TROUBLE, "en", None)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/sip/visitor")
    assert [ticket.may_begin(at + later) for later in (timedelta(0), timedelta(minutes=2))] == [True, False]


def test_who_calls_too_often_is_asked_to_wait(visitor: Desk) -> None:
    assert [visitor.client.post(f"{PAGE}call/").status_code for _n in range(13)] == [200] * 12 + [429]


def test_a_link_of_their_own_says_who_calls(cast: Cast, visitor: Desk, at: datetime) -> None:
    secret = visit.link(customer=cast.cem, at=at)
    cast.case(cast.cem, cast.bo)
    said = visitor.page(f"{PAGE}me/{secret}/")
    assert ("Good day, Cem." in said, "Bo has it" in said) == (True, True)
    ticket = visit.ticket_of(words=visitor.client.post(f"{PAGE}call/", {"secret": secret}).cookies[visit.COOKIE].value)
    assert ticket is not None
    assert ticket.customer_id == cast.cem.pk


@pytest.mark.parametrize("spoilt", ["of another organisation", "too old", "changed", "nonsense"])
def test_a_link_that_is_not_good_knows_nobody(
    cast: Cast, visitor: Desk, clock: Clock, at: datetime, spoilt: str
) -> None:
    fay = cast.customer("Fay", cast.bank, ZED)
    secret = visit.link(customer=fay if spoilt == "of another organisation" else cast.cem, at=at)
    if spoilt == "changed":
        secret = secret.replace(secret[3], "A" if secret[3] != "A" else "B", 1)
    if spoilt == "nonsense":
        secret = "x"
    if spoilt == "too old":
        clock.at = at + timedelta(days=30)
    said = visitor.page(f"{PAGE}me/{secret}/", status=404)
    assert ("too old, or not whole" in said, "Cem" in said, "Fay" in said) == (True, False, False)
    ticket = visit.ticket_of(words=visitor.client.post(f"{PAGE}call/", {"secret": secret}).cookies[visit.COOKIE].value)
    assert ticket is not None
    assert ticket.customer_id is None


def test_a_letter_is_a_case_with_an_owner_and_a_number(cast: Cast, visitor: Desk, at: datetime) -> None:
    said = letter(visitor, name="Zed")
    case = Case.objects.get()
    assert f"Case № {case.pk}" in said
    assert "Anna" in said
    assert (case.owner, case.organisation, case.customer, case.first_reported_at) == (cast.anna, cast.network, None, at)
    written = Letter.objects.get()
    assert (written.said, written.name, written.answer_to) == ("No internet since noon.", "Zed", ZED)


def test_the_owner_reads_it_in_their_day(cast: Cast, visitor: Desk, anna: Desk) -> None:
    letter(visitor, said="No internet.\nThe child has an exam.", name="Zed")
    day = anna.page()
    assert ("The child has an exam." in day, "Zed" in day, f"tel:{ZED}" in day) == (True, True, True)


def test_sent_twice_it_is_one_letter(cast: Cast, visitor: Desk) -> None:
    key = str(uuid4())
    numbers = [re.search(r"Case № (\d+)", letter(visitor, key=key)) for _n in range(2)]
    case = Case.objects.get()
    assert [found and found[1] for found in numbers] == [str(case.pk)] * 2


def test_whose_number_it_is_is_found_and_nobody_assumed(cast: Cast, visitor: Desk) -> None:
    letter(visitor, answer_to=CEM)
    letter(visitor, answer_to=DORA)
    letter(visitor, answer_to="cem@example.org")
    assert list(Case.objects.order_by("pk").values_list("customer", flat=True)) == [cast.cem.pk, None, None]


def test_who_has_a_link_writes_as_themselves(cast: Cast, visitor: Desk, at: datetime) -> None:
    letter(visitor, secret=visit.link(customer=cast.dora, at=at), answer_to="dora@example.org")
    assert Case.objects.get().customer == cast.dora


def test_the_one_at_work_with_the_fewest_cases_owns_it(cast: Cast, visitor: Desk) -> None:
    cast.ready(cast.bo)
    letter(visitor)
    cast.ready(cast.anna)
    letter(visitor)
    assert [case.owner for case in Case.objects.order_by("pk")] == [cast.bo, cast.anna]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"said": "  "}, "Write what has happened"),
        ({"answer_to": "by the window"}, "Leave a telephone number or an address of mail"),
        ({"answer_to": "a@b"}, "Leave a telephone number or an address of mail"),
        ({"said": "x" * 4001}, "too long for one letter"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(visitor: Desk, given: dict[str, str], sentence: str) -> None:
    said = letter(visitor, **{"name": "Zed", **given})
    assert (sentence in said, 'value="Zed"' in said, Case.objects.count()) == (True, True, 0)


def test_too_many_letters_wait_and_keep_their_words(visitor: Desk) -> None:
    for _n in range(4):
        letter(visitor)
    said = letter(visitor, said="The fifth one")
    assert ("So many letters" in said, "The fifth one" in said, Case.objects.count()) == (True, True, 4)


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    assert [client.post(f"{PAGE}{what}/").status_code for what in ("call", "letters")] == [403, 403]


@pytest.mark.parametrize(("language", "greeting"), [("uk", "Подзвоніть."), ("bg", "Обадете се."), ("ru", "Позвоните.")])
def test_the_page_speaks_the_visitors_language(cast: Cast, language: str, greeting: str) -> None:
    assert greeting in Client(headers={"accept-language": language}).get(PAGE).content.decode()
