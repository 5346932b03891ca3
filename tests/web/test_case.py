"""A case on the screen: a page of the desk that stays open in a tab."""

import pytest
from tests.cast import Cast
from tests.web.conftest import Desk
from tests.web.test_desk import queries_of

from yesline.cases.models import CaseContact
from yesline.contacts.models import Contact

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
    assert (one, queries()) == (16, 16)
