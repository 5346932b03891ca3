"""Our own Asterisk: installed, configured, started and stopped; never the machine's service."""

import contextlib
import os
import pwd
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from yesline.calls.ports import TrunkLine as Trunk
from yesline.running import asterisk_config as config
from yesline.running import asterisk_install, asterisk_sockets, children
from yesline.running.asterisk_config import DEMO, Ports
from yesline.running.console import SURROUNDINGS, Console
from yesline.running.home import Home
from yesline.running.switch_door import Door
from yesline.running.trouble import CannotStart

__all__ = ["DEMO", "Asterisk", "Ports", "Trunk", "install"]

install = asterisk_install.install
_FOLDERS = ("etc", "lib", "log", "keys/keys", "run", "spool", "spool/monitor", "spool/recording", "spool/tmp")


class Asterisk:
    """One Asterisk whose whole state lies in `home/asterisk`.

    Started by root it runs as an unprivileged user. It listens on loopback; only sound (RTP) uses the host's
    own addresses, or `media_address` instead.
    """

    def __init__(
        self,
        home: Path | Home,
        parts: Path | None = None,
        *,
        ports: Ports | None = None,
        trunks: Sequence[Trunk] = (DEMO,),
        media_address: str | None = None,
    ) -> None:
        self.home = home if isinstance(home, Home) else Home(root=home, parts=parts or home / "parts")
        self.folder = self.home.asterisk
        self.prefix = self.home.parts / "asterisk"
        self.ports = ports or Ports()
        self.trunks = trunks
        self.media_address = media_address
        self.process: subprocess.Popen[bytes] | None = None
        self._user = _unprivileged_user()

    def __enter__(self) -> Self:
        self.prepare()
        self.start()
        self.wait_ready()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def ari_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.http}"

    @property
    def ari_password(self) -> str:
        return self.home.secret("ari-password")

    @property
    def monitor(self) -> Path:
        """Where raw recordings appear, each named after the caller's channel."""
        return self.folder / "spool" / "monitor"

    @property
    def sound_trouble(self) -> str:
        """Why browsers would hear nothing, and the mend; empty where there is no such trouble."""
        if config.own_addresses():
            return ""
        return (
            "This machine has no network address but loopback, and a browser's sound needs one: desk phones can "
            "talk, browsers can't.\nAny address will do, also one that leads nowhere: "
            "`ip address add 10.255.255.1/32 dev lo`, then start again."
        )

    def prepare(self) -> None:
        """Write the configuration. The on-duty list and the rescue log of an earlier run stay."""
        self.home.prepare()
        self.folder.chmod(0o711)
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        config.write(
            self.folder,
            self.prefix,
            ports=self.ports,
            trunks=self.trunks,
            ari_password=self.ari_password,
            media_address=self.media_address,
        )
        self._keep_to_ourselves()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in the foreground, as a child of ours that ends when we die. It is not ready yet."""
        log = self.folder / "log" / "asterisk.log"
        words: list[str | Path] = [self.prefix / "bin" / "asterisk", "-f", "-C", self.folder / "etc" / "asterisk.conf"]
        with _many_files():
            process = self.process = children.spawn(words, environment=SURROUNDINGS, log=log, as_user=self._user)
        ours = {self.ports.sip, *range(self.ports.rtp_first, self.ports.rtp_last + 1)}
        asterisk_sockets.turn_inwards_when(process, self.answers, but=ours)
        return process

    def wait_ready(self, timeout: float = 30) -> None:
        """Wait until ARI answers; at most `timeout` seconds."""
        until = time.monotonic() + timeout
        while not self.answers():
            if self.process is not None and self.process.poll() is not None:
                raise CannotStart(f"Asterisk ended at once (exit {self.process.returncode}).\n{self._last_words()}")
            if time.monotonic() > until:
                raise CannotStart(f"Asterisk did not become ready within {timeout:.0f} s.\n{self._last_words()}")
            time.sleep(0.05)

    def stop(self, timeout: float = 5) -> None:
        """Stop it and with it every conversation; after `timeout` seconds by force."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        self.process = None

    def console(self, command: str) -> str:
        """What Asterisk's own console answers to a command."""
        return Console(program=self.prefix / "bin" / "asterisk", folder=self.folder).say(command)

    def answers(self) -> bool:
        return Door(url=self.ari_url, password=self.ari_password).answers()

    def _keep_to_ourselves(self) -> None:
        """Secrets are in the configuration: only we and Asterisk's user may read it."""
        if self._user:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, self._user.pw_uid, self._user.pw_gid, follow_symlinks=False)
        for name in ("etc", "keys", "lib", "spool"):
            (self.folder / name).chmod(0o700)

    def _last_words(self) -> str:
        log = self.folder / "log" / "asterisk.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return "\n".join(lines[-5:]) + f"\nMore is in {log.parent}."


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom Asterisk runs as when we are root: the same somebody as PostgreSQL."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


@contextlib.contextmanager
def _many_files() -> Iterator[None]:
    """A child started here may open as many files as the machine allows: a call needs about ten."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
