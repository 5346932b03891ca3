"""What a supervisor that was killed has left: its parts are told to end by the kernel, and hung ones don't hear it."""

import contextlib
import os
import signal
import time
from pathlib import Path

from yesline.running import children, descendants, state
from yesline.running.home import Home
from yesline.running.terminal import Terminal

_PATIENCE = 10.0  # seconds; PostgreSQL writes everything down, Asterisk says goodbye to every phone


def end(home: Home, terminal: Terminal) -> None:
    """Wait until nothing of an earlier start runs on this home, and end what does not end by itself.

    Their ports and files are ours then: a phone finds us where it found us before.
    """
    left = _of(home)
    if not left:
        return
    terminal.warn("An earlier start was killed; what it left is ended first.")
    until = time.monotonic() + _PATIENCE
    while any(children.is_alive(pid) for pid in left) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    # PostgreSQL takes the number of a dead process that nobody has fetched yet for another server on its files.
    while any(_is_there(pid) for pid in left) and time.monotonic() < until + _PATIENCE:
        time.sleep(0.05)


def _is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _of(home: Home) -> list[int]:
    """Parts written down by a supervisor that is no more, and what they started. A number may be another's by now."""
    before = state.left_behind(home)
    if before is None:
        return []
    ours = set(descendants.mentioning(str(home.root)))
    parts = [pid for pid in before.parts.values() if pid in ours and children.is_alive(pid)]
    return [one for pid in parts for one in (pid, *descendants.of(pid))]
