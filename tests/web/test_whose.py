"""Beside a call by the common number: who knows the caller, who is not with us, and moving the contact."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import CEM, Cast
from tests.flows.test_one_number_for_any_trouble import common, talks  # noqa: F401 - `common` is a fixture
from tests.web.conftest import Desk

from yesline.orgs.models import Organisation, Outsider


def test_the_panel_stands_beside_a_call_by_the_common_number_only(cast: Cast, common: Organisation) -> None:  # noqa: F811
    talks(cast, cast.bo)
    assert "Whose trouble is it?" in Desk(cast.bo).page()
    cast.talking(cast.anna, channel="c2")
    assert "Whose trouble is it?" not in Desk(cast.anna).page()


def test_one_click_moves_the_contact_and_the_desk_shows_the_organisation(
    cast: Cast,
    common: Organisation,  # noqa: F811
) -> None:
    contact, desk = talks(cast, cast.bo), Desk(cast.bo)
    found = desk.asks(f"/desk/whose/{contact.pk}/").html
    assert ("Cem Caller" in found, "Northern Network" in found, "Harbour Bank" in found) == (True, True, True)
    moved = desk.client.post(
        f"/desk/whose/{contact.pk}/organisation/",
        {"organisation": str(cast.network.pk), "customer": str(cast.cem.pk)},
        headers={"hx-request": "true"},
    )
    assert (moved.status_code, "Cem" in moved.content.decode()) == (200, True)
    assert "Whose trouble is it?" not in desk.page()
    again = desk.client.post(f"/desk/whose/{contact.pk}/organisation/", {"organisation": str(cast.bank.pk)})
    assert (again.status_code, "belongs to Northern Network already" in again.content.decode()) == (409, True)


def test_whoever_has_not_the_call_gets_nothing(cast: Cast, common: Organisation) -> None:  # noqa: F811
    contact = talks(cast, cast.bo)
    assert Desk(cast.anna).client.get(f"/desk/whose/{contact.pk}/").status_code == 404
    assert Desk(cast.anna).client.get("/desk/whose/999999/").status_code == 404
    typed = {"organisation": "nonsense"}
    assert Desk(cast.bo).client.post(f"/desk/whose/{contact.pk}/organisation/", typed).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast,
    common: Organisation,  # noqa: F811
    rows: int,
) -> None:
    contact, desk = talks(cast, cast.bo), Desk(cast.bo)
    for n in range(rows):
        cast.customer(f"Cem {n}", cast.network, CEM)
        Outsider.objects.create(organisation=common, name=f"Firm {n}", e164="+78182550900")
    counts = []
    for words in ("", "?like=Cem", "?like=Firm"):
        with CaptureQueriesContext(connection) as asked:
            assert desk.client.get(f"/desk/whose/{contact.pk}/{words}").status_code == 200
        counts.append(len([query for query in asked if "SAVEPOINT" not in query["sql"]]))
    assert counts == [7, 10, 9]
