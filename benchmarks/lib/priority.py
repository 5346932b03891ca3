"""Going before the neighbours of a shared machine, all that is measured alike."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lib import processes
from benchmarks.lib.trouble import CannotMeasure

_EVERY = 1.5  # seconds


@contextlib.contextmanager
def of(nice: int) -> Iterator[None]:
    """While the block runs, every process below this one has that nice value, peers and load as well.

    Linux groups processes by session, and a nice value counts within its group only: the groups get it too.
    """
    if nice == 0:
        yield
        return
    over = threading.Event()
    try:
        os.setpriority(os.PRIO_PROCESS, 0, nice)
    except PermissionError as refused:
        raise CannotMeasure(f"A nice value of {nice} is for root only.") from refused
    watching = threading.Thread(target=_watch, args=(nice, over), daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _watch(nice: int, over: threading.Event) -> None:
    known: set[int] = set()
    while not over.wait(_EVERY):
        for process in processes.below(os.getpid()):
            if process.pid not in known:
                known.add(process.pid)
                with contextlib.suppress(OSError):
                    Path(f"/proc/{process.pid}/autogroup").write_text(str(nice))
