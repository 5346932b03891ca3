"""A real telephone for demonstrations, tests and the check: baresip at an address of this machine."""

import atexit
import shutil
import socket
import tempfile
import time
from pathlib import Path
from typing import Self

from yesline.example.baresip import Baresip, Event, PhoneTrouble

__all__ = ["Event", "PhoneTrouble", "SipPhone"]

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
call_max_calls {lines}
statmode_default off
"""


class SipPhone:
    """One telephone at an address of this machine. It plays one WAV and writes what it hears into another.

    `server` is the registrar and proxy, HOST:PORT. With a `password` it registers; without one it is a plain
    caller, such as a trunk. `answers` is "manual" or "auto"; a phone that answers by itself tells of no incoming
    call. When its WAV is played to the end it hangs up. Events are kept in `events` in order.
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
        port: int | None = None,
        lines: int = 4,
    ) -> None:
        self.prefix = prefix
        self._lines = lines  # calls at once; one more hears "busy"
        self.user = user
        self.server = server
        self.address = address
        self.patience = patience  # seconds to register
        self.port = port or _free_port(address, socket.SOCK_DGRAM)
        self._registers = password is not None
        self._folder = Path(tempfile.mkdtemp(prefix="yesline-phone-"))
        self._control = _free_port("127.0.0.1", socket.SOCK_STREAM)
        self._baresip: Baresip | None = None
        self.hears = hears or self._folder / "heard.wav"
        self._write_configuration(plays)
        self._write_account(name, password, answers)
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)  # what was heard is read after the call

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the process; a registering phone is registered on return."""
        self._baresip = Baresip(self.prefix / "bin" / "baresip", self._folder, port=self._control)
        atexit.register(self.stop)  # a test that fails must leave nothing running
        try:
            self._baresip.connect()
            if self._registers:
                self._wait_registered()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Hang up what there is and end the process."""
        atexit.unregister(self.stop)
        if self._baresip:
            self._baresip.stop()

    def die(self) -> None:
        """End without a word to anybody, as a telephone does whose power is cut."""
        self._running.die()

    @property
    def events(self) -> list[Event]:
        return self._running.events

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

    def press(self, key: str) -> None:
        """Press a key in the conversation (RFC 4733)."""
        self.ask("sndcode", key)

    def ask(self, command: str, particulars: str = "") -> None:
        """Have baresip do one of its own commands."""
        self._running.ask(command, particulars)

    def wait(self, *types: str, timeout: float = 20, since: int = 0) -> Event:
        """The first event of one of these types after the first `since` events; waits up to `timeout` seconds."""
        return self._running.wait(*types, timeout=timeout, since=since)

    def ended_because(self) -> str:
        """Why the last call ended, in the words of the phone; empty while none has."""
        closed = [event for event in self.events if event.type == "CALL_CLOSED"]
        return str(closed[-1].particulars.get("param", "")) if closed else ""

    def log(self) -> str:
        """What baresip wrote, with every SIP message."""
        return self._running.log()

    @property
    def _running(self) -> Baresip:
        if self._baresip is None:
            raise PhoneTrouble(f"The phone of {self.user} was not started.")
        return self._baresip

    def _write_configuration(self, plays: Path) -> None:
        configuration = _CONFIGURATION.format(
            modules=self.prefix / "root" / "usr" / "lib" / "baresip" / "modules",
            control=self._control,
            address=self.address,
            port=self.port,
            plays=plays,
            hears=self.hears,
            lines=self._lines,
        )
        (self._folder / "config").write_text(configuration)

    def _write_account(self, name: str, password: str | None, answers: str) -> None:
        home = self.server if self._registers else self.address
        account = f'"{name}" <sip:{self.user}@{home}>;answermode={answers};audio_codecs=PCMA/8000/1;ptime=20'
        account += f";auth_user={self.user};auth_pass={password};regint=60" if self._registers else ";regint=0"
        (self._folder / "accounts").write_text(account + "\n")

    def _wait_registered(self) -> None:
        """Read it from the log: the event comes before anybody can be connected to the control port."""
        until = time.monotonic() + self.patience
        while "binding" not in self.log():
            if time.monotonic() > until:
                raise PhoneTrouble(f"The phone of {self.user} could not register:\n{self.log()[-1500:]}")
            time.sleep(0.02)


def _free_port(address: str, kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as trying:
        trying.bind((address, 0))
        port: int = trying.getsockname()[1]
        return port
