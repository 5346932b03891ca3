"""Our own PostgreSQL, really started: each trap once."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.story.house import until

from yesline.running import binaries, children, descendants, home, roles
from yesline.running.harm import Harm
from yesline.running.postgres import Postgres
from yesline.running.state import State
from yesline.running.trouble import CannotStart

ROLES = "SELECT rolname, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname LIKE 'yesline%' ORDER BY 1"


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yesline-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def server(place: Path) -> Iterator[Postgres]:
    with Postgres(home.from_environment(root=place), throwaway=True) as running:
        yield running


def test_three_roles_have_their_powers_and_no_others(server: Postgres) -> None:
    with psycopg.connect(server.url(roles.OWNER)) as connection:
        found = connection.execute(ROLES).fetchall()
    assert found == [
        ("yesline_engine", False, False, True),
        ("yesline_owner", False, False, False),
        ("yesline_web", False, False, False),
    ]


def test_cyrillic_is_searched_in_new_databases_too(server: Postgres) -> None:
    with psycopg.connect(server.url(roles.OWNER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
    with psycopg.connect(server.url(roles.OWNER, "another")) as connection:
        assert connection.execute("SELECT cardinality(show_trgm('Ёж'))").fetchone() == (3,)


def test_nobody_comes_in_without_a_password_or_by_the_network(server: Postgres) -> None:
    url = server.url(roles.WEB)
    stranger = url.replace(server.home.secret("database-yesline_web"), "guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)
    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_it_never_runs_as_root(server: Postgres) -> None:
    assert server.process is not None
    assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0


def test_a_second_start_attaches_and_its_stop_leaves_the_first_alone(server: Postgres) -> None:
    second = Postgres(server.home, throwaway=True)
    second.start()
    second.stop()
    assert server.is_running()


def test_killed_in_the_middle_of_work_it_starts_again_with_what_was_committed(place: Path) -> None:
    server = Postgres(home.from_environment(root=place))
    server.start()
    assert server.process is not None
    with psycopg.connect(server.url(roles.OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (line text)")
        connection.execute("INSERT INTO kept VALUES ('committed')")
        server.process.kill()
        server.process.wait()
    assert not server.is_running()
    with server, psycopg.connect(server.url(roles.OWNER)) as connection:
        assert connection.execute("SELECT line FROM kept").fetchall() == [("committed",)]


def test_stopped_with_all_its_processes_it_answers_nobody_and_once_ended_it_starts_again(place: Path) -> None:
    server = Postgres(home.from_environment(root=place), throwaway=True)
    server.start()
    assert server.process is not None
    with psycopg.connect(server.url(roles.OWNER)):  # somebody's own process of the server, which hangs too
        assert server.answers()
        running = State(pid=os.getpid(), origin="", parts={"PostgreSQL": server.process.pid})
        Harm("database", signal.SIGSTOP).do(running)
        assert not server.answers()
        descendants.end_at_once(server.process.pid)
        server.process.wait()
    with server:
        assert server.answers()


def test_a_killed_server_whose_processes_were_stopped_starts_again(place: Path) -> None:
    server = Postgres(home.from_environment(root=place), throwaway=True)
    server.start()
    assert server.process is not None
    for pid in descendants.of(server.process.pid):
        with contextlib.suppress(ProcessLookupError):  # some come and go by themselves
            os.kill(pid, signal.SIGSTOP)
    server.process.kill()
    server.process.wait()
    assert descendants.working_in(server.data) != []
    with server:
        assert server.answers()


def test_a_dead_server_whom_nobody_collects_is_not_taken_for_a_running_one(place: Path) -> None:
    server = Postgres(home.from_environment(root=place), throwaway=True)
    server.start()
    dead = server.process
    assert dead is not None
    dead.kill()
    until(lambda: not children.is_alive(dead.pid), what="the end of the server")
    with server:
        assert (server.answers(), Path(f"/proc/{dead.pid}").exists()) == (True, True)
    dead.wait()


def test_a_server_that_has_no_room_for_another_connection_lives(server: Postgres) -> None:
    with psycopg.connect(server.url(roles.OWNER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE crowded CONNECTION LIMIT 0")
    server.url = lambda role, _database="": Postgres.url(server, role, "crowded")  # type: ignore[method-assign]
    assert server.answers()


LIMITS = "SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"


def test_nobody_waits_for_ever_for_what_another_holds(server: Postgres) -> None:
    found = {}
    for role in (roles.OWNER, roles.WEB, roles.ENGINE):
        with psycopg.connect(server.url(role)) as connection:
            found[role] = connection.execute(LIMITS).fetchone()
    assert found == {roles.OWNER: ("0", "1min"), roles.WEB: ("5s", "1min"), roles.ENGINE: ("10s", "1min")}


def test_a_path_too_long_for_a_socket_gets_a_short_one_elsewhere(place: Path) -> None:
    deep = place / ("deep" * 30)
    with Postgres(home.from_environment(root=deep), throwaway=True) as server:
        assert not server.socket_folder.is_relative_to(deep)
        with psycopg.connect(server.url(roles.WEB)) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (roles.WEB,)


def test_data_of_another_major_are_refused_with_the_mend(server: Postgres) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("11\n")
    with pytest.raises(CannotStart, match=r"written by PostgreSQL 11, .*\n.*apt-get install postgresql-11"):
        server.start()


def test_a_making_that_was_cut_short_is_begun_anew(place: Path) -> None:
    unfinished = place / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with Postgres(home.from_environment(root=place), throwaway=True) as server:
        assert server.is_running()


def test_without_any_binaries_the_refusal_says_how_to_get_them(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_candidates", lambda *_, **__: iter(()))
    with pytest.raises(CannotStart, match="apt-get install postgresql"):
        Postgres(home.from_environment(root=place)).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as somebody else")
def test_started_by_root_in_a_closed_folder_it_says_who_cannot_enter(place: Path) -> None:
    place.chmod(0o700)
    with pytest.raises(CannotStart, match="can't enter"):
        Postgres(home.from_environment(root=place / "inside"), throwaway=True).start()


def test_it_stops_when_whoever_started_it_is_killed(place: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from yesline.running import home;"
        "from yesline.running.postgres import Postgres;"
        "server = Postgres(home.from_environment(root=Path(sys.argv[1])), throwaway=True); server.start();"
        "print(server.process.pid, flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-c", script, place]
    surroundings = os.environ | {"PYTHONPATH": str(home.CHECKOUT / "src")}
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)
        starter.wait()
        until = time.monotonic() + 10
        while children.is_alive(pid) and time.monotonic() < until:
            time.sleep(0.02)
    assert not children.is_alive(pid)
