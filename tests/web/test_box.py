"""What the box answers while somebody types: rows that open cards, and no more of a person than is needed to choose."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.customers.models import Contract, Customer

pytestmark = pytest.mark.django_db


def live_in(cast: Cast, given: str, address: str) -> Customer:
    one = cast.customer(given, cast.network, "+79215550177")
    Contract.objects.filter(customer=one).update(address=address)
    return one


def options(html: str) -> list[str]:
    """The ids of the rows, in order."""
    return re.findall(r'role="option"[^>]* id="([^"]+)"', html)


def test_who_has_not_signed_in_is_led_to_the_gate(sits_down: Callable[[None], Desk]) -> None:
    said = sits_down(None).asks("/box/", q="cem")
    assert (said.status, said.headers["HX-Redirect"]) == (401, "/accounts/login/")


def test_a_person_is_a_row_that_opens_their_card(cast: Cast, anna: Desk) -> None:
    html = anna.asks("/box/", q="cem").html
    assert options(html) == [f"hit-p{cast.cem.pk}"]
    assert f'href="/desk/customers/{cast.cem.pk}/"' in html
    assert "<mark>Cem</mark> Caller" in html
    assert "hx-get" not in html


def test_on_the_desk_the_card_comes_without_leaving_the_page(cast: Cast, anna: Desk) -> None:
    assert f'hx-get="/desk/customers/{cast.cem.pk}/"' in anna.asks("/box/", q="cem", on="desk").html


def test_the_row_shows_neither_the_whole_number_nor_the_flat(cast: Cast, anna: Desk) -> None:
    live_in(cast, "Fay", "Baker Street, 221B, flat 4")
    html = anna.asks("/box/", q="921 555 01 77").html
    assert ("phone …0177" in html, "9215550177" in html, "221B" in html, "flat 4" in html) == (True, False, True, False)


def test_what_is_found_on_the_other_keyboard_is_said(cast: Cast, anna: Desk) -> None:
    html = anna.asks("/box/", q="сщььщт").html + anna.asks("/box/", q="сфддук").html
    assert 'data-also="also looked for: caller"' in html


def test_places_and_cases_have_groups_of_their_own(cast: Cast, anna: Desk) -> None:
    fay = live_in(cast, "Fay", "Baker Street, 221B, flat 4")
    case = cast.case(fay, cast.bo)
    html = anna.asks("/box/", q="baker 221b").html
    assert options(html) == [f"hit-p{fay.pk}", f"hit-c{case.pk}", "hit-h1"]
    assert 'data-words="Baker Street, 221B"' in html
    assert options(anna.asks("/box/", q=f"№ {case.pk}").html)[-1] == f"hit-c{case.pk}"


def test_one_letter_brings_the_hints_and_nothing_found_is_said_with_what_to_try(anna: Desk) -> None:
    assert "Another keyboard layout" in anna.asks("/box/", q="c").html
    nothing = anna.asks("/box/", q="<b>qqzzxx").html
    assert "Nothing was found for “&lt;b&gt;qqzzxx”" in nothing


def test_eve_of_the_bank_is_told_of_nobody(cast: Cast, eve: Desk) -> None:
    cast.case(cast.cem, cast.bo)
    assert options(eve.asks("/box/", q="cem").html) == []


def test_opening_what_was_found_is_written_down(cast: Cast, anna: Desk) -> None:
    anna.page(f"/desk/customers/{cast.cem.pk}/")
    assert "Anna" in anna.page(f"/desk/customers/{cast.cem.pk}/").split("Who looked")[1]


def test_the_floor_has_the_box(cast: Cast, sits_down: Callable[..., Desk]) -> None:
    cast.anna.memberships.update(role="lead")
    html = sits_down(cast.anna).page("/floor/")
    assert ('id="find"' in html, 'data-url="/box/"' in html) == (True, True)


def test_the_number_of_queries_is_the_same_with_one_row_and_with_three(cast: Cast, anna: Desk) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            anna.asks("/box/", q="baker")
        return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    cast.case(live_in(cast, "Fay", "Baker Street, 221B, flat 4"), cast.bo)
    one = queries()
    for given in ("Gus", "Hal"):
        cast.case(live_in(cast, given, f"Baker Street, {given}, flat 4"), cast.bo)
    assert (one, queries()) == (8, 8)
