"""A case on the screen: a page of the desk that stays open in a tab."""

import re
from datetime import timedelta

import pytest
from tests.cast import Cast
from tests.web.conftest import Desk
from tests.web.test_desk import queries_of

from yesline.cases.models import Case, CaseContact
from yesline.contacts.models import Contact
from yesline.journal import actions as journal

pytestmark = pytest.mark.django_db


def test_a_case_is_a_page_that_opens_in_a_tab_of_the_desk(cast: Cast, anna: Desk) -> None:
    case = cast.case(cast.cem, cast.bo)
    page, part = anna.page(f"/desk/cases/{case.pk}/"), anna.asks(f"/desk/cases/{case.pk}/").html
    assert ("<!doctype html>" in page, "<!doctype html>" in part) == (True, False)
    assert f'data-tab="№ {case.pk} No internet"' in part
    assert f'value="view:case-{case.pk}"' in part
    assert (f'href="/desk/customers/{cast.cem.pk}/"' in part, "Bo" in part, "42&nbsp;h" in part) == (True, True, False)


def test_a_case_stays_open_until_somebody_rings(cast: Cast, anna: Desk) -> None:
    view = f"view:case-{cast.case(cast.cem, cast.bo).pk}"
    cast.ready(cast.anna)
    assert 'id="main"' not in anna.asks("/desk/pulse/", seen=view).html
    cast.dials()
    assert 'id="main"' in anna.asks("/desk/pulse/", seen=view).html


def test_eve_of_the_bank_opens_no_case_of_the_network(cast: Cast, eve: Desk) -> None:
    case = cast.case(cast.cem, cast.bo)
    assert [eve.asks(f"/desk/cases/{pk}/").status for pk in (case.pk, 10**9)] == [404, 404]


def test_a_cases_page_asks_as_much_with_one_conversation_as_with_three(cast: Cast, anna: Desk) -> None:
    def queries() -> int:
        return queries_of(anna, f"/desk/cases/{case.pk}/")

    def heard(channel: str) -> None:
        cast.dials(channel=channel)
        contact = Contact.objects.get(key=f"main/{channel}")
        CaseContact.objects.create(
            organisation=cast.network, case=case, contact=contact, said="No light", by=cast.bo, at=cast.at
        )

    case = cast.case(cast.cem, cast.bo)
    heard("a")
    one = queries()
    heard("b")
    heard("c")
    assert (one, queries()) == (11, 11)


def named(cast: Cast, case: Case, times: int) -> None:
    """Anna gives it one name after another; the first is the oldest."""
    for n in range(1, times + 1):
        then = cast.at - timedelta(minutes=times - n)
        journal.record(
            "case.described", noun="case", noun_id=case.pk, organisation_id=cast.network.pk, by=cast.anna.pk, at=then,
            title=f"name {n}",
        )  # fmt: skip


def names(html: str) -> list[int]:
    return [int(n) for n in re.findall(r"named it “name (\d+)”", html)]


def test_a_long_history_comes_a_screenful_at_a_time(cast: Cast, anna: Desk) -> None:
    case = cast.case(cast.cem, cast.bo)
    named(cast, case, 90)
    first = anna.page(f"/desk/cases/{case.pk}/")
    assert (names(first), "All 50 earlier entries" in first) == (list(range(90, 50, -1)), True)
    before, *_ = re.findall(r"earlier/\?before=(\d+)", first)
    second = anna.asks(f"/desk/cases/{case.pk}/earlier/", before=before).html
    assert (names(second), "All 10 earlier entries" in second) == (list(range(50, 10, -1)), True)
    rest = anna.asks(f"/desk/cases/{case.pk}/earlier/", before=before, all="1").html
    assert (names(rest), "earlier" in rest) == (list(range(50, 0, -1)), False)


def test_a_case_with_500_entries_asks_as_much_as_one_with_none(cast: Cast, anna: Desk) -> None:
    case = cast.case(cast.cem, cast.bo)
    named(cast, case, 1)
    few = queries_of(anna, f"/desk/cases/{case.pk}/")
    named(cast, case, 500)
    assert (few, queries_of(anna, f"/desk/cases/{case.pk}/")) == (12, 12)


def test_whom_it_may_be_handed_to_is_asked_when_somebody_wants_to_know(cast: Cast, anna: Desk, eve: Desk) -> None:
    case = cast.case(cast.cem, cast.bo)
    assert f'hx-get="/desk/cases/{case.pk}/people/"' in anna.page(f"/desk/cases/{case.pk}/")
    assert re.findall(r">(\w+)[,( ]", anna.asks(f"/desk/cases/{case.pk}/people/").html) == ["Anna"]
    paths = [f"/desk/cases/{pk}/{part}/" for pk in (case.pk, 10**9) for part in ("people", "earlier")]
    assert [eve.asks(path, before="1").status for path in paths] == [404] * 4


def test_what_says_nothing_to_people_neither_fills_the_screen_nor_is_counted(cast: Cast, anna: Desk) -> None:
    case = cast.case(cast.cem, cast.bo)
    named(cast, case, 1)
    for _ in range(60):
        journal.record(
            "case.counted", noun="case", noun_id=case.pk, organisation_id=cast.network.pk, by=cast.anna.pk, at=cast.at
        )
    shown = anna.page(f"/desk/cases/{case.pk}/")
    assert (names(shown), "earlier entr" in shown) == ([1], False)
