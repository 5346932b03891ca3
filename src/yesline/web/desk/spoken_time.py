"""A time as one writes it in a hurry, alone or in a line: "18:00", "call back tomorrow at 10", "on Friday by noon".

Pure: `at` is given; days and hours are those of the active time zone. The words of all our languages stand in
spoken_words.json and are known at once, since nobody changes the language of a screen in mid-call. What was understood
is shown before it counts, and what is no time is not guessed.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})$")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})


@dataclass(frozen=True)
class Line:
    """What is promised, and by when; a span keeps its beginning, since people wait for its first minute."""

    what: str
    due_at: datetime | None = None
    from_at: datetime | None = None


def understand(text: str, at: datetime) -> datetime | None:
    """The moment that is meant, in UTC; None if these words are no time, or more than a time."""
    words = " ".join(text.split())
    iso = _ISO.match(words.upper())
    if iso:
        year, month, day, hour, minute = map(int, iso.groups())
        return _moment(_date(year, month, day), hour, minute)
    found = one_line(words, at, alone=True)
    return found.due_at if not found.what else None


def one_line(text: str, at: datetime, *, alone: bool = False) -> Line:
    """A promise in one line, as it is typed while talking. `alone`: all of it is a time, so that "18" is one too."""
    words = " ".join(text.split())
    plain = words.lower().translate(_APOSTROPHES)
    found = _in_a_while(plain, at) or _on_a_day(plain, at, loose=alone)
    if found is None:
        return Line(words)
    kept = "".join(" " if any(begin <= n < end for begin, end in found.spans) else one for n, one in enumerate(words))
    return Line(" ".join(kept.split()).strip(" ,;:."), found.due_at, found.from_at)


def not_understood() -> str:
    return _("No time was understood here. Write, for example: tomorrow 10:00")


@dataclass(frozen=True)
class _Found:
    """A time in a text, and which letters of it say so."""

    spans: tuple[tuple[int, int], ...]
    due_at: datetime
    from_at: datetime | None = None


def _in_a_while(text: str, at: datetime) -> _Found | None:
    match = _forms()["while"].search(text)
    if match is None:
        return None
    if match["half"]:
        length = timedelta(minutes=30)
    else:
        number = match["number"]
        times = 1 if not number else int(number) if number.isdigit() else _words()["numbers"][number]
        unit = next(name for name in ("minute", "hour", "day") if match["unit"] in _words()[name])
        length = timedelta(**{f"{unit}s": times})
    due = at + length
    whole = due.replace(second=0, microsecond=0)
    return _Found((match.span(),), whole + timedelta(minutes=1) if whole < due else whole)


def _on_a_day(text: str, at: datetime, *, loose: bool) -> _Found | None:
    """A day, an hour, or both, in any order. `loose`: a bare number is an hour, as it is beside a day."""
    day = _forms()["day"].search(text)
    rest = text if day is None else text[: day.start()] + "|" * len(day[0]) + text[day.end() :]
    forms = ["span", "dash", "hour", "clock", "part", *(["bare"] if loose or day else [])]
    hour = next(filter(None, (_forms()[name].search(rest) for name in forms)), None)
    if hour is None:
        return None
    given = hour.groupdict()
    last = (_words()["parts"][given["part"]], 0) if given.get("part") else _clock(given, "hour", "minute")
    meant = _day(day, at) if day else timezone.localtime(at).date()
    due_at = _moment(meant, *last)
    if due_at is not None and due_at <= at and day is None:
        meant = timezone.localtime(at).date() + timedelta(days=1)
        due_at = _moment(meant, *last)
    if due_at is None:
        return None
    from_at = _moment(meant, *_clock(given, "first", "first_minute")) if given.get("first") else None
    return _Found((hour.span(), *([day.span()] if day else [])), due_at, from_at)


def _clock(given: dict[str, str | None], hour: str, minute: str) -> tuple[int, int]:
    return int(given[hour] or 0), int(given[minute] or 0)


def _day(match: re.Match[str], at: datetime) -> date | None:
    today = timezone.localtime(at).date()
    if match["near"]:
        return today + timedelta(days=_words()["days"][match["near"]])
    if match["weekday"]:
        number = next(n for n, forms in enumerate(_words()["weekdays"]) if match["weekday"] in forms)
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if match["month"]:
        month = 1 + next(n for n, forms in enumerate(_words()["months"]) if match["month"] in forms)
        return _next_such(int(match["of_month"]), month, None, today)
    return _next_such(int(match["d"]), int(match["m"]), int(match["y"]) if match["y"] else None, today)


def _next_such(day: int, month: int, year: int | None, today: date) -> date | None:
    meant = _date(year or today.year, month, day)
    # "5.01" written in December is next year's.
    return _date(today.year + 1, month, day) if meant and meant < today and year is None else meant


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(day: date | None, hour: int, minute: int) -> datetime | None:
    if day is None or hour > 23 or minute > 59:
        return None
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_current_timezone())
    return local.astimezone(timezone.get_default_timezone())


@cache
def _words() -> dict[str, Any]:
    text = (Path(__file__).parent / "spoken_words.json").read_text().translate(_APOSTROPHES)
    return dict(json.loads(text))


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    words = _words()
    at, since, until = _any([*words["at"], *words["by"]]), _any(words["from"]), _any(words["to"])
    weekday, month = (_any(one for forms in words[name] for one in forms) for name in ("weekdays", "months"))
    hours = rf"(?:\s*(?:{_any(words['hour'])}))?(?![\w.:])"
    clock = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?" + hours
    first = r"(?P<first>\d{1,2})(?:[:.](?P<first_minute>\d{2}))?\s*"
    number = rf"(?:(?P<number>\d{{1,3}}|{_any(words['numbers'])})\s*)?"
    unit = _any([*words["minute"], *words["hour"], *words["day"]])
    apart = r"(?<![\w.:])"
    texts = {
        "while": rf"{apart}(?:{_any(words['now_plus'])})\s+"
        rf"(?:(?P<half>{_any(words['half_hour'])})|{number}(?P<unit>{unit}))(?!\w)",
        "day": rf"{apart}(?:(?:{at})\s+)?(?:(?P<near>{_any(words['days'])})|(?P<weekday>{weekday})"
        rf"|(?P<of_month>\d{{1,2}})\s+(?P<month>{month})"
        r"|(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?:\.(?P<y>\d{4}))?(?=[\s,]+\S))(?!\w)",
        "span": rf"{apart}(?:{since})\s+{first}(?:{until})\s*{clock}",
        "dash": rf"{apart}{first}[-–—]\s*{clock}",
        "hour": rf"{apart}(?:{at})\s+{clock}",
        "clock": rf"{apart}(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){hours}",
        "part": rf"{apart}(?P<part>{_any(words['parts'])})(?!\w)",
        "bare": rf"{apart}{clock}",
    }
    return {name: re.compile(text) for name, text in texts.items()}


def _any(words: Iterable[str]) -> str:
    """One of these, the longest first, so that none hides behind its own beginning."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
