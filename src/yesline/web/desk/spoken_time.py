"""A time as one writes it in a hurry: "18:00", "tomorrow 10", "25.11 9:30", in the reader's language or English.

Pure: `at` is given; days and hours are those of the active time zone. What was understood is shown before it counts.
"""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

_HOUR = re.compile(r"(?<!\d)(\d{1,2})(?:[:.](\d{2}))?\s*$")
_DATE = re.compile(r"^(\d{1,2})\.(\d{1,2})\.?(\d{4})?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})$")


def understand(text: str, at: datetime) -> datetime | None:
    """The moment that is meant, in UTC; None if these words are no time."""
    words = " ".join(text.lower().replace(",", " ").split())
    iso = _ISO.match(words.upper())
    if iso:
        year, month, day, hour, minute = map(int, iso.groups())
        return _moment(_date(year, month, day), hour, minute)
    found = _HOUR.search(words)
    if not found:
        return None
    before = _without_preposition(words[: found.start()].strip())
    hour, minute = int(found[1]), int(found[2] or 0)
    if before:
        return _moment(_day(before, at), hour, minute)
    today = _moment(timezone.localtime(at).date(), hour, minute)
    return (
        today
        if today is None or today > at
        else _moment(timezone.localtime(at).date() + timedelta(days=1), hour, minute)
    )


def not_understood() -> str:
    return _("No time was understood here. Write, for example: tomorrow 10:00")


def _day(words: str, at: datetime) -> date | None:
    today = timezone.localtime(at).date()
    named = {_("today"): 0, "today": 0, _("tomorrow"): 1, "tomorrow": 1, _("the day after tomorrow"): 2}
    if words in named:
        return today + timedelta(days=named[words])
    found = _DATE.match(words)
    if not found:
        return None
    day, month, year = int(found[1]), int(found[2]), int(found[3] or today.year)
    meant = _date(year, month, day)
    # "5.01" written in December is next year's.
    return _date(year + 1, month, day) if meant and meant < today and not found[3] else meant


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


def _without_preposition(words: str) -> str:
    for little in (_("at"), "at"):
        words = words.removesuffix(f" {little}") if words != little else ""
    return words
