"""The processes our parts started and left behind."""

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Collection, Iterator
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """From now on a process whose parent dies becomes our child, so that none is left behind unseen."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def bury(*, but: Collection[int]) -> None:
    """Collect adopted processes that ended. `but` are the ids someone else asks about."""
    for pid in own_children():
        if pid not in but:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def end_all(*, but: Collection[int] = (), patience: float = 3.0) -> None:
    """End our children and whoever they leave us, at first kindly, except `but`."""
    until = time.monotonic() + patience
    while left := [pid for pid in own_children() if pid not in but]:
        request = signal.SIGTERM if time.monotonic() < until else signal.SIGKILL
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, request)
        bury(but=but)
        time.sleep(0.05)


def end_at_once(pid: int) -> None:
    """Kill a process first, and then all it started, which may be stopped too and not see that it is gone."""
    for one in [pid, *of(pid)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def own_children() -> list[int]:
    """The ids of our living or unburied children."""
    return _children(os.getpid())


def of(pid: int) -> list[int]:
    """The ids of a process's children and of theirs, all the way down."""
    found = []
    for child in _children(pid):
        found += [child, *of(child)]
    return found


def mentioning(words: str) -> list[int]:
    """The ids of all processes we may look at whose command line or environment holds these words."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(words.encode() in (process / name).read_bytes() for name in ("cmdline", "environ")):
                found.append(int(process.name))
    return found


def working_in(folder: Path) -> list[int]:
    """The ids of all processes whose current folder this is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
    return found


def _children(pid: int) -> list[int]:
    try:
        lists = list(Path(f"/proc/{pid}/task").glob("*/children"))
    except FileNotFoundError:  # it has ended meanwhile
        return []
    if not lists:  # a kernel that keeps no such lists
        return [child for child, parent in _everybody() if parent == pid]
    found: list[int] = []
    for some in lists:
        with contextlib.suppress(OSError):
            found += [int(child) for child in some.read_text().split()]
    return found


def _everybody() -> Iterator[tuple[int, int]]:
    """Every process and its parent."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield int(status.parent.name), int(status.read_text().rpartition(")")[2].split()[1])
