"""Getting in, getting out, and the example's open doors."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.config import example_pages
from yesline.web.desk import shown

pytestmark = pytest.mark.django_db
PASSWORD = "a long password of Anna's"


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    cache.clear()


@pytest.fixture
def visitor(sits_down: Callable[[None], Desk]) -> Desk:
    return sits_down(None)


def test_a_password_lets_in(cast: Cast, visitor: Desk) -> None:
    cast.anna.user.set_password(PASSWORD)
    cast.anna.user.save()
    answer = visitor.client.post("/accounts/login/", {"login": "anna", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_a_wrong_password_says_so_in_words(cast: Cast, visitor: Desk) -> None:
    answer = visitor.client.post("/accounts/login/", {"login": "anna", "password": "guess"})
    assert (answer.status_code, b'role="alert"' in answer.content) == (200, True)


def test_guessing_is_slowed_down(cast: Cast, visitor: Desk) -> None:
    for _n in range(12):
        last = visitor.client.post("/accounts/login/", {"login": "anna", "password": "guess"})
    cast.anna.user.set_password(PASSWORD)
    cast.anna.user.save()
    right = visitor.client.post("/accounts/login/", {"login": "anna", "password": PASSWORD})
    assert right.status_code == last.status_code != 302


def test_nobody_makes_an_account_alone(visitor: Desk) -> None:
    assert "made by an administrator" in visitor.page("/accounts/signup/")
    visitor.client.post("/accounts/signup/", {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD})
    assert visitor.client.get("/desk/").status_code == 302


def test_in_the_example_one_click_is_enough(
    cast: Cast, visitor: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EXAMPLE = True
    monkeypatch.setattr(example_pages.load, "people", lambda: [("anna", "Anna", "Northern Network", "agent")])
    assert 'value="anna"' in visitor.page("/accounts/login/")
    assert visitor.client.post("/accounts/example/", {"username": "anna"})["Location"] == "/desk/"
    assert "Thursday, 19 November" in visitor.page()


@pytest.mark.parametrize("example", [True, False])
def test_nobody_else_can_be_signed_in_as(cast: Cast, visitor: Desk, settings: Settings, example: bool) -> None:
    """Eve is no one of the example's people, and outside the example nobody is."""
    settings.EXAMPLE = example
    assert visitor.client.post("/accounts/example/", {"username": "eve"}).status_code == 404
    if not example:
        assert visitor.client.post("/accounts/example/", {"username": "anna"}).status_code == 404


def test_a_link_alone_signs_nobody_in_or_out(cast: Cast, anna: Desk, settings: Settings) -> None:
    settings.EXAMPLE = True
    assert anna.client.get("/accounts/example/", {"username": "anna"}).status_code == 405
    anna.client.get("/accounts/logout/")
    anna.page()


def test_going_home_is_going_off_duty(cast: Cast, anna: Desk) -> None:
    cast.ready(cast.anna)
    anna.client.post("/accounts/logout/")
    cast.anna.refresh_from_db()
    assert (cast.anna.state, anna.client.get("/desk/").status_code) == ("offline", 302)


def test_going_home_in_mid_call_cuts_nobody_off(cast: Cast, anna: Desk) -> None:
    contact = cast.talking(cast.anna)
    assert anna.client.post("/accounts/logout/").status_code == 302
    contact.refresh_from_db()
    assert contact.state == "talking"


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(cast.anna.user)
    answer = client.post("/desk/state/", {"state": "break"})
    assert (answer.status_code, b"open for too long" in answer.content) == (403, True)


def test_the_front_page_belongs_to_the_example(visitor: Desk, settings: Settings) -> None:
    settings.EXAMPLE = True
    assert "Live through it in five minutes" in visitor.page("/")
    settings.EXAMPLE = False
    assert visitor.client.get("/")["Location"] == "/desk/"


def test_a_demo_caller_rings_a_few_times_a_minute(
    visitor: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EXAMPLE = True
    monkeypatch.setattr("yesline.example.caller.start_demo_call", lambda: "Cem")
    answers = [visitor.client.post("/demo-call/") for _n in range(7)]
    assert "Cem is calling" in answers[0].content.decode()
    assert [one.status_code for one in answers] == [200] * 6 + [429]


def test_no_demo_callers_outside_the_example(visitor: Desk) -> None:
    assert visitor.client.post("/demo-call/").status_code == 404


def test_pages_come_in_four_languages(visitor: Desk) -> None:
    found = {}
    for language in ("ru", "uk", "bg", "en"):
        visitor.client.post("/i18n/setlang/", {"language": language, "next": "/accounts/login/"})
        found[language] = (
            visitor.page("/accounts/login/").split('id="main"')[1].split("<h1")[1].split(">")[1].split("<")[0]
        )
    assert found == {
        "ru": "Вход для тех, кто отвечает",
        "uk": "Вхід для тих, хто відповідає",
        "bg": "Вход за тези, които отговарят",
        "en": "For those who answer",
    }


def test_pages_may_load_our_own_files_only(anna: Desk) -> None:
    answer = anna.client.get("/desk/")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert (answer["Cache-Control"], answer["X-Frame-Options"]) == ("no-store", "DENY")


def test_a_database_that_is_away_is_said_plainly(anna: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_request: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(shown, "now", away)
    anna.client.raise_request_exception = False
    answer = anna.client.get("/desk/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database doesn" in answer.content.decode()


def test_a_page_that_is_not_there(visitor: Desk) -> None:
    assert "There is no such page" in visitor.page("/nowhere/", status=404)
