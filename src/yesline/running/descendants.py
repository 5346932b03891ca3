"""The processes our parts started and left behind."""

import contextlib
import ctypes
import os
import signal
import threading
import time
from collections.abc import Collection
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


def own_children() -> list[int]:
    """The ids of the main thread's living or unburied children."""
    main = threading.main_thread().native_id
    try:
        return [int(pid) for pid in Path(f"/proc/self/task/{main}/children").read_text().split()]
    except OSError:  # a kernel without this list
        return []
