"""Closes two doors of Asterisk that no setting closes.

Its SIP library opens a UDP socket of each kind on every address to look names up with, which Asterisk itself then
does otherwise. Whatever anybody sends there is parsed before it is asked who sent it. Connected to a port of
loopback where nobody is, such a socket hears nothing from anywhere else.
"""

import contextlib
import ctypes
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

_PIDFD_GETFD = 438  # the same number on every architecture; Linux 5.6
_NOBODY = {
    socket.AF_INET: [("127.0.0.1", 9)],
    socket.AF_INET6: [("::1", 9), ("::ffff:127.0.0.1", 9)],  # some containers have no IPv6 loopback
}
_EVERYWHERE = {"udp": "0" * 8, "udp6": "0" * 32}
_GLANCE = 0.1  # seconds between two looks whether it is ready
_SYSCALL = ctypes.CDLL(None, use_errno=True).syscall


def turn_inwards_when(process: subprocess.Popen[bytes], ready: Callable[[], bool], *, but: Container[int]) -> None:
    """Do it in a thread as soon as it is ready; when it ends before, there is nothing to do."""

    def wait() -> None:
        with contextlib.suppress(OSError):  # it ended meanwhile
            while process.poll() is None and not ready():
                time.sleep(_GLANCE)
            turn_inwards(process.pid, but=but)

    threading.Thread(target=wait, name="asterisk's sockets", daemon=True).start()


def turn_inwards(pid: int, *, but: Container[int]) -> list[int]:
    """Connect the process's UDP sockets that hear every address to loopback, but for those on these ports.

    The sound of a call comes in by such a socket too: a caller who is there already must be heard.
    Returns the ports of those that stay as they are, because the kernel does not let us (in some containers).
    """
    return [port for descriptor, port in _open_to_all(pid) if port not in but and not _turned(pid, descriptor)]


def said_of(pid: int, folder: Path, *, sip: int) -> tuple[str, str]:
    """What the doctor says of that Asterisk, whose state lies in `folder`, and the mend, empty if there is no need."""
    settings = (folder / "etc" / "rtp.conf").read_text()
    first, last = (int(re.findall(rf"^{name} *= *(\d+)", settings, re.MULTILINE)[0]) for name in ("rtpstart", "rtpend"))
    return in_words(still_open(pid, but={sip, *range(first, last + 1)}))


def in_words(open_to_all: Iterable[int]) -> tuple[str, str]:
    """Of ports that should hear nobody."""
    heard = ", ".join(map(str, open_to_all))
    if not heard:
        return "the switch hears other machines on no port but its own", ""
    return (
        f"the switch hears everybody on UDP {heard} too: this system does not let us turn that off",
        "Start the container with --cap-add SYS_PTRACE, or keep these ports closed before this machine",
    )


def still_open(pid: int, *, but: Container[int]) -> list[int]:
    """The UDP ports at which that process hears every address, but for those."""
    return sorted({port for _, port in _open_to_all(pid) if port not in but})


def _open_to_all(pid: int) -> Iterator[tuple[int, int]]:
    """Descriptors in that process, with their ports."""
    ports = dict(_unconnected(pid))
    for link in Path(f"/proc/{pid}/fd").iterdir():
        found = re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink()))
        if found and found[1] in ports:
            yield int(link.name), ports[found[1]]


def _unconnected(pid: int) -> Iterator[tuple[str, int]]:
    """Inodes of UDP sockets of this network that hear every address, with their ports."""
    for table, everywhere in _EVERYWHERE.items():
        path = Path(f"/proc/{pid}/net/{table}")
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            words = line.split()
            address, port = words[1].split(":")
            if address == everywhere and words[2].startswith(everywhere):
                yield words[9], int(port, 16)


def _turned(pid: int, descriptor: int) -> bool:
    process = os.pidfd_open(pid)
    try:
        copy = _SYSCALL(_PIDFD_GETFD, process, descriptor, 0)
    finally:
        os.close(process)
    if copy < 0:
        return False
    with socket.socket(fileno=copy) as same:
        return any(same.connect_ex(nobody) == 0 for nobody in _NOBODY[same.family])
