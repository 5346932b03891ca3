"""Signing in by an account elsewhere, with a real OpenID Connect server beside the test."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings
from tests.cast import Cast
from tests.web.conftest import Desk
from tests.web.test_office import said

from yesline.config import env
from yesline.flows import invite
from yesline.staff.models import Agent, Invitation, Membership

EMAIL = "nina@example.org"


SERVE = """
import oidc_provider_mock, threading
with oidc_provider_mock.run_server_in_thread() as running:
    print(running.server_port, flush=True)
    threading.Event().wait()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A process of its own, so that the warnings of its libraries are no errors of ours."""
    words = [sys.executable, "-W", "ignore", "-c", SERVE]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            yield f"http://localhost:{running.stdout.readline().strip()}"  # type: ignore[union-attr]
        finally:
            running.terminate()


@pytest.fixture
def provider(server: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in {"SERVER": server, "CLIENT": "yesline", "SECRET": "hush", "NAME": "Our house"}.items():
        monkeypatch.setenv(f"YESLINE_OIDC_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = env.identity_provider()
    return server


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    cache.clear()


@pytest.fixture
def browser(cast: Cast) -> Client:
    return Desk(None).client


def is_known_there(provider: str, sub: str, **claims: Any) -> None:
    httpx.put(f"{provider}/users/{quote(sub)}", json=claims).raise_for_status()


def signs_in(browser: Client, provider: str, sub: str, *, then: str = "") -> Any:
    """Press the button, say there who one is, and come back."""
    page = said(browser.get("/accounts/login/", {"next": then} if then else {}))
    assert "Sign in with Our house" in page
    here = page.split('href="/accounts/oidc/')[1].split('"')[0].replace("&amp;", "&")
    away = browser.get(f"/accounts/oidc/{here}")
    assert away.status_code == 302
    assert away.headers["Location"].startswith(provider)
    back = httpx.post(away.headers["Location"], data={"sub": sub})
    return browser.get(back.headers["location"].removeprefix("http://testserver"))


def invited(cast: Cast, email: str = EMAIL, role: str = "lead") -> None:
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    invite.invite(
        seat=cast.seat(cast.anna), organisation=cast.network, name="Nina", email=email, role=role,
        fluency={"en": "native"}, at=cast.at,
    )  # fmt: skip
    Invitation.objects.update(expires_at="2100-01-01T00:00Z")


def test_without_a_provider_there_is_no_such_way(cast: Cast, browser: Client) -> None:
    assert "/accounts/oidc/" not in said(browser.get("/accounts/login/"))
    assert browser.get("/accounts/oidc/anything/login/").status_code == 404


def test_whoever_is_invited_under_an_e_mail_comes_in_without_a_password(
    cast: Cast, browser: Client, provider: str
) -> None:
    invited(cast, email="Nina@Example.org")
    is_known_there(provider, "n1", email=EMAIL, email_verified=True)
    came = signs_in(browser, provider, "n1")
    assert (came.status_code, came.headers["Location"]) == (302, "/desk/")
    assert browser.get("/desk/").status_code == 200
    nina = Agent.objects.get(user__username="nina")
    assert (nina.name, nina.languages, nina.organisation) == ("Nina", ["en"], cast.network)
    assert Membership.objects.get(agent=nina).role == "lead"
    assert Invitation.objects.get().agent == nina
    assert nina.user.has_usable_password() is False
    again = Desk(None).client
    assert signs_in(again, provider, "n1").headers["Location"] == "/desk/"
    assert User.objects.filter(email__iexact=EMAIL).count() == 1


def test_whoever_has_an_account_with_that_e_mail_is_the_same_person_and_nothing_from_before_opens_it(
    cast: Cast, browser: Client, provider: str
) -> None:
    User.objects.filter(pk=cast.bo.user_id).update(email="bo@example.org")
    bo = User.objects.get(pk=cast.bo.user_id)
    bo.set_password("known to whoever handed the link over")
    bo.save()
    Authenticator.objects.create(user=bo, type="recovery_codes", data={})
    before = Client()
    before.force_login(bo)
    is_known_there(provider, "b1", email="bo@example.org", email_verified=True)
    assert signs_in(browser, provider, "b1", then="/floor/").headers["Location"] == "/floor/"
    assert SocialAccount.objects.get().user_id == bo.pk
    assert Desk(None).client.login(username="bo", password="known to whoever handed the link over") is False
    assert Authenticator.objects.count() == 0
    assert before.get("/desk/").status_code == 302


def test_having_an_identity_there_lets_nobody_in(cast: Cast, browser: Client, provider: str) -> None:
    users = User.objects.count()
    is_known_there(provider, "m1", email="mallory@example.org", email_verified=True)
    refused = signs_in(browser, provider, "m1")
    assert (refused.status_code, "Nobody here knows mallory@example.org." in said(refused)) == (403, True)
    assert (User.objects.count(), SocialAccount.objects.count()) == (users, 0)
    assert browser.get("/desk/").status_code == 302


@pytest.mark.parametrize("verified", [False, "false", None])
def test_an_e_mail_the_provider_does_not_vouch_for_is_nobodys(
    cast: Cast, browser: Client, provider: str, verified: object
) -> None:
    invited(cast)
    is_known_there(provider, "n2", email=EMAIL, email_verified=verified)
    refused = signs_in(browser, provider, "n2")
    assert (refused.status_code, "vouch for your e-mail" in said(refused)) == (403, True)
    assert Invitation.objects.get().accepted_at is None


def test_an_invitation_that_is_too_old_opens_nothing(cast: Cast, browser: Client, provider: str) -> None:
    invited(cast)
    Invitation.objects.update(expires_at=cast.at)
    is_known_there(provider, "n3", email=EMAIL, email_verified=True)
    assert signs_in(browser, provider, "n3").status_code == 403


def test_two_accounts_with_one_e_mail_are_not_guessed_between(cast: Cast, browser: Client, provider: str) -> None:
    User.objects.filter(pk__in=[cast.bo.user_id, cast.eve.user_id]).update(email="both@example.org")
    is_known_there(provider, "d1", email="both@example.org", email_verified=True)
    refused = signs_in(browser, provider, "d1")
    assert (refused.status_code, "Several accounts here have the e-mail" in said(refused)) == (403, True)


def test_a_name_that_is_taken_gets_a_number(cast: Cast, browser: Client, provider: str) -> None:
    invited(cast, email="anna@elsewhere.example")
    is_known_there(provider, "a1", email="anna@elsewhere.example", email_verified=True)
    signs_in(browser, provider, "a1")
    assert Agent.objects.get(name="Nina").user.username == "anna1"


def test_whoever_is_signed_in_already_connects_nothing(cast: Cast, provider: str) -> None:
    anna = Desk(cast.anna).client
    is_known_there(provider, "x1", email="x@example.org", email_verified=True)
    page = said(Desk(None).client.get("/accounts/login/"))
    here = page.split('href="')[-1] if "oidc" not in page else page.split('href="/accounts/oidc/')[1].split("?")[0]
    away = anna.get(f"/accounts/oidc/{here}?process=connect")
    back = httpx.post(away.headers["Location"], data={"sub": "x1"})
    answer = anna.get(back.headers["location"].removeprefix("http://testserver"))
    assert (answer.status_code, SocialAccount.objects.count()) == (409, 0)


def test_a_person_who_goes_back_and_a_provider_that_is_away_are_told_so(
    cast: Cast, browser: Client, provider: str, settings: Settings
) -> None:
    page = said(browser.get("/accounts/login/"))
    here = page.split('href="/accounts/oidc/')[1].split("?")[0]
    away = browser.get(f"/accounts/oidc/{here}?process=login")
    back = httpx.post(away.headers["Location"], data={"action": "deny"})
    refused = browser.get(back.headers["location"].removeprefix("http://testserver"))
    assert (refused.status_code, "Our house did not let you in" in said(refused)) == (502, True)
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://localhost:9"
    gone = browser.get(f"/accounts/oidc/{here}?process=login")
    assert (gone.status_code, "does not answer" in said(gone)) == (502, True)


def test_a_row_in_a_table_opens_no_way_in(cast: Cast, browser: Client) -> None:
    SocialApp.objects.create(provider="openid_connect", provider_id="mine", name="Mine", client_id="x",
                             settings={"server_url": "http://localhost:9"})  # fmt: skip
    assert browser.get("/accounts/oidc/mine/login/").status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SERVER": "http://sso.example.org", "CLIENT": "y"}, "YESLINE_OIDC_SERVER must begin with https://"),
        ({"SERVER": "https://sso.example.org"}, "say in YESLINE_OIDC_CLIENT as whom it knows Yesline"),
    ],
)
def test_a_provider_that_cannot_be_is_said_at_the_start(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"YESLINE_OIDC_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        env.identity_provider()


def test_another_provider_is_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who somebody is at one provider says nothing of who that name is at another."""
    monkeypatch.setenv("YESLINE_OIDC_CLIENT", "yesline")
    found = []
    for server in ("https://sso.example.org/realms/a", "https://sso.example.org/realms/b/"):
        monkeypatch.setenv("YESLINE_OIDC_SERVER", server)
        found.append(env.identity_provider()["openid_connect"]["APPS"][0]["provider_id"])
    assert found == ["sso.example.org-realms-a", "sso.example.org-realms-b"]
