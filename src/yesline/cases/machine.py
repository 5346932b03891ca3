"""The clock of a case, computed from its journal and from nothing else.

It runs from the first report on any channel. Only a question that the customer can see stops it, until their first
reply and for PAUSED_AT_MOST in all. A case that takes another one in inherits its clock; no other deed moves it. The
calendar by which a term in working hours is counted is the one of the day the case was opened: it stands in the
journal, so a holiday declared later moves nobody's time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yesline.cases import rules
from yesline.orgs.rules import Hours

PAUSED_AT_MOST = timedelta(days=7)  # waiting for the customer, by the wall, all questions together

MOVES = ("case.opened", "case.heard", "case.asked", "case.replied", "case.took_in", "case.let_go")


@dataclass(frozen=True)
class Entry:
    """What the clock reads of an entry of the journal."""

    verb: str
    at: datetime
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One clock: of the case itself, or of one it has taken in."""

    case: int
    first_reported_at: datetime
    term: timedelta
    hours: Hours | None  # counted in these hours only; None: by the wall
    base: datetime  # due if nobody had asked anything
    moved: timedelta = timedelta(0)  # by questions that are answered, by the wall
    due_at: datetime | None = None  # by now, with the questions that are answered
    asked_at: datetime | None = None  # a question stands since
    taken_in: int | None = None  # with which case it came

    def due(self, at: datetime) -> datetime:
        """When it is due, as seen at a moment: while a question stands, later and later, up to the cap."""
        counted = self.due_at or self.base
        if self.asked_at is None or self.asked_at >= counted:
            return counted
        waited = rules.between(self.asked_at, self._stops(at), self.hours)
        # No time after closing time would be the next morning.
        return rules.after(counted, waited, self.hours) if waited else counted

    def answered(self, at: datetime) -> "Line":
        if self.asked_at is None:
            return self
        waited = self._stops(at) - self.asked_at
        return replace(self, due_at=self.due(at), moved=self.moved + waited, asked_at=None)

    def _stops(self, at: datetime) -> datetime:
        assert self.asked_at is not None  # noqa: S101 - asked by those who have looked
        return max(self.asked_at, min(at, self.asked_at + PAUSED_AT_MOST - self.moved))


@dataclass(frozen=True)
class Clock:
    """The clocks of a case: its own first, then of those it has taken in. The earliest counts."""

    lines: tuple[Line, ...]

    @property
    def first_reported_at(self) -> datetime:
        return min(line.first_reported_at for line in self.lines)

    @property
    def asked_at(self) -> datetime | None:
        """Since when it stands still; None: it runs."""
        return self.lines[0].asked_at

    @property
    def waits(self) -> bool:
        """Whether any of them waits for the customer, be it a part's."""
        return any(line.asked_at is not None for line in self.lines)

    def due(self, at: datetime) -> datetime:
        return min(line.due(at) for line in self.lines)

    def earliest(self, at: datetime) -> Line:
        """The one that says when it is due."""
        return min(self.lines, key=lambda line: line.due(at))


def began(case: int, *, first_reported_at: datetime, due_at: datetime) -> Clock:
    """A case whose opening no journal tells (it came from elsewhere): due when its row says."""
    term = due_at - first_reported_at
    return Clock((Line(case, first_reported_at, term, None, base=due_at),))


def opening(*, first_reported_at: datetime, term: timedelta, hours: Hours | None) -> dict[str, Any]:
    """What the entry of the opening carries, for `clock` to read."""
    return {
        "first_reported_at": first_reported_at.isoformat(),
        "term": term.total_seconds(),
        "hours": _written_hours(hours) if hours else None,
    }


def clock(entries: Iterable[Entry], *, of: Clock) -> Clock:
    """The clock after these entries, the oldest first. `of`: what it is without an opening (see `began`)."""
    found = of
    for entry in entries:
        found = _after(found, entry)
    return found


def _after(clock: Clock, entry: Entry) -> Clock:
    """One step. What is not in this table moves no clock: re-filing, another category, another owner, closing…"""
    own, *others = clock.lines
    lines = clock.lines
    match entry.verb:
        case "case.opened" if "term" in entry.details:
            lines = (_opened(own.case, entry.details), *others)
        case "case.heard" if "arrived_at" in entry.details:
            lines = (_heard(own, datetime.fromisoformat(entry.details["arrived_at"])), *others)
        case "case.asked":
            lines = tuple(replace(one, asked_at=one.asked_at or entry.at) for one in lines)
        case "case.replied":
            lines = tuple(one.answered(entry.at) for one in lines)
        case "case.took_in":
            lines = (*lines, *(_read(one, entry.details["case"]) for one in entry.details["lines"]))
        case "case.let_go":
            lines = tuple(one for one in lines if one.taken_in != entry.details["case"])
    return Clock(lines)


def _opened(case: int, details: Mapping[str, Any]) -> Line:
    first, term = datetime.fromisoformat(details["first_reported_at"]), timedelta(seconds=details["term"])
    hours = _read_hours(details["hours"]) if details["hours"] else None
    return Line(case, first, term, hours, base=rules.after(first, term, hours))


def _heard(line: Line, arrived_at: datetime) -> Line:
    """It had been reported earlier than we knew: then it is due earlier, never later."""
    if arrived_at >= line.first_reported_at:
        return line
    base = min(line.base, rules.after(arrived_at, line.term, line.hours))
    if line.due_at is None:
        return replace(line, first_reported_at=arrived_at, base=base)
    waited = rules.between(line.base, line.due_at, line.hours)
    due_at = min(line.due_at, rules.after(base, waited, line.hours))
    return replace(line, first_reported_at=arrived_at, base=base, due_at=due_at)


def carried(clock: Clock) -> list[dict[str, Any]]:
    """The clocks of a case that is taken in, as its new case's journal keeps them."""
    return [
        {
            "case": one.case,
            **opening(first_reported_at=one.first_reported_at, term=one.term, hours=one.hours),
            "base": one.base.isoformat(),
            "moved": one.moved.total_seconds(),
            "due_at": one.due_at.isoformat() if one.due_at else None,
            "asked_at": one.asked_at.isoformat() if one.asked_at else None,
        }
        for one in clock.lines
    ]


def _read(said: Mapping[str, Any], taken_in: int) -> Line:
    return Line(
        case=said["case"],
        first_reported_at=datetime.fromisoformat(said["first_reported_at"]),
        term=timedelta(seconds=said["term"]),
        hours=_read_hours(said["hours"]) if said["hours"] else None,
        base=datetime.fromisoformat(said["base"]),
        moved=timedelta(seconds=said["moved"]),
        due_at=datetime.fromisoformat(said["due_at"]) if said["due_at"] else None,
        asked_at=datetime.fromisoformat(said["asked_at"]) if said["asked_at"] else None,
        taken_in=taken_in,
    )


def _written_hours(hours: Hours) -> dict[str, Any]:
    return {
        "zone": hours.zone.key,
        "week": [[day, opens.isoformat(), closes.isoformat()] for day, opens, closes in hours.week],
        "holidays": [
            [day.isoformat(), opens.isoformat() if opens else None, closes.isoformat() if closes else None]
            for day, opens, closes in hours.holidays
        ],
    }


def _read_hours(said: Mapping[str, Any]) -> Hours:
    return Hours(
        zone=ZoneInfo(said["zone"]),
        week=tuple((day, time.fromisoformat(opens), time.fromisoformat(closes)) for day, opens, closes in said["week"]),
        holidays=tuple(
            (date.fromisoformat(day), _time(opens), _time(closes)) for day, opens, closes in said["holidays"]
        ),
    )


def _time(said: str | None) -> time | None:
    return time.fromisoformat(said) if said else None
