"""A real telephone for demonstrations, tests and the check: baresip, driven by its control port."""

import atexit
import ctypes
import itertools
import json
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

_CONFIGURATION = """\
module_path {modules}
module g711.so
module aufile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
net_interface {address}
sip_listen {address}:{port}
rtp_timeout 0
audio_source aufile,{plays}
audio_player aufile,{hears}
audio_alert aufile,/dev/null
audio_path /nowhere
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
audio_buffer 20-160
call_local_timeout 120
call_max_calls 4
statmode_default off
"""
# The kernel ends a phone together with the thread that started it. This one lives as long as we do, so a killed
# process leaves no phone behind, and none ends before it.
_STARTER = ThreadPoolExecutor(1, thread_name_prefix="phones")
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


class SipPhone:
    """One telephone at an address of this machine. It plays one WAV and writes what it hears into another.

    `server` is the registrar and proxy, HOST:PORT. With a `password` it registers; without one it is a plain
    caller, such as a trunk. `answers` is "manual" or "auto". Events are kept in `events` in order.
    """

    def __init__(
        self,
        prefix: Path,
        *,
        user: str,
        server: str,
        plays: Path,
        name: str = "",
        address: str = "127.0.0.2",
        password: str | None = None,
        answers: str = "manual",
        hears: Path | None = None,
        patience: float = 10.0,
    ) -> None:
        self.prefix = prefix
        self.user = user
        self.server = server
        self.address = address
        self.patience = patience  # seconds to register
        self.events: list[Event] = []
        self._folder = Path(tempfile.mkdtemp(prefix="yesline-phone-"))
        self.hears = hears or self._folder / "heard.wav"
        self._news = threading.Condition()
        self._tokens = itertools.count(1)
        self._answers: dict[str, bool] = {}
        self._control_port = _free_port("127.0.0.1", socket.SOCK_STREAM)
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._write(plays=plays, name=name, password=password, answers=answers)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the process and connect to its control port; a registering phone is registered on return."""
        with (self._folder / "log").open("wb") as log:
            words: list[str | Path] = [self.prefix / "bin" / "baresip", "-s", "-f", self._folder]
            self._process = _STARTER.submit(_start, words, log.fileno()).result()
        atexit.register(self.stop)  # a test that fails must leave nothing running
        try:
            self._connect()
            threading.Thread(target=self._read, name=f"phone {self.user}", daemon=True).start()
            if self._registers:
                self._wait_registered()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Hang up what there is, end the process by its id, and remove its folder."""
        atexit.unregister(self.stop)
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._socket:
            self._socket.close()
        if self.hears.parent != self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def die(self) -> None:
        """End without a word to anybody, as a telephone does whose power is cut."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def dial(self, number: str) -> None:
        """Ring a number at the server; a whole SIP address is dialled as it is."""
        self.ask("dial", number if number.startswith("sip:") else f"sip:{number}@{self.server}")

    def answer(self) -> None:
        self.ask("accept")

    def decline(self) -> None:
        """Refuse the incoming call: the caller's side sees 486."""
        self.ask("hangup")

    def hang_up(self) -> None:
        self.ask("hangup")

    def hold(self) -> None:
        self.ask("hold")

    def resume(self) -> None:
        self.ask("resume")

    def ask(self, command: str, particulars: str = "") -> None:
        """Have baresip do one of its own commands. One that comes too early is said again for a moment."""
        until = time.monotonic() + _TOO_EARLY_FOR
        while not self._say(command, particulars):
            if time.monotonic() > until:
                raise PhoneTrouble(f"The phone of {self.user} would not {command} {particulars}.\n{self.log()[-1500:]}")
            time.sleep(0.02)

    def _say(self, command: str, particulars: str) -> bool:
        if not self._socket:
            raise PhoneTrouble(f"The phone of {self.user} is not running.")
        token = str(next(self._tokens))
        message = json.dumps({"command": command, "params": particulars, "token": token}).encode()
        self._socket.sendall(b"%d:%s," % (len(message), message))
        with self._news:
            self._news.wait_for(lambda: token in self._answers, timeout=_ANSWERS_WITHIN)
            return self._answers.pop(token, False)

    def wait(self, *types: str, timeout: float = 10, since: int = 0) -> Event:
        """The first event of one of these types after the first `since` events; waits up to `timeout` seconds."""
        until = time.monotonic() + timeout
        with self._news:
            while True:
                for event in self.events[since:]:
                    if event.type in types:
                        return event
                if not self._news.wait(until - time.monotonic()) and time.monotonic() >= until:
                    happened = ", ".join(event.type for event in self.events) or "nothing"
                    raise PhoneTrouble(
                        f"The phone of {self.user} waited {timeout:.0f} s for {' or '.join(types)}; "
                        f"what happened: {happened}.\n{self.log()[-1500:]}"
                    )

    def ended_because(self) -> str:
        """Why the last call ended, in the words of the phone; empty while none has."""
        for event in reversed(self.events):
            if event.type == "CALL_CLOSED":
                return str(event.particulars.get("param", ""))
        return ""

    def log(self) -> str:
        """What baresip wrote."""
        return (self._folder / "log").read_text(errors="replace")

    def _write(self, *, plays: Path, name: str, password: str | None, answers: str) -> None:
        self._registers = password is not None
        configuration = _CONFIGURATION.format(
            modules=self.prefix / "root" / "usr" / "lib" / "baresip" / "modules",
            control=self._control_port,
            address=self.address,
            port=_free_port(self.address, socket.SOCK_DGRAM),
            plays=plays,
            hears=self.hears,
        )
        (self._folder / "config").write_text(configuration)
        home = self.server if self._registers else self.address
        account = f'"{name}" <sip:{self.user}@{home}>;answermode={answers};audio_codecs=PCMA/8000/1;ptime=20'
        account += f";auth_user={self.user};auth_pass={password};regint=60" if self._registers else ";regint=0"
        (self._folder / "accounts").write_text(account + "\n")

    def _connect(self) -> None:
        until = time.monotonic() + 10
        while self._socket is None:
            try:
                self._socket = socket.create_connection(("127.0.0.1", self._control_port), timeout=1)
            except OSError:
                if (self._process and self._process.poll() is not None) or time.monotonic() > until:
                    raise PhoneTrouble(f"The phone of {self.user} did not start:\n{self.log()}") from None
                time.sleep(0.02)
        self._socket.settimeout(None)

    def _wait_registered(self) -> None:
        """Read it from the log: the event comes before anybody can be connected to the control port."""
        until = time.monotonic() + self.patience
        while "binding" not in self.log():
            if time.monotonic() > until:
                raise PhoneTrouble(f"The phone of {self.user} could not register:\n{self.log()[-1500:]}")
            time.sleep(0.02)

    def _read(self) -> None:
        """Baresip's control port speaks netstrings: LENGTH:JSON, one after the other."""
        buffer = b""
        while self._socket:
            try:
                received = self._socket.recv(65536)
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


def _free_port(address: str, kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as trying:
        trying.bind((address, 0))
        port: int = trying.getsockname()[1]
        return port
