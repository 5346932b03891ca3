"""Starting a process that never outlives us."""

import ctypes
import os
import pwd
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def spawn(
    argv: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    log: Path | None = None,
    as_user: pwd.struct_passwd | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    cwd: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Start a process whose stdout and stderr go to `log`, in a session of its own: Ctrl-C reaches only us.

    When we die by whatever cause, the kernel sends it `death_signal`. The kernel ties that to the thread that
    starts it, so a process started from any other thread than the main one goes without.
    """
    with (log or Path(os.devnull)).open("ab") as output:
        return subprocess.Popen(
            [str(word) for word in argv],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent(death_signal),  # noqa: PLW1509  it takes no lock and allocates nothing
            **_identity(as_user),
        )


def run(
    argv: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    as_user: pwd.struct_passwd | None = None,
    cwd: Path = Path("/"),
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its stdout and stderr come back together."""
    return subprocess.run(
        [str(word) for word in argv],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd,
        check=False,
        **_identity(as_user),
    )


def _identity(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child calls before it becomes another program, after the change of user, which would undo it."""
    if threading.current_thread() is not threading.main_thread():
        return None
    parent = os.getpid()

    def tie() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died before we were tied to it
            os.kill(os.getpid(), signal.SIGKILL)

    return tie


def is_alive(pid: int) -> bool:
    """Whether a process of that id runs; one that ended and waits to be collected does not."""
    return _state(pid) not in {"", "Z"}


def runs(pid: int) -> bool:
    """Whether it is alive and was not stopped by a signal."""
    return _state(pid) not in {"", "Z", "T", "t"}


def _state(pid: int) -> str:
    """The letter in /proc/PID/stat; empty if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
