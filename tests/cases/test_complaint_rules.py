"""What a formal complaint asks of us, and what is owed for the time without service."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yesline.cases.complaints import rules
from yesline.kernel.errors import NotNow

MOSCOW, SOFIA = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Sofia")
AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def owed(start: datetime, length: timedelta, *, monthly: str = "600", zone: ZoneInfo = MOSCOW) -> Decimal:
    begins = start.astimezone(UTC)  # time passes in UTC, whatever the clock on the wall does
    return rules.owed_back(monthly=Decimal(monthly), dead_from=begins, dead_until=begins + length, zone=zone)


@pytest.mark.parametrize(
    ("start", "length", "sum_"),
    [
        (datetime(2026, 11, 5, 9, tzinfo=MOSCOW), DAY, "20.00"),  # a thirtieth
        (datetime(2026, 11, 5, 9, tzinfo=MOSCOW), 12 * HOUR, "10.00"),
        (datetime(2026, 10, 5, tzinfo=MOSCOW), DAY, "19.35"),  # a thirty-first: 19.3548…
        (datetime(2026, 11, 1, tzinfo=MOSCOW), 30 * DAY, "600.00"),  # the whole month
        (datetime(2026, 10, 31, tzinfo=MOSCOW), 2 * DAY, "39.35"),  # one day of October, one of November
        (datetime(2026, 12, 31, 12, tzinfo=MOSCOW), DAY, "19.35"),  # over the year
        (datetime(2024, 2, 1, tzinfo=MOSCOW), 29 * DAY, "600.00"),  # a leap year
    ],
)
def test_a_day_is_its_share_of_its_month(start: datetime, length: timedelta, sum_: str) -> None:
    assert owed(start, length) == Decimal(sum_)


def test_the_month_in_which_clocks_change_is_an_hour_longer() -> None:
    october = datetime(2026, 10, 1, tzinfo=SOFIA)
    whole = datetime(2026, 11, 1, tzinfo=SOFIA).timestamp() - october.timestamp()
    assert (whole, owed(october, timedelta(seconds=whole), zone=SOFIA)) == (31 * 86400 + 3600, Decimal("600.00"))
    assert owed(october, DAY, monthly="745", zone=SOFIA) == Decimal("24.00")  # of 745 hours


def test_half_a_cent_is_rounded_up() -> None:
    assert owed(datetime(2026, 11, 5, tzinfo=MOSCOW), DAY, monthly="0.15") == Decimal("0.01")


@given(
    minutes=st.integers(0, 10 * 366 * 1440),
    seconds=st.integers(1, 90 * 86400),
    split=st.floats(0, 1),
)
def test_what_is_owed_is_the_sum_of_its_parts_and_grows_with_time(minutes: int, seconds: int, split: float) -> None:
    begins = AT - timedelta(minutes=minutes)
    first = int(seconds * split)
    whole = owed(begins, seconds * SECOND)
    parts = owed(begins, first * SECOND) + owed(begins + first * SECOND, (seconds - first) * SECOND)
    assert abs(whole - parts) <= Decimal("0.01")
    assert Decimal(0) <= whole <= owed(begins, seconds * SECOND + DAY)


ALLOWED: list[Callable[[], object]] = [
    lambda: rules.check_stays(before="trouble", kind="complaint"),
    lambda: rules.check_stays(before="complaint", kind="complaint"),
    lambda: rules.check_is_not_answered(None),
    lambda: rules.check_answer("x" * 8000),
    lambda: rules.check_proposal(monthly=Decimal(1), dead_from=AT - SECOND, dead_until=AT, at=AT),
    lambda: rules.check_grant(proposed=Decimal(5), granted=Decimal(5), why=""),
    lambda: rules.check_grant(proposed=Decimal(5), granted=Decimal(0), why="paid in cash already"),
    lambda: rules.check_can_end(unanswered=False),
]
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: rules.check_stays(before="complaint", kind="trouble"), "stays one"),
    (lambda: rules.check_is_not_answered(AT), "signed"),
    (lambda: rules.check_answer(" "), "Write the answer"),
    (lambda: rules.check_answer("x" * 8001), "too long"),
    (lambda: rules.check_proposal(monthly=None, dead_from=AT - DAY, dead_until=AT, at=AT), "above zero"),
    (lambda: rules.check_proposal(monthly=Decimal(0), dead_from=AT - DAY, dead_until=AT, at=AT), "above zero"),
    (lambda: rules.check_proposal(monthly=Decimal(1), dead_from=None, dead_until=AT, at=AT), "until when"),
    (lambda: rules.check_proposal(monthly=Decimal(1), dead_from=AT, dead_until=None, at=AT), "until when"),
    (lambda: rules.check_proposal(monthly=Decimal(1), dead_from=AT, dead_until=AT, at=AT), "begins before"),
    (lambda: rules.check_proposal(monthly=Decimal(1), dead_from=AT, dead_until=AT + SECOND, at=AT), "has passed"),
    (lambda: rules.check_grant(proposed=None, granted=Decimal(5), why="x"), "how long"),
    (lambda: rules.check_grant(proposed=Decimal(5), granted=None, why="x"), "which sum"),
    (lambda: rules.check_grant(proposed=Decimal(5), granted=Decimal(-1), why="x"), "which sum"),
    (lambda: rules.check_grant(proposed=Decimal(5), granted=Decimal(6), why=" "), "say why"),
    (lambda: rules.check_can_end(unanswered=True), "written answer"),
]


@pytest.mark.parametrize("deed", ALLOWED)
def test_what_may_be_done_is_not_refused(deed: Callable[[], object]) -> None:
    assert deed() is None


@pytest.mark.parametrize(("deed", "sentence"), REFUSED)
def test_what_may_not_be_done_is_refused_in_a_sentence(deed: Callable[[], object], sentence: str) -> None:
    with pytest.raises(NotNow, match=sentence):
        deed()
