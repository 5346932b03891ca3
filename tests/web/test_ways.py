"""How somebody signs in: a lost password, a code from the phone, a passkey, and ending a session elsewhere."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Desk

pytestmark = pytest.mark.django_db
PASSWORD, NEWER = "a long password of Anna's", "another sentence of hers"


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    cache.clear()


@pytest.fixture
def anna(cast: Cast) -> User:
    user: User = cast.anna.user
    user.email = "anna@example.org"
    user.set_password(PASSWORD)
    user.save()
    return user


def visitor(agent: str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0") -> Client:
    client = Desk(None).client
    client.defaults["HTTP_USER_AGENT"] = agent
    return client


def signs_in(client: Client, password: str = PASSWORD) -> str:
    return str(client.post("/accounts/login/", {"login": "anna", "password": password}).headers.get("Location"))


def test_a_lost_password_is_replaced_by_the_link_in_the_mail(anna: User, mailoutbox: list[object]) -> None:
    client = visitor()
    sent = client.post("/accounts/password/lost/", {"email": "anna@example.org"}, follow=True)
    assert "a link is on its way" in sent.content.decode()
    (path,) = re.findall(r"https?://[^/]+(/\S+)", mailoutbox[0].body)  # type: ignore[attr-defined]
    page = client.get(path, follow=True)
    typed = {"password1": NEWER, "password2": NEWER}
    done = client.post(page.redirect_chain[-1][0], typed, follow=True)
    assert "The new password holds" in done.content.decode()
    assert signs_in(visitor(), NEWER) == "/desk/"
    assert "too old" in visitor().get(path, follow=True).content.decode()


def test_an_unknown_address_learns_nothing_and_gets_nothing(anna: User, mailoutbox: list[object]) -> None:
    sent = visitor().post("/accounts/password/lost/", {"email": "who@example.org"}, follow=True)
    assert ("a link is on its way" in sent.content.decode(), mailoutbox) == (True, [])


def test_a_code_from_the_phone_is_asked_for_once_it_is_set_up(anna: User) -> None:
    client = visitor()
    signs_in(client)
    assert "/accounts/reauthenticate/" in client.get("/accounts/ways/code/").headers["Location"]
    again = {"password": PASSWORD, "next": "/accounts/ways/code/"}
    page = client.post("/accounts/reauthenticate/", again, follow=True).content.decode()
    (secret,) = re.findall(r"<code>([A-Z2-7]+)</code>", page)
    assert "<svg" in page

    def code() -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    wrong = client.post("/accounts/ways/code/", {"code": "000000"})
    assert 'aria-invalid="true"' in wrong.content.decode()
    done = client.post("/accounts/ways/code/", {"code": code()}, follow=True)
    codes = re.findall(r"<li><code>(\w+)</code>", done.content.decode())
    assert len(codes) == 10
    again = visitor()
    assert signs_in(again) == "/accounts/2fa/"
    assert again.get("/desk/").status_code == 302
    assert again.post("/accounts/2fa/", {"code": codes[0]}).headers["Location"] == "/desk/"
    assert "Asked for at each sign-in." in again.get("/accounts/ways/").content.decode()


def test_a_session_elsewhere_is_seen_and_ended_and_only_ones_own(anna: User, cast: Cast) -> None:
    here, there = visitor(), visitor("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36")
    signs_in(here)
    signs_in(there)
    page = here.get("/accounts/ways/").content.decode()
    assert ("Firefox, Linux" in page, "Chrome, Windows" in page, "this one" in page) == (True, True, True)
    (name,) = re.findall(r'name="session" value="(\w+)"><span>Chrome', page)
    bo = Desk(cast.bo).client
    bo.post("/accounts/ways/session/", {"session": name})
    assert there.get("/desk/").status_code == 200
    here.post("/accounts/ways/session/", {"session": name})
    assert (there.get("/desk/").status_code, here.get("/desk/").status_code) == (302, 200)


def test_the_key_of_a_session_is_nowhere_on_the_page(anna: User) -> None:
    client = visitor()
    signs_in(client)
    assert client.session.session_key not in client.get("/accounts/ways/").content.decode()


def test_a_password_is_changed_by_who_knows_the_old_one(anna: User) -> None:
    client = visitor()
    signs_in(client)
    wrong = {"oldpassword": "guess", "password1": NEWER, "password2": NEWER}
    assert 'aria-invalid="true"' in client.post("/accounts/password/change/", wrong).content.decode()
    weak = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert 'aria-invalid="true"' in client.post("/accounts/password/change/", weak).content.decode()
    client.post("/accounts/password/change/", {**wrong, "oldpassword": PASSWORD})
    assert signs_in(visitor(), NEWER) == "/desk/"


def test_passkeys_are_offered_where_the_address_has_a_name(anna: User, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    pages = [
        visitor().get("/accounts/login/", headers={"host": host}).content.decode()
        for host in ("help.example", "192.0.2.1:8400")
    ]
    assert ["passkey" in page for page in pages] == [True, False]


@pytest.mark.parametrize("path", ["", "code/", "code/removal/", "recovery/", "recovery/new/", "passkeys/new/"])
def test_nobody_sees_or_changes_how_others_sign_in(path: str, sits_down: Callable[[None], Desk]) -> None:
    assert "/accounts/login/" in sits_down(None).client.get(f"/accounts/ways/{path}").headers["Location"]


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_sessions_as_for_one(anna: User, sessions: int) -> None:
    client = visitor()
    signs_in(client)
    for _n in range(sessions - 1):
        signs_in(visitor())
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/accounts/ways/").status_code == 200
    assert len(asked) == 5


def test_when_mail_cannot_be_sent_the_person_is_told(anna: User, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    answer = visitor().post("/accounts/password/lost/", {"email": "anna@example.org"})
    assert (answer.status_code, "sent from here just now" in answer.content.decode()) == (503, True)
