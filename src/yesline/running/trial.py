"""A Yesline of its own in a fresh place, started by the same command people use, for checks."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

import psycopg

from yesline.running import children, descendants, home, roles, state
from yesline.running.home import CHECKOUT, Home
from yesline.running.postgres import Postgres
from yesline.running.state import State
from yesline.running.trouble import CannotStart
from yesline.running.visitor import until

_FIRST_PORT = "8440"  # or the next that is free


class Trial:
    """Started on entry, stopped on exit; `left` then says what is still there, and should be empty."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="yesline-check-"))
        self.folder.chmod(0o711)
        self.home: Home = home.from_environment(root=self.folder / "home")
        self.left: list[str] = []
        self._log = self.folder / "up.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._begin()
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def state(self) -> State:
        """Where it is reached and its processes, as of now."""
        now = state.read(self.home)
        if now is None:
            raise CannotStart(f"It ended by itself. The end of what it said:\n{self.said()}")
        return now

    def said(self) -> str:
        """The last lines it printed."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])

    def stop(self) -> None:
        """Ask it to stop, look at what is left, and remove its folder."""
        if self._process is None:
            return
        processes = [self._process.pid, *descendants.of(self._process.pid)]
        for request in (signal.SIGTERM, signal.SIGCONT):  # it may have been stopped
            self._process.send_signal(request)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self.left.append("the supervisor, which did not end within 60 s")
            self._process.kill()
            self._process.wait()
        processes += descendants.mentioning(str(self.folder))  # ports need no look: they go with their processes
        self.left += [f"process {pid}" for pid in processes if children.is_alive(pid)]
        self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin_again(self) -> None:
        """After its supervisor was killed: what a service manager would do. It is not ready yet."""
        if self._process:
            self._process.wait()
        self._begin()

    def wait_ready(self) -> None:
        """Wait until everything runs."""
        until(self._is_ready, what="everything to be started", timeout=300)

    def as_owner(self) -> psycopg.Connection:
        """A connection to the database as the tables' owner."""
        return psycopg.connect(Postgres(self.home).url(roles.OWNER))

    def count(self, query: str) -> int:
        """What the database counts, asked as the tables' owner."""
        with self.as_owner() as connection:
            (number,) = connection.execute(query).fetchone() or (0,)
        return int(number)

    def _begin(self) -> None:
        words = ["-m", "yesline.running", "up", "--home", str(self.home.root), "--port", _FIRST_PORT]
        environment = {name: word for name, word in os.environ.items() if name != "DATABASE_URL"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *words],
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=children.die_with_parent(signal.SIGTERM),  # noqa: PLW1509  as in `children`
            )

    def _is_ready(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise CannotStart(f"It did not start:\n{self.said()}")
        now = state.read(self.home)
        return bool(now and now.ready)
