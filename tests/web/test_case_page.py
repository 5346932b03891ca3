"""The customer's page of a case: who has it, what comes next, and what they say to that."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from tests.cast import Cast
from tests.web.conftest import Clock

from yesline.cases.models import Case, Question, Said
from yesline.flows import ask, close, promise, show
from yesline.promises.models import Promise

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    cache.clear()


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.case(cast.cem, cast.anna)


class Page:
    """A customer's browser on a case's page, in English."""

    def __init__(self, case: Case, *, secret: str = "", slug: str = "") -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.path = f"/o/{slug or case.organisation.slug}/case/{secret or show.link(case=case)}/"

    def read(self, *, status: int = 200) -> str:
        answer = self.client.get(self.path)
        assert answer.status_code == status
        words = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&nbsp;", " ").replace("\xa0", " ")
        return " ".join(words.split())

    def say(self, kind: str, *, text: str = "", key: str = "", status: int = 302) -> str:
        answer = self.client.post(f"{self.path}say/", {"kind": kind, "text": text, "key": key or str(uuid4())})
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()


def test_it_names_the_person_the_next_step_and_the_time(cast: Cast, case: Case) -> None:
    promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Call back", due_at=cast.at + 3 * HOUR, at=cast.at)
    said = Page(case).read()
    for sentence in ("Anna has your case", "Today, 17:47 Call back Anna", "in 3 h 00 min", "No internet. And now?"):
        assert sentence in said
    assert "+7921" not in said, "a link proves who was sent it, not who reads it"


def test_it_works_now_ends_it_and_still_broken_takes_it_up_again(cast: Cast, case: Case, clock: Clock) -> None:
    page = Page(case)
    page.say("works")
    assert (Case.objects.get().state, "It is over since" in page.read()) == ("closed", True)
    clock.at += 5 * 24 * HOUR
    page.say("broken")
    again = Case.objects.get()
    assert (again.state, again.due_at, again.owner) == ("open", case.due_at, cast.anna)
    assert "You: it is still broken" in page.read()


def test_what_is_still_owed_is_owed_though_it_works(cast: Cast, case: Case) -> None:
    promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Pay back", due_at=cast.at + HOUR, at=cast.at)
    Page(case).say("works")
    assert Case.objects.get().state == "open"


def test_call_me_is_a_promise_of_the_owners_with_a_time(cast: Cast, case: Case) -> None:
    page, key = Page(case), str(uuid4())
    page.say("call", key=key)
    page.say("call", key=key)
    made = Promise.objects.get()
    assert (made.keeper, made.due_at, Said.objects.count()) == (cast.anna, cast.at + 2 * HOUR, 1)


def test_the_first_reply_ends_the_pause(cast: Cast, case: Case, clock: Clock) -> None:
    ask.ask(seat=cast.seat(cast.anna), case_id=case.pk, text="Which lamp is red?", at=cast.at)
    page = Page(case)
    assert "Which lamp is red?" in page.read()
    clock.at += 5 * HOUR
    page.say("words", text="The left one")
    now = Case.objects.get()
    assert (now.asked_at, now.due_at, Question.objects.get().replied_at) == (None, case.due_at + 5 * HOUR, clock.at)
    assert "The left one" in page.read()


def test_who_is_silent_is_told_what_will_become_of_it(cast: Cast, case: Case, clock: Clock) -> None:
    seat, page = cast.seat(cast.anna), Page(case)
    close.asked(seat=seat, case_id=case.pk, how="call", at=cast.at)
    assert "We tried to ask you today at 14:47 whether it works" in page.read()
    clock.at += 24 * HOUR
    close.asked(seat=seat, case_id=case.pk, how="call", at=clock.at)
    assert "If we hear nothing we take it as over" in page.read()
    clock.at += 48 * HOUR
    close.silent(at=clock.at)
    assert "Over: we asked you twice and heard nothing" in page.read()


def test_nothing_and_nonsense_are_refused_in_words(cast: Cast, case: Case) -> None:
    page = Page(case)
    assert "Write something first, or choose a paper." in page.say("words", text="  ", status=422)
    assert "Choose one of the answers" in page.say("free money", status=422)
    assert Said.objects.count() == 0


def test_a_wrong_link_another_organisations_page_and_an_old_case_show_nothing(
    cast: Cast, case: Case, clock: Clock
) -> None:
    right = Page(case)
    for page in (Page(case, secret="WzFd:nonsense"), Page(case, slug="bank"), Page(case, slug="nobody")):
        assert "No internet" not in page.read(status=404)
        page.say("works", status=404)
    right.say("works")
    clock.at += 31 * 24 * HOUR
    right.read(status=404)


def test_three_promises_and_words_ask_as_much_as_one(cast: Cast, case: Case, django_assert_num_queries: Any) -> None:
    def more(n: int) -> None:
        Page(case).say("words", text=f"{n}")
        due = cast.at + n * HOUR
        promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what=f"{n}", due_at=due, at=cast.at)

    more(1)
    with django_assert_num_queries(14):
        Page(case).read()
    more(2)
    more(3)
    with django_assert_num_queries(14):
        Page(case).read()
