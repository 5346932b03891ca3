"""What runs on a home, written down by its supervisor for a second start, the doctor and the check."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from yesline.running.home import Home


@dataclass(frozen=True, kw_only=True)
class State:
    """A running Yesline: its supervisor's process id, where it is reached, and its parts' process ids."""

    pid: int
    origin: str
    sip: str | None = None
    ari: str | None = None
    number: str | None = None
    ready: bool = False
    parts: dict[str, int] = field(default_factory=dict)


@contextlib.contextmanager
def held(home: Home) -> Iterator[bool]:
    """Hold the home for one supervisor. Gives False if another one has it."""
    with (home.root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            _path(home).unlink(missing_ok=True)


def write(home: Home, state: State) -> None:
    draft = _path(home).with_suffix(".draft")
    draft.write_text(json.dumps(asdict(state), indent=1) + "\n")
    draft.replace(_path(home))


def read(home: Home) -> State | None:
    """What runs on this home; None if nothing does, even if a killed supervisor left its note."""
    state = _read(home)
    return state if state and _is_supervisor(state.pid) else None


def left_behind(home: Home) -> State | None:
    """What a supervisor that was killed has written down. Its parts may still live."""
    state = _read(home)
    return None if state is None or _is_supervisor(state.pid) else state


def _read(home: Home) -> State | None:
    try:
        return State(**json.loads(_path(home).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _path(home: Home) -> Path:
    return home.root / "running.json"


def _is_supervisor(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"yesline.running" in words or pid == os.getpid()
