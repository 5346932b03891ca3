"""Our own PostgreSQL: made, started and stopped in the home, never by root, reachable by its socket only.

with Postgres(home, parts) as server:
    psycopg.connect(server.url("yesline_web"))
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg

from yesline.running import binaries, children, descendants, roles, unprivileged
from yesline.running.home import Home
from yesline.running.trouble import CannotStart

PORT = 5432  # only names the socket: nothing listens on the network
_LONGEST_SOCKET_PATH = 107
_LEFTOVERS_END = 5.0  # seconds a killed process of a server may take to be gone
_SURROUNDINGS = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}  # with LC_CTYPE=C pg_trgm is blind to Cyrillic
_SETTINGS = ("listen_addresses=", "max_connections=200", "timezone=UTC", "log_timezone=UTC", "jit=off")
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """One cluster in `home/postgres`, with the database `yesline` and its three roles.

    `throwaway` is for tests: nothing is forced to disk, and the owner may create databases.
    `start` on a cluster that another process of ours runs only attaches; `stop` then leaves it alone.
    """

    def __init__(self, home: Path | Home, parts: Path | None = None, *, throwaway: bool = False) -> None:
        self.home = home if isinstance(home, Home) else Home(root=home, parts=parts or home / "parts")
        self.throwaway = throwaway
        self.data = self.home.postgres / "data"
        self.log = self.home.log / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._user = unprivileged.user()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, role: str, database: str = "yesline") -> str:
        """A URL for psycopg and Django, with the role's password in it. Roles: see `roles`."""
        password = self.home.secret(f"database-{role}")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_folder))}&port={PORT}"

    @property
    def socket_folder(self) -> Path:
        """Inside the home, or in a short private place if the path would be too long for a socket."""
        inside = self.home.postgres / "run"
        if len(str(inside / f".s.PGSQL.{PORT}.lock")) <= _LONGEST_SOCKET_PATH:
            return inside
        mark = hashlib.sha256(str(inside).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"yesline-{os.getuid()}-{mark}"

    def start(self, *, patience: float = 600) -> None:
        """Start it, or attach to it; then see to the database and its roles.

        `patience` is how many seconds a recovery after a crash may take.
        """
        self.home.prepare()
        with _one_at_a_time(self.home.postgres / "lock"):
            if not self.is_running():
                programs = self._programs()
                unprivileged.own(self.socket_folder, self._user, mode=0o755)
                if not self.data.exists():
                    self._initialise(programs)
                unprivileged.own(self.data, self._user, mode=0o700)
                self._launch(programs, patience)
            self._provide_roles()

    def _provide_roles(self) -> None:
        try:
            roles.provide(self.url, may_create_databases=self.throwaway)
        except psycopg.Error as reason:
            raise CannotStart(f"PostgreSQL runs, but refuses what we need of it: {reason}") from reason

    def stop(self) -> None:
        """Stop what `start` started: clients are disconnected, everything is written down."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(120)
        if self.process and not self.socket_folder.is_relative_to(self.home.root):
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        self.process = None

    def is_running(self) -> bool:
        """Whether a living postmaster owns the data. A pid file alone proves nothing: it outlives a kill."""
        pid = self._pid_file()[:1]
        if not pid or not children.is_alive(int(pid[0])):
            return False
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid[0]}/cwd").resolve() == self.data.resolve() and self._says_ready()
        return False

    def answers(self) -> bool:
        """Whether it lets somebody in and answers, be it with a refusal: then it lives."""
        try:
            with psycopg.connect(self.url(roles.WEB), connect_timeout=5, autocommit=True) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error as error:
            return "FATAL" in str(error)
        return True

    def _programs(self) -> binaries.Binaries:
        data_major = _major_of_data(self.data)
        return binaries.choose(self.home.parts, data_major=data_major, must_be_copied=self._user is not None)

    def _initialise(self, programs: binaries.Binaries) -> None:
        """Make the data folder, under another name first: one cut short is never taken for a whole one."""
        draft = self.data.with_name("data.unfinished")
        shutil.rmtree(draft, ignore_errors=True)
        unprivileged.own(draft, self._user, mode=0o700)
        with self._password_file() as password_file:
            argv: list[str | Path] = [
                programs.folder / "initdb",
                "-D",
                draft,
                "-U",
                roles.SUPERUSER,
                "-E",
                "UTF8",
            ]
            argv += ["--auth=scram-sha-256", f"--pwfile={password_file}", "--data-checksums"]
            argv += ["--no-sync"] if self.throwaway else []
            said = children.run(argv, environment=_SURROUNDINGS, as_user=self._user)
        if said.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise CannotStart(f"PostgreSQL could not make its data folder {self.data}:\n{said.stdout.strip()}")
        draft.rename(self.data)

    @contextlib.contextmanager
    def _password_file(self) -> Iterator[Path]:
        path = self.home.postgres / "password"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        try:
            path.write_text(self.home.secret(f"database-{roles.SUPERUSER}"))
            if self._user:
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
            yield path
        finally:
            path.unlink()

    def _launch(self, programs: binaries.Binaries, patience: float) -> None:
        """Try for half a minute: processes of a killed server may hold its shared memory for a moment."""
        until = time.monotonic() + 30
        self._end_leftovers()
        while not self._launched(programs, patience):
            if time.monotonic() > until:
                raise CannotStart(f"PostgreSQL does not start. The end of {self.log} says:\n{self._last_words()}")
            time.sleep(0.5)

    def _end_leftovers(self) -> None:
        """Processes of a dead or stopped server, if they were stopped too, would hold its memory for ever.

        A dead server that nobody collects, as in a container whose first process is no init, would keep its number
        and be taken for a running one: its locks go once nobody works on the data any more.
        """
        postmaster = int((self._pid_file() or ["0"])[0])
        if children.runs(postmaster):
            return
        until = time.monotonic() + _LEFTOVERS_END
        while self._is_in_use(postmaster) and time.monotonic() < until:
            for pid in descendants.working_in(self.data):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        if not self._is_in_use(postmaster):
            for lock in (self.data / "postmaster.pid", self.socket_folder / f".s.PGSQL.{PORT}.lock"):
                lock.unlink(missing_ok=True)

    def _is_in_use(self, postmaster: int) -> bool:
        """Whether anybody can still write to the data. That number may be a stranger's by now, who is let be."""
        return bool(descendants.working_in(self.data)) or children.is_alive(postmaster)

    def _launched(self, programs: binaries.Binaries, patience: float) -> bool:
        settings = _SETTINGS + (_CARELESS if self.throwaway else ())
        argv: list[str | Path] = [
            programs.folder / "postgres",
            "-D",
            self.data,
            "-k",
            self.socket_folder,
            "-p",
            str(PORT),
        ]
        argv += [word for setting in settings for word in ("-c", setting)]
        self.process = children.spawn(
            argv, environment=_SURROUNDINGS, log=self.log, as_user=self._user, death_signal=signal.SIGINT
        )
        until = time.monotonic() + patience
        while self.process.poll() is None and time.monotonic() < until:
            if self._pid_file()[:1] == [str(self.process.pid)] and self._says_ready():
                return True
            time.sleep(0.01)
        self.stop()
        return False

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().split("\n")
        except OSError:
            return []

    def _says_ready(self) -> bool:
        return [line.strip() for line in self._pid_file()[7:8]] == ["ready"]

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])


def _major_of_data(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
