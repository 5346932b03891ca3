"""The rota: who is on duty by the clock on the organisation's wall, who is rung next, and where nobody is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yesline.staff.rota import rules
from yesline.staff.rota.rules import Planned, Rota, Rung, Spell, TakenOver

OLEG, BO, ANNA = 1, 2, 3
SOFIA = ZoneInfo("Europe/Sofia")
THURSDAY = date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)  # in Sofia
MINUTE = timedelta(minutes=1)


def night(agent: int, weekday: int = 3, *, position: int = 1, turn: int = 1, **more: object) -> Planned:
    given = {"purpose": "anybody", "day": None, "begins": time(18), "ends": time(9), "number": ""}
    return Planned(turn_id=turn, agent_id=agent, position=position, weekday=weekday, **(given | more))  # type: ignore[arg-type]


def spells(*planned: Planned, taken: tuple[TakenOver, ...] = (), days: int = 2) -> list[Spell]:
    return rules.spells(Rota(SOFIA, planned, taken), since=NOON, until=NOON + timedelta(days=days))


def test_a_night_begins_on_its_day_and_ends_on_the_next() -> None:
    (found,) = spells(night(OLEG))
    assert (found.begins_at, found.ends_at) == (
        datetime(2026, 11, 19, 16, tzinfo=UTC),
        datetime(2026, 11, 20, 7, tzinfo=UTC),
    )


def test_a_night_that_began_yesterday_is_still_on() -> None:
    three = datetime(2026, 11, 20, 1, tzinfo=UTC)
    found = rules.spells(Rota(SOFIA, (night(OLEG),)), since=three, until=three + MINUTE)
    assert [one.agent_id for one in rules.chain(found, purposes=["anybody"], at=three)] == [OLEG]


def test_around_the_clock_is_from_a_time_to_the_same() -> None:
    (found,) = spells(night(OLEG, begins=time(9), ends=time(9)))
    assert found.ends_at - found.begins_at == timedelta(hours=24)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 14), (date(2026, 10, 24), 16), (date(2026, 11, 21), 15)]
)
def test_nine_stays_nine_when_the_clocks_are_changed(day: date, hours: int) -> None:
    """Saturday's night, in spring, in autumn and in between."""
    noon = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    (found,) = rules.spells(Rota(SOFIA, (night(OLEG, weekday=5),)), since=noon, until=noon + timedelta(days=1))
    assert found.ends_at.astimezone(SOFIA).time() == time(9)
    assert found.ends_at - found.begins_at == timedelta(hours=hours)


def test_a_date_with_turns_of_its_own_has_those_instead_of_the_weeks() -> None:
    planned = (
        night(OLEG),
        night(BO, weekday=None, day=THURSDAY, turn=2),  # type: ignore[arg-type]
        night(ANNA, purpose="emergencies", turn=3),
    )
    assert [(one.agent_id, one.purpose) for one in spells(*planned)] == [(BO, "anybody"), (ANNA, "emergencies")]


def test_a_turn_taken_over_is_the_colleagues_on_that_day_by_their_phone_and_nobody_elses_later() -> None:
    taken = TakenOver(turn_id=1, day=THURSDAY, agent_id=BO, number="+79215550170")
    first, second = spells(night(OLEG), taken=(taken,), days=8)
    assert (first.agent_id, first.number, first.instead_of) == (BO, "+79215550170", OLEG)
    assert (second.agent_id, second.number, second.instead_of) == (OLEG, "", None)


def test_people_are_rung_by_purpose_and_place_and_each_once() -> None:
    found = spells(
        night(OLEG, purpose="faults", turn=1),
        night(BO, position=2, turn=2),
        night(ANNA, position=1, turn=3),
        night(BO, purpose="faults", position=1, turn=4),
    )
    at = datetime(2026, 11, 19, 20, tzinfo=UTC)
    assert [one.agent_id for one in rules.chain(found, purposes=["anybody", "faults"], at=at)] == [ANNA, BO, OLEG]
    assert [one.agent_id for one in rules.chain(found, purposes=["faults"], at=at)] == [OLEG, BO]


def on_duty(*agents: int) -> list[Spell]:
    return [
        Spell(begins_at=NOON, ends_at=NOON + timedelta(hours=9), position=place, turn_id=place, agent_id=agent,
              purpose="anybody", day=THURSDAY)
        for place, agent in enumerate(agents, start=1)
    ]  # fmt: skip


def rung(*agents: int, at: datetime = NOON) -> list[Rung]:
    return [Rung(agent, at) for agent in agents]


def who(*args: object, **kwargs: object) -> int | None:
    found = rules.next_rung(*args, **({"busy": set(), "at": NOON} | kwargs))  # type: ignore[arg-type]
    return found.agent_id if found else None


def test_it_goes_on_from_one_to_the_next_and_after_a_pause_from_the_start() -> None:
    people = on_duty(OLEG, BO)
    assert who(people, []) == OLEG
    assert who(people, rung(OLEG)) == BO
    assert who(people, rung(OLEG, BO)) is None
    assert who(people, rung(OLEG, BO), at=NOON + rules.ROUND_PAUSE) == OLEG


def test_while_one_is_rung_nobody_else_is() -> None:
    assert who(on_duty(OLEG, BO), [Rung(OLEG, None)]) is None


def test_somebody_busy_is_passed_over_and_rung_in_the_next_round() -> None:
    people = on_duty(OLEG, BO)
    assert who(people, [], busy={OLEG}) == BO
    assert who(people, rung(BO), at=NOON + rules.ROUND_PAUSE) == OLEG
    assert who(people, [], busy={OLEG, BO}) is None


def test_when_the_duty_has_changed_the_new_ones_are_rung_at_once() -> None:
    assert who(on_duty(ANNA), rung(OLEG, BO)) == ANNA


def test_nobody_on_duty_is_nobody() -> None:
    assert who([], []) is None


@given(some.integers(1, 5), some.integers(1, 40))
def test_everybody_is_rung_as_often_as_everybody_else(people: int, rings: int) -> None:
    """Round after round, in the order of the rota, whatever happens."""
    order, done, at = on_duty(*range(people)), [], NOON
    for _ in range(rings):
        found = rules.next_rung(order, done, busy=set(), at=at)
        assert found is not None
        at += timedelta(minutes=2)
        done.append(Rung(found.agent_id, at - MINUTE))
    assert [one.agent_id for one in done] == [place % people for place in range(rings)]


def test_gaps_are_where_nobody_is() -> None:
    week = [night(OLEG, weekday=day, turn=day) for day in range(7) if day != 6]
    found = spells(*week, days=7)
    open_ = rules.gaps(found, purposes={"anybody"}, since=NOON, until=NOON + timedelta(days=7))
    sunday = [one for one in open_ if one[1] - one[0] > timedelta(hours=10)]
    assert sunday == [(datetime(2026, 11, 22, 7, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC))]
    assert rules.gaps([], purposes={"anybody"}, since=NOON, until=NOON + MINUTE) == [(NOON, NOON + MINUTE)]
    around = spells(night(OLEG, weekday=3, begins=time(0), ends=time(0)), days=0)
    assert rules.gaps(around, purposes={"anybody"}, since=NOON, until=NOON + MINUTE) == []
