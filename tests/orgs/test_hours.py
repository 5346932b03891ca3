"""When an organisation is open: by the clock on its own wall, also when clocks are changed."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from yesline.kernel.errors import NotNow
from yesline.orgs import rules
from yesline.orgs.rules import Hours

SOFIA = ZoneInfo("Europe/Sofia")
OFFICE = Hours(zone=SOFIA, week=tuple((day, time(9), time(18)) for day in range(5)))


def at(text: str, zone: ZoneInfo = SOFIA) -> datetime:
    """A moment by the organisation's wall, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_without_hours_it_is_always_open() -> None:
    always = Hours(zone=SOFIA)
    assert rules.open_at(always, at("2026-11-22 03:00"))
    assert rules.next_change(always, at("2026-11-22 03:00")) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 17:59", True),
        ("2026-11-23 18:00", False),
        ("2026-11-22 12:00", False),  # Sunday
    ],
)
def test_it_opens_at_nine_and_is_closed_at_six(moment: str, is_open: bool) -> None:
    assert rules.open_at(OFFICE, at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-10-23 06:30", True),  # the Friday before: 9:30 in summer
        ("2026-10-26 06:30", False),  # the Monday after: 8:30 in winter
        ("2026-10-26 07:00", True),
        ("2026-03-27 07:00", True),
        ("2026-03-30 06:00", True),  # nine o'clock again, in summer
        ("2026-03-30 05:59", False),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_are_changed(moment: str, is_open: bool) -> None:
    assert rules.open_at(OFFICE, datetime.fromisoformat(moment).replace(tzinfo=UTC)) is is_open


def test_the_hour_that_comes_twice_is_open_twice_and_the_one_that_never_comes_opens_after_it() -> None:
    night = Hours(zone=SOFIA, week=((6, time(3), time(4)),))  # on 25 October three o'clock comes twice
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    assert [rules.open_at(night, moment) for moment in twice] == [True, True]
    skipped = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)  # 2:59; next comes 4:00
    opens_at_half_past_three = Hours(zone=SOFIA, week=((6, time(3, 30), time(5)),))
    assert rules.next_change(opens_at_half_past_three, skipped) == datetime(2026, 3, 29, 4, tzinfo=SOFIA)


def test_a_holiday_has_hours_of_its_own_or_none() -> None:
    hours = Hours(
        zone=SOFIA,
        week=OFFICE.week,
        holidays=((date(2026, 12, 24), time(10), time(12)), (date(2026, 12, 25), None, None)),
    )
    asked = ["2026-12-24 09:30", "2026-12-24 11:00", "2026-12-25 11:00"]
    assert [rules.open_at(hours, at(moment)) for moment in asked] == [False, True, False]
    assert rules.next_change(hours, at("2026-12-24 12:30")) == datetime(2026, 12, 28, 9, tzinfo=SOFIA)


def test_midnight_is_the_end_of_the_day() -> None:
    late = Hours(zone=SOFIA, week=((0, time(20), time(0)),))
    asked = ["2026-11-23 19:59", "2026-11-23 23:59", "2026-11-24 00:00"]
    assert [rules.open_at(late, at(moment)) for moment in asked] == [False, True, False]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (" 203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.5/28", "203.0.113.0/28"),
        ("SIP.Carrier.Example", "sip.carrier.example"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_read_as_the_switch_reads_it(written: str, read: str) -> None:
    assert rules.address_of_a_trunk(written) == read


@pytest.mark.parametrize("written", ["", "300.1.1.1", "0.0.0.0/0", "10.0.0.0/8", "a b", "x\nmatch=y", "-a.b", "host"])
def test_what_is_no_address_or_too_many_is_refused(written: str) -> None:
    with pytest.raises(NotNow):
        rules.address_of_a_trunk(written)


def test_one_address_means_one_line() -> None:
    taken = [("203.0.113.0/28", "carrier"), ("sip.carrier.example", "other")]
    rules.check_addresses_are_free(["203.0.113.16", "2001:db8::1", "sip2.carrier.example"], taken=taken)
    for address in ("203.0.113.7", "203.0.113.0/24", "sip.carrier.example"):
        with pytest.raises(NotNow, match=r"carrier|other"):
            rules.check_addresses_are_free([address], taken=taken)
