"""A wish is a file in the home; what came of it is another. Pages write the one and read the other."""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error

from yesline.example import reset
from yesline.kernel import clock

log = logging.getLogger(__name__)
RESET, WIND = "reset", "wind"
DONE, BUSY = "done", "busy"
GOODBYE = 4.0  # seconds a wish waits for those on the line to hang up


def ask(wish: str, *, hours: int = 0) -> None:
    """Ask for everything to be put back, or for the clock to be put forward by some hours."""
    _answer().unlink(missing_ok=True)
    draft = _wish().with_suffix(".new")
    draft.write_text(f"{wish} {hours}")
    draft.replace(_wish())


def answer() -> str:
    """What came of it: DONE, BUSY (somebody is on the line), or "" while nothing has."""
    try:
        return _answer().read_text()
    except FileNotFoundError:
        return ""


def look() -> None:
    """Do what was asked for, if anything was."""
    try:
        wish, hours = _wish().read_text().split()
    except FileNotFoundError:
        return
    try:
        done = _did(wish, hours=int(hours))
    except Error as away:
        log.warning("The database doesn't answer, so “%s” waits: %s", wish, away)
        return
    if wish == RESET and not done and _asked_for() < GOODBYE:
        return  # the example's own callers are just hanging up
    _wish().unlink()
    _answer().write_text(DONE if done else BUSY)


def _did(wish: str, *, hours: int) -> bool:
    if wish == RESET:
        return reset.reset()
    if reset.somebody_is_on_the_line():
        return False  # a ring would be over at once, and a conversation would have lasted for hours
    clock.wind(timedelta(hours=hours))
    return True


def _asked_for() -> float:
    """For how many seconds the wish has been waiting."""
    return clock.on_the_wall().timestamp() - _wish().stat().st_mtime


def _wish() -> Path:
    return Path(settings.HOME) / "example-wish"


def _answer() -> Path:
    return Path(settings.HOME) / "example-answer"
