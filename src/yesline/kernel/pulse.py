"""A sign of life: the time on this machine's steady clock, written into a small file again and again.

Whoever started the process reads it. One that hangs is worse than one that died: nobody takes its place.
"""

import os
import time
from pathlib import Path

EVERY = 0.5  # seconds between two signs
_WIDTH = 20


class Pulse:
    """The signs of this process. Without a file they go nowhere."""

    def __init__(self, file: Path | None) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600) if file else None

    def beat(self) -> None:
        """One sign. It is written in place, so that it needs no room on a full disk."""
        if self._file is not None:
            os.pwrite(self._file, f"{time.monotonic_ns():>{_WIDTH}}".encode(), 0)


def last(file: Path) -> float | None:
    """When the last sign was given, in seconds of `time.monotonic`; None if there was none."""
    try:
        return int(file.read_text()) / 1e9
    except (FileNotFoundError, ValueError):
        return None
