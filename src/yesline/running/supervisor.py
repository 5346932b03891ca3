"""Keeps the parts alive while we live, and takes them down in order when we go."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from yesline.running import descendants
from yesline.running.terminal import Terminal
from yesline.running.trouble import CannotStart

_GLANCE = 0.1  # seconds between two looks at the parts
_TO_START = 30.0  # seconds until the first sign of life is missed
_ASLEEP = 1.0  # seconds between two looks that mean the whole machine stood still
_LONGEST_PAUSE = 30.0
_STEADY = 60.0  # after so many seconds alive, earlier ends are forgotten
_LARGEST_LOG = 20_000_000  # bytes


class Part(Protocol):
    """Something that runs as one process."""

    name: str
    log: Path

    def start(self) -> subprocess.Popen[bytes]: ...
    def wait_ready(self) -> None: ...
    def stop(self) -> None: ...

    @property
    def may_be_silent_for(self) -> float | None: ...
    def last_sign(self) -> float | None: ...


@dataclass
class _Kept:
    part: Part
    process: subprocess.Popen[bytes]
    started_at: float
    ends_in_a_row: int = 0
    start_again_at: float | None = field(default=None)


class Supervisor:
    """Starts parts in the order given, starts again those that end, stops them in the opposite order."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._kept: list[_Kept] = []
        self._not_ours = descendants.own_children()
        self._glanced_at = self._awake_since = time.monotonic()
        descendants.adopt_orphans()

    def start(self, part: Part) -> None:
        """Start a part and wait until it serves. Raises `CannotStart` if it doesn't."""
        kept = _Kept(part, part.start(), time.monotonic())
        self._kept.append(kept)
        part.wait_ready()

    def processes(self) -> dict[str, int]:
        """The parts' process ids by name."""
        return {kept.part.name: kept.process.pid for kept in self._kept}

    def watch(self, *, when_restarted: Callable[[], None] = lambda: None) -> None:
        """Look after the parts until we are asked to stop, which is raised as `Asked`."""
        while True:
            time.sleep(_GLANCE)
            self._notice_sleep(now=time.monotonic())
            for kept in self._kept:
                if self._look_at(kept, now=time.monotonic()):
                    when_restarted()
            descendants.bury(but=[*self._not_ours, *(kept.process.pid for kept in self._kept)])

    def stop(self) -> None:
        """Stop everything that was started, the last first, whatever goes wrong with one of them."""
        for kept in reversed(self._kept):
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                kept.part.stop()
        self._kept.clear()
        descendants.end_all(but=self._not_ours)

    def _look_at(self, kept: _Kept, *, now: float) -> bool:
        """Whether the part was started again."""
        if kept.start_again_at is None and kept.process.poll() is None:
            keep_small(kept.part.log)
            self._end_if_stalled(kept, now=now)
        elif kept.start_again_at is None:
            self._plan_restart(kept, now=now)
        if kept.start_again_at is None or now < kept.start_again_at:
            return False
        return self._start_again(kept, now=now)

    def _notice_sleep(self, *, now: float) -> None:
        """If we were not awake ourselves, nor was anybody else: their signs of life get time to come."""
        if now - self._glanced_at > _ASLEEP:
            self._awake_since = now
        self._glanced_at = now

    def _end_if_stalled(self, kept: _Kept, *, now: float) -> None:
        """A part that hangs is ended; then it is one that ended by itself."""
        limit = kept.part.may_be_silent_for
        if limit is None:
            return
        sign = kept.part.last_sign()
        if sign is None or sign < kept.started_at:  # that was its predecessor
            sign = kept.started_at + _TO_START
        silent_for = now - max(sign, self._awake_since)
        if silent_for > limit:
            self._terminal.warn(f"{kept.part.name} has shown no sign of life for {silent_for:.0f} s; it is ended.")
            descendants.end_at_once(kept.process.pid)  # those of a hung server would hold its memory
            kept.process.wait()

    def _plan_restart(self, kept: _Kept, *, now: float) -> None:
        kept.ends_in_a_row = 1 if now - kept.started_at > _STEADY else kept.ends_in_a_row + 1
        kept.start_again_at = now + pause_before(kept.ends_in_a_row)
        how = ending(kept.process.returncode)
        self._terminal.warn(f"{kept.part.name} ended by itself ({how}); starting it again. Its log: {kept.part.log}")

    def _start_again(self, kept: _Kept, *, now: float) -> bool:
        try:
            kept.process = kept.part.start()
        except (CannotStart, OSError) as reason:
            kept.ends_in_a_row += 1
            kept.start_again_at = now + pause_before(kept.ends_in_a_row)
            self._terminal.refuse(f"{kept.part.name} does not start again: {reason}")
            return False
        kept.started_at, kept.start_again_at = now, None
        return True


def pause_before(ends_in_a_row: int) -> float:
    """Seconds before the next start: at once the first time, then longer and longer."""
    return min(_LONGEST_PAUSE, 0.5 * 2 ** (ends_in_a_row - 2)) if ends_in_a_row > 1 else 0.0


def ending(code: int) -> str:
    """How a process ended, in words."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


def keep_small(log: Path) -> None:
    """Move a log that grew large aside. Its writers append, so it may be emptied under them."""
    with contextlib.suppress(OSError):  # it is not there yet, or the disk is full
        if log.stat().st_size > _LARGEST_LOG:
            log.with_suffix(".old.log").write_bytes(log.read_bytes())
            os.truncate(log, 0)
