"""The newcomer's page: what it offers, that its steps come from real events, and that it exists in the example only."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests.cast import Cast
from tests.web.conftest import Clock, Desk

from yesline.calls.models import Recording
from yesline.contacts.models import Contact
from yesline.example import stagehand, stories
from yesline.flows import answer, open_case, review, wrap_up
from yesline.kernel import clock as the_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def example(settings: Settings, tmp_path: Path) -> Settings:
    cache.clear()
    settings.EXAMPLE = True
    settings.HOME = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    return settings


@pytest.fixture
def visitor(cast: Cast, sits_down: Callable[[None], Desk]) -> Desk:
    return sits_down(None)


def gone(desk: Desk) -> list[str]:
    """Which steps the page has ticked off."""
    said = desk.page("/")
    return [part.split('"')[0] for part in said.split('<li class="is-done" id="step-')[1:]]


def test_the_steps_tick_themselves_off_from_what_really_happened(cast: Cast, anna: Desk, clock: Clock) -> None:
    assert gone(anna) == ["signed-in"]
    contact = cast.talking(cast.anna)
    assert gone(anna) == ["signed-in", "ready", "rang", "answered"]
    seat = cast.seat(cast.anna)
    open_case.save(seat=seat, contact_id=contact.pk, said="No internet.", topic_id=None, at=clock.at)
    assert gone(anna) == ["signed-in", "ready", "rang", "answered", "written"]
    answer.caller_left(node="main", channel="c1", lost=False, at=clock.at)
    wrap_up.finish(seat=seat, contact_id=contact.pk, at=clock.at)
    recording = Recording.objects.get(contact=contact)
    Recording.objects.filter(pk=recording.pk).update(state="kept", path="x.opus", sha256="0" * 64, seconds=3.0)
    review.listen(seat=seat, recording_id=recording.pk, reason="to learn", at=clock.at)
    assert gone(anna) == list(stories_of_steps())
    assert "That was the main job" in anna.page("/")


def stories_of_steps() -> tuple[str, ...]:
    from yesline.example.tour import STEPS  # noqa: PLC0415 - beside its only use

    return STEPS


def test_what_was_gone_once_stays_gone(cast: Cast, anna: Desk) -> None:
    cast.ready(cast.anna)
    assert gone(anna) == ["signed-in", "ready"]
    cast.anna.__class__.objects.filter(pk=cast.anna.pk).update(state="offline", available_since=None)
    assert gone(anna) == ["signed-in", "ready"]


def test_what_others_do_ticks_nothing_off(cast: Cast, anna: Desk) -> None:
    cast.talking(cast.bo)
    assert gone(anna) == ["signed-in"]


def test_who_has_just_signed_in_gets_the_page_anew(visitor: Desk, anna: Desk) -> None:
    assert visitor.client.get("/play/steps/", {"gone": "", "who": ""}).status_code == 204
    assert anna.client.get("/play/steps/", {"gone": "signed-in", "who": ""})["HX-Refresh"] == "true"


def test_a_list_that_is_still_right_is_not_sent_again(anna: Desk) -> None:
    gone(anna)
    asks = re.search(r'hx-get="([^"]+)"', anna.page("/"))
    assert asks
    assert anna.client.get(asks[1].replace("&amp;", "&")).status_code == 204


@pytest.mark.parametrize("talks", [1, 3])
def test_the_newcomers_page_costs_the_same_however_much_has_happened(cast: Cast, anna: Desk, talks: int) -> None:
    for n in range(talks):
        cast.talking(cast.anna, channel=f"c{n}")
        answer.caller_left(node="main", channel=f"c{n}", lost=False, at=cast.at)
        Contact.objects.update(wrapped_up_at=cast.at)
    anna.page("/")
    with CaptureQueriesContext(connection) as asked:
        anna.page("/")
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 9


def test_every_caller_says_what_they_want_and_can_be_sent(visitor: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rang: list[tuple[str | None, str | None]] = []

    def start(number: str | None = None, *, dialled: str | None = None) -> str:
        rang.append((number, dialled))
        return "Somebody"

    monkeypatch.setattr("yesline.example.caller.start_demo_call", start)
    said = visitor.page("/")
    for story in stories.STORIES[:6]:
        assert story.name in said
        assert visitor.client.post("/demo-call/", {"caller": story.key}).status_code == 200
    assert rang == [(story.number, story.dialled) for story in stories.STORIES[:6]]


def test_what_would_have_been_sent_can_be_read(visitor: Desk, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "Nothing so far." in visitor.page("/play/outbox/")
    send_mail("Ваше приглашение", "Здравствуйте, Анна.\nВойдите здесь.", None, ["anna@example.org"])
    said = visitor.page("/play/outbox/")
    assert ("Ваше приглашение" in said, "Войдите здесь." in said, "anna@example.org" in said) == (True, True, True)


def test_the_clock_is_put_forward_when_nobody_is_on_the_line(cast: Cast, visitor: Desk) -> None:
    cast.talking(cast.anna)
    assert visitor.client.post("/play/clock/", {"hours": "3"})["Location"] == "/play/answer/"
    assert "The stage is being set" in visitor.page("/play/answer/")
    stagehand.look()
    assert "Somebody is on the line" in visitor.page("/play/answer/", status=409)
    assert the_clock.wound_by().total_seconds() == 0
    answer.caller_left(node="main", channel="c1", lost=False, at=cast.at)
    visitor.client.post("/play/clock/", {"hours": "3"})
    stagehand.look()
    assert visitor.client.get("/play/answer/")["Location"] == "/"
    assert the_clock.wound_by().total_seconds() == 3 * 3600
    assert "put forward by 3 h 00 min" in visitor.page("/").replace("\u00a0", " ")


def test_everything_is_put_back_only_by_somebody_who_is_sure(visitor: Desk) -> None:
    assert "Tick that you are sure" in visitor.client.post("/play/reset/").content.decode()
    stagehand.look()
    assert stagehand.answer() == ""


def test_outside_the_example_there_is_no_playground(cast: Cast, visitor: Desk, settings: Settings) -> None:
    settings.EXAMPLE = False
    for path in ("/play/steps/", "/play/outbox/", "/play/answer/"):
        visitor.page(path, status=404)
    for path in ("/demo-call/", "/play/clock/", "/play/reset/"):
        assert visitor.client.post(path, {"hours": "3", "sure": "yes"}).status_code == 404
    assert visitor.client.get("/")["Location"] == "/desk/"
