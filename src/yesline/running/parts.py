"""What the supervisor keeps alive: PostgreSQL, the telephone, and our own three processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Protocol

from yesline.kernel import pulse
from yesline.running import children
from yesline.running.asked import Asked
from yesline.running.home import CHECKOUT, Home
from yesline.running.postgres import Postgres
from yesline.running.trouble import CannotStart

_READY = b"ready"


class PostgresPart:
    """The embedded server. It lives as long as somebody new is let in and answered."""

    name = "PostgreSQL"
    may_be_silent_for = 10.0  # seconds

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.log = server.log
        self._asked = Asked(server.answers, name="is PostgreSQL there?")

    def start(self) -> subprocess.Popen[bytes]:
        self.server.start()
        if self.server.process is None:
            raise CannotStart(
                f"A PostgreSQL server already runs on {self.server.data}, and it is not ours to stop.\n"
                "Stop it, or choose another home with `bin/up --home DIR`."
            )
        self._asked.begin()
        return self.server.process

    def wait_ready(self) -> None:
        """It was ready when `start` returned."""

    def last_sign(self) -> float | None:
        return self._asked.answered_at

    def stop(self) -> None:
        self.server.stop()


class Telephone(Protocol):
    """What we need of our Asterisk."""

    def start(self) -> subprocess.Popen[bytes]: ...
    def wait_ready(self) -> None: ...
    def answers(self) -> bool: ...
    def stop(self) -> None: ...


class TelephonePart:
    """Asterisk. To end it ends every conversation; but one that answers nobody moves no sound either."""

    name = "Asterisk"
    may_be_silent_for = 10.0  # seconds

    def __init__(self, telephone: Telephone, home: Home) -> None:
        self._telephone = telephone
        self._asked = Asked(telephone.answers, name="is Asterisk there?")
        self.log = home.asterisk / "log" / "asterisk.log"

    def start(self) -> subprocess.Popen[bytes]:
        process = self._telephone.start()
        self._asked.begin()
        return process

    def wait_ready(self) -> None:
        self._telephone.wait_ready()

    def last_sign(self) -> float | None:
        return self._asked.answered_at

    def stop(self) -> None:
        self._telephone.stop()


class OwnPart:
    """One of our processes, `python -m <module>`. It says `ready` on a line of its own when it serves."""

    def __init__(
        self,
        name: str,
        module: str,
        *,
        environment: Mapping[str, str],
        home: Home,
        may_be_silent_for: float | None = None,
    ) -> None:
        self.name = name
        self.may_be_silent_for = may_be_silent_for
        self._pulse = home.log / f"{name}.pulse"
        self.log = home.log / f"{name}.log"
        self._module = module
        self._environment = {**environment, "YESLINE_PULSE": str(self._pulse)}
        self._process: subprocess.Popen[bytes] | None = None
        self._log_began_at = 0

    def start(self) -> subprocess.Popen[bytes]:
        self._log_began_at = self.log.stat().st_size if self.log.exists() else 0
        self._process = children.spawn(
            [sys.executable, "-m", self._module],
            environment=self._environment,
            log=self.log,
            death_signal=signal.SIGKILL,
            cwd=CHECKOUT,
        )
        return self._process

    def last_sign(self) -> float | None:
        return pulse.last(self._pulse)

    def wait_ready(self, *, patience: float = 60) -> None:
        until = time.monotonic() + patience
        while not self._has_said_ready():
            if self._process is None or self._process.poll() is not None:
                raise CannotStart(f"The {self.name} ended while it was starting. {self._last_words()}")
            if time.monotonic() > until:
                raise CannotStart(f"The {self.name} was not ready after {patience:.0f} s. {self._last_words()}")
            time.sleep(0.02)

    def stop(self, *, patience: float = 8) -> None:
        """Ask it to end; insist after `patience` seconds. What it started itself ends with it."""
        if self._process is None:
            return
        _signal_group(self._process, signal.SIGTERM)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            _signal_group(self._process, signal.SIGKILL)
            self._process.wait(patience)
        self._process = None

    def _has_said_ready(self) -> bool:
        return any(line.strip().lower() == _READY for line in self._said().splitlines())

    def _last_words(self) -> str:
        words = "\n".join(self._said().decode(errors="replace").splitlines()[-12:])
        return f"The end of {self.log} says:\n{words}"

    def _said(self) -> bytes:
        with self.log.open("rb") as log:
            log.seek(self._log_began_at)
            return log.read()


def _signal_group(process: subprocess.Popen[bytes], request: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, request)
