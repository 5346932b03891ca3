"""A week of duty as plain geometry and words. Pure: twenty units are an hour of the wall's clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yesline.flows.rota import Duty
from yesline.staff.enums import Purpose

HOUR, HIGH = 20, 8
ROWS = {Purpose.ANYBODY: 2, Purpose.FAULTS: 13, Purpose.EMERGENCIES: 24}


@dataclass(frozen=True)
class Bar:
    """From when to when somebody is on duty on one day, in the row of the purpose."""

    left: int
    width: int
    top: int
    purpose: str


@dataclass(frozen=True)
class Day:
    """A day of the week: its drawing, and whose duty begins on it."""

    day: date
    today: bool
    bars: tuple[Bar, ...]
    begins: tuple[Duty, ...]


def monday(written: str, *, at: datetime, zone: ZoneInfo) -> date:
    """The beginning of the week that holds the written day; of this week if it is none."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def edges(first: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when a week is, in UTC."""
    since, until = (datetime.combine(first + timedelta(days=days), time(0), zone) for days in (0, 7))
    return since.astimezone(ZoneInfo("UTC")), until.astimezone(ZoneInfo("UTC"))


def week(first: date, duties: Sequence[Duty], *, at: datetime, zone: ZoneInfo) -> list[Day]:
    days = [first + timedelta(days=count) for count in range(7)]
    return [_day(day, duties, today=day == at.astimezone(zone).date(), zone=zone) for day in days]


def _day(day: date, duties: Iterable[Duty], *, today: bool, zone: ZoneInfo) -> Day:
    bars = [_bar(duty, day, zone) for duty in duties]
    begins = tuple(duty for duty in duties if duty.spell.day == day)
    return Day(day=day, today=today, bars=tuple(bar for bar in bars if bar is not None), begins=begins)


def _bar(duty: Duty, day: date, zone: ZoneInfo) -> Bar | None:
    left, right = (_unit(moment, day, zone) for moment in (duty.spell.begins_at, duty.spell.ends_at))
    if left >= right:
        return None
    return Bar(left=left, width=right - left, top=ROWS[Purpose(duty.spell.purpose)], purpose=duty.spell.purpose)


def _unit(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """Where a moment stands on a day, by the clock on the wall; before it at its beginning, after it at its end."""
    local = moment.astimezone(zone)
    if local.date() != day:
        return 0 if local.date() < day else 24 * HOUR
    return round((local.hour + local.minute / 60) * HOUR)
