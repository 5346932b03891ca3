"""A case's page: why it is due, what is owed, who has it, and all that can be done to it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.cast import Cast
from tests.web.conftest import Desk
from tests.web.test_desk import queries_of

from yesline.cases import actions
from yesline.cases.models import Case, HandOver
from yesline.flows import promise, show
from yesline.promises.models import Promise
from yesline.staff.models import Agent, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.case(cast.cem, cast.anna)


def deed(desk: Desk, case: Case, verb: str, **given: str) -> str:
    return (
        str(desk.presses(f"/desk/cases/{case.pk}/do/{verb}/", **given).html).replace("\xa0", " ").replace("&nbsp;", " ")
    )


def test_a_promise_is_made_moved_and_kept_on_the_page(cast: Cast, anna: Desk, case: Case) -> None:
    said = deed(anna, case, "promise", line="call back tomorrow at 10")
    made = Promise.objects.get()
    assert ("call back" in said, "tomorrow, 10:00" in said) == (True, True)
    assert "Tell the customer first" in deed(anna, case, "moved", promise=str(made.pk), when="tomorrow 12:00")
    said = deed(anna, case, "moved", promise=str(made.pk), when="tomorrow 12:00", told="call")
    assert "tomorrow, 12:00" in said
    assert "still promised" in deed(anna, case, "over")
    assert "is-kept" in deed(anna, case, "kept", promise=str(made.pk))
    assert "Closed" in deed(anna, case, "over")
    assert "you own it" in deed(anna, case, "again", why="dead again")


def test_a_line_without_a_time_is_no_promise(cast: Cast, anna: Desk, case: Case) -> None:
    assert "say by when" in deed(anna, case, "promise", line="call back")
    assert "and by when" in deed(anna, case, "next", line="we look at it")
    assert "we look at it" in deed(anna, case, "next", line="we look at it tomorrow at 10")


def test_a_question_stops_the_clock_and_the_page_says_so(cast: Cast, anna: Desk, case: Case) -> None:
    said = deed(anna, case, "ask", text="Which lamp is red?")
    assert ("Which lamp is red?" in said, "The clock stands still" in said, "It stands still since" in said) == (
        True,
    ) * 3
    said = deed(anna, case, "replied")
    assert ("What we need to know" in said, "The customer replied" in said) == (True, True)


def test_why_it_is_due_then_is_said(cast: Cast, anna: Desk, case: Case) -> None:
    said = anna.page(f"/desk/cases/{case.pk}/").replace("\xa0", " ").replace("&nbsp;", " ")
    assert "First reported yesterday at 08:47." in said
    assert "It is answered within 72 h, by day and night." in said


def test_the_same_trouble_is_recognised_and_joined_with_one_click(
    cast: Cast, anna: Desk, case: Case, at: datetime
) -> None:
    again = cast.case(cast.cem, cast.anna)
    Case.objects.filter(pk=again.pk).update(first_reported_at=at, due_at=at + timedelta(hours=72))
    said = anna.page(f"/desk/cases/{again.pk}/")
    assert f"Probably the same as № {case.pk}" in said
    shown = anna.asks(f"/desk/cases/{again.pk}/preview/", other=str(case.pk)).html
    assert "That is earlier than now." in shown
    said = deed(anna, again, "join", other=str(case.pk), why="reported again")
    assert (f"№ {case.pk} No internet" in said, Case.objects.get(pk=again.pk).due_at) == (True, case.due_at)
    assert "Write the number" in deed(anna, again, "join", other="x", why="y")
    deed(anna, again, "part", other=str(case.pk), why="another flat")
    assert Case.objects.get(pk=again.pk).due_at == at + timedelta(hours=72)


def test_it_is_handed_over_to_who_accepts(
    cast: Cast, anna: Desk, sits_down: Callable[[Agent | None], Desk], case: Case
) -> None:
    bo = sits_down(cast.bo)
    said = deed(anna, case, "hand-over", to=str(cast.bo.pk), why="their street")
    assert "Bo has been asked to take it" in said
    asked = HandOver.objects.get()
    page = bo.page(f"/desk/cases/{case.pk}/")
    assert "Anna asks you to take it: their street" in page
    assert "you own it" in deed(bo, case, "accept", hand_over=str(asked.pk))


def test_whoever_is_asked_sees_it_on_their_day(cast: Cast, anna: Desk, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(owner=cast.bo)
    actions.ask_to_own(case, to=cast.anna, why="their street", by=cast.bo, at=cast.at)
    assert "Bo asks you to take it: their street" in anna.page("/desk/")


def test_a_lead_sees_the_broken_ones_and_nobody_else_does(cast: Cast, anna: Desk, case: Case, at: datetime) -> None:
    made = promise.make(
        seat=cast.seat(cast.anna), case_id=case.pk, what="Bring a modem", due_at=at + timedelta(hours=1), at=at
    )
    Promise.objects.filter(pk=made.pk).update(due_at=at - timedelta(hours=1), broken_at=at, lead=cast.anna)
    broken = f"№ {case.pk} Bring a modem"
    assert broken not in anna.page("/desk/")
    Membership.objects.filter(agent=cast.anna).update(role="lead")
    assert broken in anna.page("/desk/")


def test_what_it_is_about_and_its_kind_are_changed_and_the_clock_runs_on(cast: Cast, anna: Desk, case: Case) -> None:
    offered = str(anna.asks(f"/desk/cases/{case.pk}/about/").html)
    assert ("No internet" in offered, "formal complaint" in offered) == (True, True)
    given = {"title": "Three days dark", "topic": str(cast.no_internet.pk)}
    assert "Choose what kind" in deed(anna, case, "about", **given, kind="sale")
    assert "in a few words" in deed(anna, case, "about", title=" ", kind="trouble")
    assert "Anna named it “Three days dark”: formal complaint" in deed(anna, case, "about", **given, kind="complaint")
    now = Case.objects.get()
    assert (now.title, now.topic, now.kind, now.due_at, now.first_reported_at) == (
        "Three days dark", cast.no_internet, "complaint", case.due_at, case.first_reported_at,
    )  # fmt: skip


def test_going_home_hands_over_what_i_owe(cast: Cast, anna: Desk, case: Case) -> None:
    assert f"№ {case.pk} No internet" in anna.page("/desk/cases/home/")
    answer = anna.client.post("/desk/cases/home/go/", {f"to-{case.pk}": str(cast.bo.pk), "why": "end of the shift"})
    assert ("You can go" in answer.content.decode(), HandOver.objects.get().to) == (True, cast.bo)


def test_away_for_a_while_somebody_stands_in_and_everybody_reads_it(cast: Cast, anna: Desk, case: Case) -> None:
    assert '<option value="' + str(cast.bo.pk) in anna.page("/desk/cases/home/")
    refused = anna.client.post("/desk/cases/home/away/", {"deputy": str(cast.bo.pk), "until": "whenever"})
    assert (refused.status_code, 'value="whenever"' in refused.content.decode()) == (409, True)
    past = anna.client.post("/desk/cases/home/away/", {"deputy": str(cast.eve.pk), "until": "tomorrow 10:00"})
    assert past.status_code == 404, "Eve serves no organisation of Anna's"
    said = anna.client.post("/desk/cases/home/away/", {"deputy": str(cast.bo.pk), "until": "tomorrow 10:00"})
    assert "Bo stands in for you until tomorrow at" in said.content.decode().replace("\xa0", " ")
    assert "Anna is away until" in anna.page(f"/desk/cases/{case.pk}/")
    theirs = Client(headers={"accept-language": "en"}).get(f"/o/network/case/{show.link(case=case)}/")
    assert "Bo stands in." in theirs.content.decode()
    assert "for Anna" in Desk(cast.bo).page("/desk/")
    anna.client.post("/desk/cases/home/back/")
    assert "Anna is away until" not in anna.page(f"/desk/cases/{case.pk}/")


def test_going_home_with_three_cases_asks_as_often_as_with_one(cast: Cast, anna: Desk, case: Case) -> None:
    one = queries_of(anna, "/desk/cases/home/")
    for _ in range(2):
        cast.case(cast.cem, cast.anna)
    assert (one, queries_of(anna, "/desk/cases/home/")) == (8, 8)


@pytest.mark.parametrize(
    "verb", ["about", "papers", "silent", "promise", "ask", "join", "hand-over", "take", "over", "again", "nonsense"]
)
def test_eve_of_the_bank_can_try_nothing(cast: Cast, eve: Desk, case: Case, verb: str) -> None:
    given = {"line": "call at 18:00", "text": "x", "other": str(case.pk), "to": str(cast.eve.pk), "why": "x"}
    for pk in (case.pk, 10**9):
        assert eve.presses(f"/desk/cases/{pk}/do/{verb}/", **given).status == 404


def test_three_promises_ask_no_more_than_one(cast: Cast, anna: Desk, case: Case, at: datetime) -> None:
    def promised(hours: int) -> None:
        promise.make(
            seat=cast.seat(cast.anna), case_id=case.pk, what=f"{hours}", due_at=at + timedelta(hours=hours), at=at
        )

    promised(1)
    one = queries_of(anna, f"/desk/cases/{case.pk}/")
    promised(2)
    promised(3)
    assert (one, queries_of(anna, f"/desk/cases/{case.pk}/")) == (11, 11)
