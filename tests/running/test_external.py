"""A server of the user's, tried with one of ours that plays it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yesline.running import external, home, roles
from yesline.running.external import External, RoleFacts
from yesline.running.home import Home
from yesline.running.postgres import Postgres
from yesline.running.trouble import CannotStart


@pytest.fixture(scope="module")
def theirs() -> Iterator[Postgres]:
    with (
        tempfile.TemporaryDirectory(prefix="yesline-") as folder,
        Postgres(home.from_environment(root=Path(folder)), throwaway=True) as server,
    ):
        yield server


@pytest.fixture
def ours(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home", parts=tmp_path / "parts")


@pytest.fixture
def database(theirs: Postgres) -> Iterator[str]:
    """An empty server but for one database, and a superuser to reach it."""
    with psycopg.connect(theirs.url(roles.SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS yesline")
        connection.execute("CREATE DATABASE theirs")
        for role in (roles.WEB, roles.ENGINE, roles.OWNER):
            connection.execute(f"DROP ROLE IF EXISTS {role}")  # type: ignore[arg-type]
        yield theirs.url(roles.SUPERUSER, "theirs")
        connection.execute("DROP DATABASE theirs WITH (FORCE)")
        for role in ("bo", roles.WEB, roles.ENGINE, roles.OWNER):
            connection.execute(f"DROP ROLE IF EXISTS {role}")  # type: ignore[arg-type]


def test_a_superuser_makes_the_roles_and_none_of_them_is_one(ours: Home, database: str) -> None:
    server = External(ours, database, {})
    server.start()
    for role in (roles.OWNER, roles.WEB, roles.ENGINE):
        with psycopg.connect(server.url(role)) as connection:
            assert connection.info.user == role
            assert connection.info.dbname == "theirs"
            assert connection.info.parameter_status("is_superuser") == "off"


def test_an_owner_who_cannot_make_roles_gets_a_script_for_the_administrator(ours: Home, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE ROLE bo LOGIN PASSWORD 'bo'")
        connection.execute("ALTER DATABASE theirs OWNER TO bo")
    url = database.replace("postgres:", "bo:", 1).replace(_password(database), "bo")
    with pytest.raises(CannotStart, match=f"no role yesline_engine .*\n.*\n.*{ours.secrets}/roles.sql"):
        External(ours, url, {}).start()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute((ours.secrets / "roles.sql").read_text())  # type: ignore[arg-type]
    server = External(ours, url, {})
    server.start()
    assert server.url(roles.OWNER) == url


def test_a_database_blind_to_cyrillic_is_refused(ours: Home, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE DATABASE blind TEMPLATE template0 LC_CTYPE 'C' LC_COLLATE 'C'")
    try:
        with pytest.raises(CannotStart, match="LC_CTYPE=C"):
            External(ours, database.replace("/theirs", "/blind"), {}).start()
    finally:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("DROP DATABASE blind WITH (FORCE)")


def test_a_server_that_is_away_is_a_sentence(ours: Home) -> None:
    with pytest.raises(CannotStart, match=r"(?s)DATABASE_URL can't be reached: .*unset DATABASE_URL"):
        External(ours, "postgresql://bo@127.0.0.1:1/yesline", {}).start()


@pytest.mark.parametrize(
    ("role", "facts", "refused"),
    [
        (roles.WEB, RoleFacts(False, False, False), False),
        (roles.WEB, RoleFacts(False, True, False), True),
        (roles.WEB, RoleFacts(True, False, False), True),
        (roles.WEB, RoleFacts(False, False, True), True),
        (roles.ENGINE, RoleFacts(False, True, False), False),
        (roles.ENGINE, RoleFacts(False, False, False), True),
        (roles.ENGINE, RoleFacts(True, True, False), True),
    ],
)
def test_a_role_with_too_much_or_too_little_power_is_refused(role: str, facts: RoleFacts, refused: bool) -> None:
    assert bool(external.refusals(role, facts)) is refused


def _password(url: str) -> str:
    return url.split("//")[1].split("@", maxsplit=1)[0].split(":")[1]
