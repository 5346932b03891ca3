"""How much is asked of PostgreSQL and of Asterisk: every statement and every ARI request, counted by themselves."""

import contextlib
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.lib import switch
from benchmarks.lib.place import Place
from yesline.running import roles

_STATEMENT = re.compile(r"LOG:  (?:statement|execute [^:]*): ")
_REQUEST = "ARI request"


@dataclass
class Asked:
    """Counted while a block ran; filled when it is over."""

    statements: int = 0
    requests: int = 0
    seconds: float = 0.0
    cpu: Counter[str] = field(default_factory=Counter)

    def a_second(self) -> dict[str, float]:
        return {
            "statements_a_second": round(self.statements / self.seconds, 1),
            "ari_requests_a_second": round(self.requests / self.seconds, 1),
        }


@contextlib.contextmanager
def counted(place: Place) -> Iterator[Asked]:
    """Everything that is asked while the block runs. Both write it down, so their processor time means nothing here."""
    asked = Asked()
    with _statements(place) as statements, _requests(place) as requests:
        began, before = time.monotonic(), (_count(statements), _count_requests(requests))
        yield asked
        asked.seconds = time.monotonic() - began
        asked.statements = _count(statements) - before[0]
        asked.requests = _count_requests(requests) - before[1]


@contextlib.contextmanager
def _statements(place: Place) -> Iterator[Path]:
    _write_down(place, "all")
    try:
        yield place.database.log
    finally:
        _write_down(place, "none")


def _write_down(place: Place, which: str) -> None:
    with psycopg.connect(place.database.url(roles.SUPERUSER), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER SYSTEM SET log_statement = {}").format(sql.Literal(which)))
        connection.execute("SELECT pg_reload_conf()")
    # A server whose new connections know it has told all the others.
    switch.until("PostgreSQL has heard what to write down", lambda: _writes_down(place) == which, patience=10)


def _writes_down(place: Place) -> str:
    with psycopg.connect(place.database.url(roles.SUPERUSER)) as connection:
        return str(connection.execute("SHOW log_statement").fetchone()[0])  # type: ignore[index]  # it always answers


@contextlib.contextmanager
def _requests(place: Place) -> Iterator[Path]:
    say = place.telephone.console
    log = place.telephone.folder / "log" / "requests.log"
    say("logger add channel requests.log verbose")
    say("ari set debug all on")
    try:
        yield log
    finally:
        say("ari set debug all off")
        say("logger remove channel requests.log")


def _count(log: Path) -> int:
    return len(_STATEMENT.findall(log.read_text(errors="replace")))


def _count_requests(log: Path) -> int:
    return log.read_text(errors="replace").count(_REQUEST)
