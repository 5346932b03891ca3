"""How terms are counted: by the wall or in an organisation's open hours, over weekends, holidays and changed clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from yesline.cases import rules
from yesline.orgs.rules import Hours

SOFIA = ZoneInfo("Europe/Sofia")
NINE, SIX = time(9), time(18)
WEEK = tuple((day, NINE, SIX) for day in range(5))
OFFICE = Hours(SOFIA, WEEK)
ALWAYS = Hours(SOFIA)
NIGHTS = Hours(ZoneInfo("America/New_York"), ((2, time(1), time(4)), (5, time(0), time(0))))


def local(day: int, hour: int, *, month: int = 11, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SOFIA)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (local(19, 10), 4, local(19, 14)),  # a Thursday
        (local(19, 16), 4, local(20, 11)),
        (local(20, 17), 2, local(23, 10)),  # over a weekend
        (local(21, 12), 1, local(23, 10)),  # begun on a Saturday
        (local(19, 17), 1, local(19, 18)),  # at the last stroke of the day, not at the next one's first
        (local(19, 3), 9, local(19, 18)),
    ],
)
def test_working_hours_are_those_of_the_organisation(start: datetime, hours: int, due: datetime) -> None:
    assert rules.after(start, timedelta(hours=hours), OFFICE) == due


def test_a_holiday_is_left_out_and_a_short_day_counts_what_it_has() -> None:
    feast = Hours(SOFIA, WEEK, ((date(2026, 11, 20), None, None), (date(2026, 11, 23), NINE, time(11))))
    assert rules.after(local(19, 17), timedelta(hours=4), feast) == local(24, 10)


def test_an_hour_that_the_clocks_leave_out_or_repeat_is_no_hour_of_work() -> None:
    night = Hours(SOFIA, tuple((day, time(0), time(6)) for day in range(7)))
    spring, autumn = datetime(2026, 3, 29, tzinfo=SOFIA), datetime(2026, 10, 25, tzinfo=SOFIA)
    assert rules.after(spring, timedelta(hours=5), night) == datetime(2026, 3, 29, 6, tzinfo=SOFIA)
    assert rules.after(autumn, timedelta(hours=7), night) == datetime(2026, 10, 25, 6, tzinfo=SOFIA)


def test_open_around_the_clock_is_the_wall_itself() -> None:
    spring = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert rules.after(spring, timedelta(hours=72), ALWAYS) == spring + timedelta(hours=72)


def test_an_organisation_that_never_opens_has_the_hours_of_the_wall() -> None:
    closed = Hours(
        SOFIA, ((0, NINE, SIX),), tuple((date(2026, 1, 5) + timedelta(weeks=n), None, None) for n in range(160))
    )
    at = local(19, 12)
    assert rules.after(at, timedelta(hours=3), closed) == at + timedelta(hours=3)
    assert rules.between(at, at + timedelta(hours=3), closed) == timedelta(hours=3)


moments = some.integers(0, 365 * 1440).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
lengths = some.timedeltas(timedelta(0), timedelta(days=20))
calendars = some.sampled_from([None, ALWAYS, OFFICE, NIGHTS])


@given(moments, lengths, calendars)
def test_what_is_counted_forward_is_counted_back(start: datetime, length: timedelta, hours: Hours | None) -> None:
    assert rules.between(start, rules.after(start, length, hours), hours) == length


@given(moments, moments, lengths, calendars)
def test_who_comes_earlier_is_due_no_later(
    one: datetime, other: datetime, length: timedelta, hours: Hours | None
) -> None:
    assume(one <= other)
    assert rules.after(one, length, hours) <= rules.after(other, length, hours)


@given(moments, lengths, calendars)
def test_nothing_is_due_before_its_time_has_passed(start: datetime, length: timedelta, hours: Hours | None) -> None:
    assert rules.after(start, length, hours) >= start + length


def test_no_term_is_longer_than_four_hundred_days() -> None:
    seldom = Hours(SOFIA, ((2, time(1), time(4)),))
    assert rules.after(local(19, 12), timedelta(days=8), seldom) == local(19, 12) + timedelta(days=400)


def test_time_does_not_pass_backwards() -> None:
    assert rules.between(local(20, 12), local(19, 12), None) == timedelta(0)
    assert rules.between(local(20, 12), local(19, 12), OFFICE) == timedelta(0)
