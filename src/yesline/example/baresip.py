"""One baresip process and the control port by which it is driven: commands go in, events come out."""

import ctypes
import itertools
import json
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The kernel ends a phone together with the thread that started it. This one lives as long as we do, so a killed
# process leaves no phone behind, and none ends before it.
_STARTER = ThreadPoolExecutor(1, thread_name_prefix="phones")
_STARTS_WITHIN = 10.0  # seconds
_TOO_EARLY_FOR = 3.0  # seconds
_ANSWERS_WITHIN = 5.0  # seconds
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class PhoneTrouble(Exception):
    """The telephone did not do what was asked; the message says what, and what happened instead."""


@dataclass(frozen=True)
class Event:
    """Something baresip told: a type such as CALL_ESTABLISHED, and its particulars."""

    type: str
    particulars: dict[str, Any]
    at: float  # time.monotonic()


class Baresip:
    """A process whose configuration lies in `folder`; its control port is `port` on loopback."""

    def __init__(self, program: Path, folder: Path, *, port: int) -> None:
        self.events: list[Event] = []
        self._port = port
        self._log = folder / "log"
        self._news = threading.Condition()
        self._tokens = itertools.count(1)
        self._answers: dict[str, bool] = {}
        with self._log.open("wb") as log:
            words: list[str | Path] = [program, "-s", "-f", folder]
            self._process = _STARTER.submit(_start, words, log.fileno()).result()
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the control port as soon as it is there."""
        until = time.monotonic() + _STARTS_WITHIN
        while self._socket is None:
            try:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=1)
            except OSError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise PhoneTrouble(f"The phone did not start:\n{self.log()}") from None
                time.sleep(0.02)
        self._socket.settimeout(None)
        threading.Thread(target=self._read, args=(self._socket,), daemon=True).start()

    def stop(self) -> None:
        """End the process by its id."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self.die()
        if self._socket:
            self._socket.close()

    def die(self) -> None:
        """End it without a word to anybody."""
        self._process.kill()
        self._process.wait()

    def ask(self, command: str, particulars: str = "") -> None:
        """Have it do one of its own commands. One that comes too early is said again for a moment."""
        until = time.monotonic() + _TOO_EARLY_FOR
        while not self._say(command, particulars):
            if time.monotonic() > until:
                raise PhoneTrouble(f"The phone would not {command} {particulars}.\n{self.log()[-1500:]}")
            time.sleep(0.02)

    def wait(self, *types: str, timeout: float, since: int) -> Event:
        """The first event of one of these types after the first `since` events; at most `timeout` seconds."""
        with self._news:
            found = self._news.wait_for(lambda: self._first(types, since), timeout)
        if found is None:
            happened = ", ".join(event.type for event in self.events) or "nothing"
            wanted = " or ".join(types)
            hangs = "" if self._obeys() else " It does no more what it is asked."
            raise PhoneTrouble(
                f"The phone waited {timeout:.0f} s for {wanted}; what happened: {happened}.{hangs}\n"
                f"{self.log()[-1500:]}"
            )
        return found

    def log(self) -> str:
        """What it wrote, with every SIP message."""
        return self._log.read_text(errors="replace")

    def _first(self, types: Sequence[str], since: int) -> Event | None:
        return next((event for event in self.events[since:] if event.type in types), None)

    def _obeys(self) -> bool:
        try:
            return self._say("listcalls", "")
        except OSError:  # it has ended
            return False

    def _say(self, command: str, particulars: str) -> bool:
        if not self._socket:
            raise PhoneTrouble("The phone is not running.")
        token = str(next(self._tokens))
        message = json.dumps({"command": command, "params": particulars, "token": token}).encode()
        self._socket.sendall(b"%d:%s," % (len(message), message))
        with self._news:
            self._news.wait_for(lambda: token in self._answers, timeout=_ANSWERS_WITHIN)
            return self._answers.pop(token, False)

    def _read(self, control: socket.socket) -> None:
        """The control port speaks netstrings: LENGTH:JSON, one after the other."""
        buffer = b""
        while True:
            try:
                received = control.recv(65536)
            except OSError:
                return
            if not received:
                return
            buffer += received
            while (colon := buffer.find(b":")) > 0 and len(buffer) >= colon + 2 + int(buffer[:colon]):
                end = colon + 1 + int(buffer[:colon])
                self._take(json.loads(buffer[colon + 1 : end]))
                buffer = buffer[end + 1 :]

    def _take(self, message: dict[str, Any]) -> None:
        with self._news:
            if message.get("response"):
                self._answers[message["token"]] = bool(message["ok"])
            else:
                self.events.append(Event(message["type"], message, time.monotonic()))
            self._news.notify_all()


def _start(words: Sequence[str | Path], log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd="/",
        start_new_session=True,
        preexec_fn=_end_with_us,  # noqa: PLW1509  it takes no lock and allocates nothing
    )


def _end_with_us() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
