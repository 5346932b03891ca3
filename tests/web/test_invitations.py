"""Somebody who has an account is invited elsewhere: one organisation more, and nothing told from one to the other."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Desk
from tests.web.test_office import said

from yesline.flows import invite
from yesline.journal.models import Entry
from yesline.orgs.models import Organisation, Pool
from yesline.staff.models import Invitation, Membership

PASSWORD = "a long password of Anna's"


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    cache.clear()


@pytest.fixture
def link(cast: Cast) -> str:
    """Eve, who administers the bank, invites somebody as a lead who speaks Bulgarian well."""
    Membership.objects.filter(agent=cast.eve).update(role="admin")
    secret = invite.invite(
        seat=cast.seat(cast.eve), organisation=cast.bank, name="A colleague", email="", role="lead",
        fluency={"bg": "good", "ru": "little"}, at=cast.at,
    )  # fmt: skip
    Invitation.objects.update(expires_at="2100-01-01T00:00Z")
    return f"/accounts/invitation/{secret}/"


def roles(cast: Cast) -> dict[str, str]:
    """What Anna is, and where."""
    return dict(Membership.objects.filter(agent=cast.anna).values_list("organisation__slug", "role"))


def test_whoever_has_an_account_signs_in_and_accepts(cast: Cast, link: str) -> None:
    cast.anna.user.set_password(PASSWORD)
    cast.anna.user.save()
    anna = Desk(None).client
    assert f'href="/accounts/login/?next={link}"' in said(anna.get(link))
    let_in = anna.post("/accounts/login/", {"login": "anna", "password": PASSWORD, "next": link})
    assert let_in.headers["Location"] == link
    asked = said(anna.get(link))
    assert ("You are invited to answer for Harbour Bank" in asked, "You are signed in as anna" in asked) == (True, True)
    accepted = anna.post(link)
    assert (accepted.status_code, accepted.headers["Location"]) == (302, "/desk/")
    assert roles(cast) == {"network": "agent", "bank": "lead"}
    cast.anna.refresh_from_db()
    assert (cast.anna.languages, cast.anna.fluency) == (["ru", "bg"], {"bg": "good", "ru": "little"})
    assert cast.anna.organisation == cast.network
    assert Entry.objects.get(verb="invitation.accepted").organisation_id == cast.bank.pk


def test_what_she_is_elsewhere_is_not_told_to_whoever_invited_her(cast: Cast, link: str) -> None:
    Desk(cast.anna).client.post(link)
    eve = Desk(cast.eve).client
    for page in ("people/", f"people/{cast.anna.pk}/", "log/?changes", ""):
        shown = said(eve.get(f"/office/bank/{page}"))
        assert ("Anna" in shown or page == "", "Northern Network" in shown, "/office/network" in shown) == (
            True,
            False,
            False,
        )


def test_the_link_serves_once_and_says_so(cast: Cast, link: str) -> None:
    Desk(cast.anna).client.post(link)
    again = Desk(cast.anna).client.post(link)
    assert (again.status_code, "This invitation was used already." in said(again)) == (404, True)


def test_a_link_that_is_too_old_or_unknown_says_which(cast: Cast, link: str) -> None:
    Invitation.objects.update(expires_at=cast.at - timedelta(days=400))
    old = Desk(cast.anna).client.get(link)
    assert (old.status_code, "This invitation is too old" in said(old)) == (404, True)
    Invitation.objects.all().delete()
    gone = Desk(cast.anna).client.get(link)
    assert (gone.status_code, "There is no such invitation any more" in said(gone)) == (404, True)
    assert roles(cast) == {"network": "agent"}


def test_whoever_answers_there_already_leaves_it_to_whom_it_is_for(cast: Cast, link: str) -> None:
    refused = Desk(cast.bo).client.post(link)
    assert (refused.status_code, "You answer for this organisation already." in said(refused)) == (409, True)
    assert Membership.objects.get(agent=cast.bo, organisation=cast.bank).role == "agent"
    assert Desk(cast.anna).client.post(link).status_code == 302


def test_people_are_not_shared_beyond_their_pool(cast: Cast, link: str) -> None:
    Organisation.objects.filter(pk=cast.bank.pk).update(pool=Pool.objects.create(name="Another"))
    refused = Desk(cast.anna).client.post(link)
    assert (refused.status_code, "share their people" in said(refused)) == (409, True)
    assert roles(cast) == {"network": "agent"}


def test_who_was_let_go_everywhere_is_at_home_where_they_are_invited(cast: Cast, link: str) -> None:
    Membership.objects.filter(agent=cast.anna).delete()
    Organisation.objects.filter(pk=cast.bank.pk).update(pool=Pool.objects.create(name="Another"))
    anna = Desk(cast.anna).client
    assert anna.post(link).status_code == 302
    cast.anna.refresh_from_db()
    assert (cast.anna.organisation_id, roles(cast)) == (cast.bank.pk, {"bank": "lead"})
    assert anna.get("/desk/").status_code == 200


def test_who_leaves_their_home_has_a_desk_where_they_still_answer(cast: Cast) -> None:
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    assert Desk(cast.anna).client.post(f"/office/network/people/{cast.bo.pk}/leaving/").status_code == 302
    cast.bo.refresh_from_db()
    assert cast.bo.organisation == cast.bank
    assert Desk(cast.bo).client.get("/desk/").status_code == 200


def test_somebody_else_at_this_browser_signs_out_and_comes_back_to_the_link(cast: Cast, link: str) -> None:
    browser: Client = Desk(cast.bo).client
    assert browser.post("/accounts/logout/", {"next": link}).headers["Location"] == link
    assert "Make yourself an account" in said(browser.get(link))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_gate_asks_the_database_as_often_with_three_invitations_as_with_one(
    cast: Cast, link: str, rows: int
) -> None:
    seat = cast.seat(cast.eve)
    for n in range(rows):
        given = {"name": f"N{n}", "email": "", "role": "agent", "fluency": {}, "at": cast.at}
        invite.invite(seat=seat, organisation=cast.bank, **given)
    counts = []
    for browser, path in ((Desk(None), link), (Desk(cast.anna), link), (Desk(None), "/accounts/login/")):
        with CaptureQueriesContext(connection) as asked:
            assert browser.client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts == [1, 3, 0]
