"""Room on the disk is kept for PostgreSQL: recordings are refused in time, and calls go on without them."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger("yesline.watchdog")
NOTE = "no-room"  # a file in Asterisk's spool; while it is there the dialplan records nobody
_MB = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Free bytes below which we speak up, refuse new recordings, end those that run; they begin again at `speak_up`."""

    speak_up: int = 2000 * _MB
    refuse: int = 400 * _MB
    end: int = 200 * _MB


class RoomGuard:
    """Looks at the disk where recordings are taken down. `end_running` ends those that run."""

    def __init__(self, spool: Path, *, end_running: Callable[[], None], bounds: Bounds | None = None) -> None:
        self._spool = spool
        self._note = spool / NOTE
        self._end_running = end_running
        self._bounds = bounds or Bounds()
        self._spoken = False

    def look(self) -> None:
        """To be done every few seconds. Says what changed, and only then."""
        free = shutil.disk_usage(self._spool / "monitor").free
        if free >= self._bounds.speak_up:
            self._there_is_room()
            return
        if not self._spoken:
            self._spoken = True
            log.warning("Only %s MB are free on the disk of recordings.", free // _MB)
        if free < self._bounds.refuse and not self._note.exists():
            self._note.touch()
            log.error("Only %s MB are left: calls go on, and are not recorded any more.", free // _MB)
        if free < self._bounds.end:
            self._end_running()

    def _there_is_room(self) -> None:
        self._spoken = False
        if self._note.exists():
            self._note.unlink()
            log.warning("There is room again: calls are recorded.")
