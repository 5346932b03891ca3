"""The page on which two cards of one person are made one, and two again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.customers.models import Merge

pytestmark = pytest.mark.django_db


def test_two_cards_are_made_one_and_two_again(cast: Cast, anna: Desk) -> None:
    path = f"/desk/card/customers/{cast.dora.pk}/same/"
    assert "Dan Caller" in anna.page(path)
    answer = anna.client.post(f"{path}{cast.dan.pk}/")
    assert (answer.status_code, answer.url) == (302, path)
    html = anna.page(path)
    assert ("What has gone into this card" in html, "The same person" in html) == (True, False)
    merge = Merge.objects.get()
    assert anna.client.post(f"/desk/card/merges/{merge.pk}/undo/").url == path
    assert "What has gone into this card" not in anna.page(path)


def test_numbers_on_it_are_masked_but_for_their_end(cast: Cast, anna: Desk) -> None:
    html = anna.page(f"/desk/card/customers/{cast.dora.pk}/same/")
    assert ("••-63" in html, "555-01-63" in html) == (True, False)


def test_eve_of_the_bank_finds_neither_the_page_nor_the_deeds(cast: Cast, anna: Desk, eve: Desk) -> None:
    path = f"/desk/card/customers/{cast.dora.pk}/same/"
    anna.client.post(f"{path}{cast.dan.pk}/")
    eve.page(path, status=404)
    eve.page("/desk/card/customers/999999/same/", status=404)
    posts = [
        f"{path}{cast.cem.pk}/",
        f"/desk/card/merges/{Merge.objects.get().pk}/undo/",
        "/desk/card/merges/999999/undo/",
    ]
    assert [eve.client.post(one).status_code for one in posts] == [404, 404, 404]


def test_the_number_of_queries_is_the_same_with_one_row_and_with_three(cast: Cast, anna: Desk) -> None:
    path = f"/desk/card/customers/{cast.dora.pk}/same/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            anna.page(path)
        return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    one = queries()
    for name in ("Deb", "Dee"):
        cast.customer(name, cast.network, "+79215550163")
    assert (one, queries()) == (15, 15)
