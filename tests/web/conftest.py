"""Signed-in people at their desks, at a time of our choosing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone, translation
from tests.cast import Cast

from yesline.kernel import seal
from yesline.staff.models import Agent
from yesline.web import middleware


class Clock:
    """The pages' clock; a test may wind it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock(at: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    frozen = Clock(at)
    monkeypatch.setattr(middleware, "clock", frozen)
    return frozen


@pytest.fixture(autouse=True)
def in_english_and_moscow() -> Iterator[None]:
    with translation.override("en"), timezone.override("Europe/Moscow"):
        yield


class Desk:
    """A browser in which somebody is signed in, speaking English."""

    def __init__(self, agent: Agent | None) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        if agent is not None:
            self.client.force_login(agent.user)

    def page(self, path: str = "/desk/", *, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    def asks(self, path: str, **given: str) -> SimpleNamespace:
        """htmx fetches a fragment."""
        return self._said(self.client.get(path, given, headers={"hx-request": "true"}))

    def presses(self, path: str, **given: str) -> SimpleNamespace:
        """htmx posts a form."""
        return self._said(self.client.post(path, given, headers={"hx-request": "true"}))

    def _said(self, answer: HttpResponseBase) -> SimpleNamespace:
        return SimpleNamespace(
            status=answer.status_code, html=b"".join(answer).decode("utf-8", "replace"), headers=answer.headers
        )


@pytest.fixture
def sits_down(cast: Cast) -> Callable[[Agent | None], Desk]:
    seal.keep(settings.SECRET_KEY)
    return Desk


@pytest.fixture
def anna(cast: Cast, sits_down: Callable[[Agent | None], Desk]) -> Desk:
    return sits_down(cast.anna)


@pytest.fixture
def eve(cast: Cast, sits_down: Callable[[Agent | None], Desk]) -> Desk:
    """She answers for the bank only: nothing of the network is hers to see."""
    return sits_down(cast.eve)
