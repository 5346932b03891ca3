"""The one clock. It is read at the door (a view, the controller, the worker) and passed on as `at`.

In the example, and nowhere else, a newcomer may put it forward, to see what becomes of a promise by tomorrow. By how
much stands in a file of the home, which every process of the example sees at once.
"""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

FARTHEST = timedelta(days=14)
_read: tuple[int, timedelta] = (0, timedelta(0))  # when the file was written, and what it said


def now() -> datetime:
    """This moment in UTC."""
    return on_the_wall() + wound_by() if settings.EXAMPLE else on_the_wall()


def on_the_wall() -> datetime:
    """What every other clock in the world shows too: for proofs that another machine compares with its own."""
    return datetime.now(UTC)


def wound_by() -> timedelta:
    """By how much the example's clock was put forward. Zero outside the example, whatever the file says."""
    global _read  # noqa: PLW0603 - a file that has not changed is not read again
    if not settings.EXAMPLE:
        return timedelta(0)
    try:
        written = _file().stat().st_mtime_ns
        if written != _read[0]:
            _read = (written, timedelta(seconds=int(_file().read_text())))
    except (OSError, ValueError):
        return timedelta(0)
    return min(_read[1], FARTHEST)


def wind(by: timedelta) -> None:
    """Put the example's clock forward, never back, by at most FARTHEST in all. Does nothing outside the example."""
    if not settings.EXAMPLE:
        return
    seconds = int(min(wound_by() + max(by, timedelta(0)), FARTHEST).total_seconds())
    draft = _file().with_suffix(".new")
    draft.write_text(str(seconds))
    draft.replace(_file())


def unwind() -> None:
    """The example's clock shows the real time again."""
    if settings.EXAMPLE:
        with contextlib.suppress(FileNotFoundError):
            _file().unlink()


def _file() -> Path:
    return Path(settings.HOME) / "clock-put-forward"
