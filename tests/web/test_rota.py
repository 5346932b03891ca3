"""The rota and the plan in the office, and one's own duty: drawn, changed, swapped; and whom it is shown to."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.journal.models import Entry
from yesline.orgs.models import Opening, PlanStep
from yesline.staff.models import Agent, Membership, Phone, Swap, Turn

OLEGS = "+79215550170"


@pytest.fixture
def admin(cast: Cast, sits_down: Callable[[Agent | None], Desk]) -> Desk:
    """Anna administers the network."""
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    return sits_down(cast.anna)


def night(cast: Cast, agent: Agent, *, weekday: int = 3, **more: object) -> Turn:
    given = {"purpose": "anybody", "begins": time(18), "ends": time(9), "number": OLEGS, "weekday": weekday}
    return Turn.objects.create(organisation=cast.network, agent=agent, **(given | more))


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def typed(cast: Cast, **more: object) -> dict[str, object]:
    given = {"agent_id": str(cast.bo.pk), "purpose": "anybody", "weekdays": ["3", "4"], "begins": "18:00",
             "ends": "09:00", "number": "8 921 555-01-70", "position": "1"}  # fmt: skip
    return given | more


def test_a_turn_is_planned_for_several_days_of_the_week(cast: Cast, admin: Desk) -> None:
    answer = admin.client.post("/office/network/rota/", typed(cast))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/network/rota/?kept")
    assert list(Turn.objects.values_list("weekday", "agent_id", "number")) == [
        (3, cast.bo.pk, OLEGS),
        (4, cast.bo.pk, OLEGS),
    ]
    page = said(admin.page("/office/network/rota/"))
    assert "Thursday 18:00–09:00 Bo +7 921 555-01-70" in page
    assert Entry.objects.filter(verb="rota.planned").count() == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"weekdays": []}, "Tick days of the week, or name one date."),
        ({"day": "2026-12-31"}, "Tick days of the week, or name one date."),
        ({"number": "112"}, "This is no ordinary telephone number."),
        ({"number": ""}, "Bo has no desk phone. Write the number of a mobile."),
        ({"number": "+78182550100"}, "it would ring us"),
        ({"begins": ""}, "This field is required."),
    ],
)
def test_a_turn_that_can_not_be_is_refused_and_what_was_typed_stays(
    cast: Cast, admin: Desk, more: dict[str, object], sentence: str
) -> None:
    answer = admin.client.post("/office/network/rota/", typed(cast, **more))
    assert answer.status_code == 422
    assert sentence in said(answer.content.decode())
    assert 'value="09:00"' in answer.content.decode()
    assert Turn.objects.count() == 0


def test_nobody_of_another_organisation_is_put_on_duty_and_no_turn_of_theirs_is_struck(cast: Cast, admin: Desk) -> None:
    theirs = Turn.objects.create(
        organisation=cast.bank, agent=cast.eve, purpose="anybody", weekday=0, begins=time(9), ends=time(9), number=OLEGS
    )
    answer = admin.client.post("/office/network/rota/", typed(cast, agent_id=str(cast.eve.pk)))
    assert answer.status_code == 422
    gone = [admin.client.post(f"/office/network/rota/{key}/removal/").status_code for key in (theirs.pk, 999999)]
    assert gone == [404, 404]
    assert Turn.objects.filter(pk=theirs.pk).exists()


def test_the_week_is_drawn_and_says_who_is_on_duty_now(cast: Cast, admin: Desk) -> None:
    """It is Thursday, 14:47 in Moscow."""
    night(cast, cast.bo, begins=time(9), ends=time(18), purpose="faults")
    night(cast, cast.bo)
    html = admin.page("/office/network/rota/")
    assert "On duty now 09:00–18:00 Bo +7 921 555-01-70 (ordinary faults: the technician)" in said(html)
    drawn = re.findall(r'<rect class="duty-(\w+)" x="(\d+)" y="\d+" width="(\d+)"', html)
    assert drawn == [("faults", "180", "180"), ("anybody", "360", "120"), ("anybody", "0", "180")]
    next_week = admin.page("/office/network/rota/?week=2026-11-26")
    assert "Week of 23 November" in said(next_week)


def test_what_will_go_wrong_is_said_before_it_does(cast: Cast, admin: Desk) -> None:
    assert "Nobody is on the rota: when nobody is at work" in said(admin.page("/office/network/"))
    Opening.objects.create(organisation=cast.network, weekday=3, opens="09:00", closes="18:00")
    for weekday in range(6):
        night(cast, cast.bo, weekday=weekday, begins=time(0), ends=time(0))
    for page in ("", "rota/", "plan/"):
        words = said(admin.page(f"/office/network/{page}"))
        assert "From Sun, 22 November, 00:00 to Mon, 23 November, 00:00 nobody is on duty and you are closed" in words
        assert "Bo has never answered on +7 921 555-01-70 by pressing a key" in words


def test_a_rota_costs_as_many_queries_with_one_turn_as_with_three(cast: Cast, admin: Desk) -> None:
    counts = []
    for agents in ([cast.bo], [cast.bo, cast.anna, cast.bo]):
        Turn.objects.all().delete()
        for weekday, agent in enumerate(agents):
            night(cast, agent, weekday=weekday)
        with CaptureQueriesContext(connection) as captured:
            admin.page("/office/network/rota/")
        counts.append(len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert counts == [ROTA_QUERIES, ROTA_QUERIES]


ROTA_QUERIES = 16


def test_the_plan_is_read_and_its_numbers_changed(cast: Cast, admin: Desk) -> None:
    page = admin.page("/office/network/plan/")
    assert re.findall(r'name="(\w+)" value="(\d+)"', page) == [
        ("busy_rota", "120"),
        ("closed_rota", "15"),
        ("nobody_rota", "0"),
    ]
    answer = admin.client.post("/office/network/plan/", {"busy_rota": "60", "closed_rota": "", "nobody_rota": "0"})
    assert answer.status_code == 302
    assert sorted(PlanStep.objects.values_list("situation", "after")) == [("busy", 60), ("closed", None), ("nobody", 0)]
    wrong = admin.client.post("/office/network/plan/", {"busy_rota": "9999"})
    assert (wrong.status_code, "less than or equal to 3600" in said(wrong.content.decode())) == (422, True)


def test_leads_are_told_of_gaps_on_the_floor_and_of_no_other_organisations(cast: Cast, admin: Desk, bo: Desk) -> None:
    Membership.objects.filter(agent=cast.eve).update(role="lead")
    words = said(admin.page("/floor/gaps/"))
    assert "Before it happens: Northern Network Nobody is on the rota" in words
    assert "Harbour Bank" not in words
    assert 'hx-get="/floor/gaps/"' in admin.page("/floor/")
    assert bo.client.get("/floor/gaps/").status_code == 404


# One's own duty.


@pytest.fixture
def bo(cast: Cast, sits_down: Callable[[Agent | None], Desk]) -> Desk:
    return sits_down(cast.bo)


def test_my_duty_is_mine_alone(cast: Cast, bo: Desk, anna: Desk, eve: Desk) -> None:
    night(cast, cast.bo)
    assert "Thu, 19 November 18:00–09:00" in said(bo.page("/desk/duty/"))
    assert "You are not on duty." in said(anna.page("/desk/duty/"))
    assert "You are not on duty." in said(eve.page("/desk/duty/"))


def test_a_turn_is_taken_over_when_the_colleague_says_so(cast: Cast, bo: Desk, anna: Desk) -> None:
    turn = night(cast, cast.bo)
    asked = bo.client.post(f"/desk/duty/{cast.network.pk}/{turn.pk}/2026-11-26/", {"colleague": str(cast.anna.pk)})
    assert asked.status_code == 302
    assert "Anna is asked for Thursday, 26 November. Until they take it, it is yours." in said(bo.page("/desk/duty/"))
    assert "Bo asks you to take over: Thursday, 26 November, 18:00–09:00" in said(anna.page("/desk/duty/"))
    swap = Swap.objects.get()

    refused = anna.client.post(f"/desk/duty/swaps/{swap.pk}/", {"to": "accepted", "number": "112"})
    assert refused.status_code == 422
    assert 'value="112"' in refused.content.decode()
    anna.client.post(f"/desk/duty/swaps/{swap.pk}/", {"to": "accepted", "number": "8 921 555-01-71"})
    hers = said(anna.page("/desk/duty/"))
    assert "Thu, 26 November 18:00–09:00" in hers
    assert "+7 921 555-01-71, instead of Bo" in hers
    assert "Thu, 26 November" not in said(bo.page("/desk/duty/"))
    assert list(Entry.objects.filter(verb__startswith="rota.").order_by("pk").values_list("verb", "by_agent_id")) == [
        ("rota.swap_asked", cast.bo.pk),
        ("rota.swap_accepted", cast.anna.pk),
    ]
    late = anna.client.post(f"/desk/duty/swaps/{swap.pk}/", {"to": "declined"})
    assert (late.status_code, "This was answered already." in said(late.content.decode())) == (422, True)


@pytest.mark.parametrize("to", ["declined", "withdrawn"])
def test_who_declines_or_takes_it_back_changes_nothing(cast: Cast, bo: Desk, anna: Desk, to: str) -> None:
    turn = night(cast, cast.bo)
    bo.client.post(f"/desk/duty/{cast.network.pk}/{turn.pk}/2026-11-26/", {"colleague": str(cast.anna.pk)})
    who, other = (anna, bo) if to == "declined" else (bo, anna)
    path = f"/desk/duty/swaps/{Swap.objects.get().pk}/"
    assert other.client.post(path, {"to": to}).status_code == 404
    assert who.client.post(path, {"to": to}).status_code == 302
    assert "Thu, 26 November 18:00" in said(bo.page("/desk/duty/"))


def test_turns_and_swaps_of_others_answer_like_those_that_do_not_exist(cast: Cast, bo: Desk, eve: Desk) -> None:
    turn = night(cast, cast.bo)
    swap = Swap.objects.create(
        organisation=cast.network, turn=turn, day="2026-11-26", asked_by=cast.bo, asked_of=cast.anna, asked_at=cast.at
    )
    paths = [
        f"/desk/duty/{cast.network.pk}/{turn.pk}/2026-11-26/",
        f"/desk/duty/{cast.bank.pk}/{turn.pk}/2026-11-26/",
        f"/desk/duty/{cast.network.pk}/999999/2026-11-26/",
        f"/desk/duty/swaps/{swap.pk}/",
        "/desk/duty/swaps/999999/",
    ]
    assert {eve.client.post(path, {"colleague": str(cast.bo.pk), "to": "declined"}).status_code for path in paths} == {
        404
    }
    not_a_day = bo.client.post(f"/desk/duty/{cast.network.pk}/{turn.pk}/tomorrow/", {"colleague": str(cast.anna.pk)})
    not_theirs = bo.client.post(f"/desk/duty/{cast.network.pk}/{turn.pk}/2026-11-25/", {"colleague": str(cast.anna.pk)})
    assert (not_a_day.status_code, not_theirs.status_code) == (404, 404)


def test_whoever_is_let_go_is_on_duty_no_more(cast: Cast, admin: Desk) -> None:
    night(cast, cast.bo, begins=time(0), ends=time(0))
    Membership.objects.filter(agent=cast.bo, organisation=cast.network).delete()
    assert "Nobody. Whoever calls now waits" in said(admin.page("/office/network/rota/"))


def test_a_desk_phone_that_can_be_reached_is_no_gap(cast: Cast, admin: Desk) -> None:
    Phone.objects.create(agent=cast.bo, kind="sip", sip_user="bo-desk", reachable=True, seen_at=cast.at)
    for weekday in range(7):
        night(cast, cast.bo, weekday=weekday, begins=time(0), ends=time(0), number="")
    assert "Before it happens" not in said(admin.page("/office/network/rota/"))
    Phone.objects.update(reachable=False, seen_at=cast.at - timedelta(hours=1))
    assert "The desk phone of Bo, who is on the rota, can't be reached now." in said(
        admin.page("/office/network/rota/")
    )
