"""A PostgreSQL server of the user's, named by DATABASE_URL: respected, provided for, and checked.

The URL names a database for Yesline alone, and its owner or a superuser. A superuser makes the roles
and does nothing else.
"""

from collections.abc import Mapping
from typing import LiteralString, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from yesline.running import roles
from yesline.running.binaries import OLDEST_MAJOR
from yesline.running.home import Home
from yesline.running.trouble import CannotStart

OWN_URLS = {roles.WEB: "DATABASE_URL_WEB", roles.ENGINE: "DATABASE_URL_ENGINE"}
_ROLE: LiteralString = """
    SELECT rolsuper, rolbypassrls, pg_has_role(current_user, %s, 'MEMBER')
    FROM pg_roles WHERE rolname = current_user
"""

_MAKE_ANEW = (
    "Make it anew: CREATE DATABASE yesline TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8';"
)


class RoleFacts(NamedTuple):
    """What the server says of a role, in the order of the query."""

    is_superuser: bool
    bypasses: bool
    acts_as_owner: bool


class External:
    """The user's server. `start` provides and checks; `stop` leaves it alone."""

    def __init__(self, home: Home, url: str, environment: Mapping[str, str]) -> None:
        self.home = home
        self._url = url
        self._environment = environment
        self._owner = roles.OWNER

    def start(self) -> None:
        """Make what is missing and may be made; raise `CannotStart` with the mend for the rest."""
        self.home.prepare()
        with _connected(self._url, "DATABASE_URL") as connection:
            check_server(connection)
            if _is_superuser(connection):
                self._provide(connection)
            else:
                self._owner = connection.info.user
                self._provide_for_owner(connection)
        self._check_roles()

    def stop(self) -> None:
        """It is not ours to stop."""

    def url(self, role: str, database: str | None = None) -> str:
        """As `Postgres.url`. The owner is whom DATABASE_URL names, unless that is a superuser."""
        given = self._environment.get(OWN_URLS.get(role, ""))
        if role == roles.OWNER and self._owner != roles.OWNER:
            return self._url
        if given:
            return given
        parts = urlsplit(self._url)
        _, _, server = parts.netloc.rpartition("@")
        login = f"{role}:{quote(self.home.secret(f'database-{role}'))}"
        path = f"/{database}" if database else parts.path
        return urlunsplit(parts._replace(netloc=f"{login}@{server}", path=path))

    def _provide(self, connection: psycopg.Connection) -> None:
        for role in (roles.OWNER, *OWN_URLS):
            if OWN_URLS.get(role, "") not in self._environment:
                roles.provide_role(connection, role, password=self.home.secret(f"database-{role}"))
        roles.provide_extensions(connection)
        roles.own_database(connection, connection.info.dbname)

    def _provide_for_owner(self, connection: psycopg.Connection) -> None:
        """The owner can make trusted extensions; the two other roles are the administrator's to make."""
        try:
            roles.provide_extensions(connection)
        except psycopg.Error as error:
            raise CannotStart(self._ask_administrator(f"An extension is missing: {error}", connection)) from error
        known = {str(name) for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        missing = set(OWN_URLS) - known
        if missing:
            what = f"The server of DATABASE_URL has no role {' and no role '.join(sorted(missing))}."
            raise CannotStart(self._ask_administrator(what, connection))

    def _ask_administrator(self, what: str, connection: psycopg.Connection) -> str:
        script = self.home.secrets / "roles.sql"
        script.touch(mode=0o600)
        script.write_text(roles.script({role: self.home.secret(f"database-{role}") for role in OWN_URLS}))
        return (
            f"{what}\nAn administrator of that server must run, once:\n"
            f"  psql -d {connection.info.dbname} -f {script}\nThen start again."
        )

    def _check_roles(self) -> None:
        for role, named_by in OWN_URLS.items():
            with _connected(self.url(role), named_by) as connection:
                check_search(connection)
                facts = connection.execute(_ROLE, [self._owner]).fetchone() or (True, False, True)
            if found := refusals(role, RoleFacts(*facts)):
                raise CannotStart("The server of DATABASE_URL: " + "\n".join(found))


def check_server(connection: psycopg.Connection) -> None:
    """Raise `CannotStart` if this database can't serve: too old, not UTF-8, or blind to Cyrillic."""
    major = connection.info.server_version // 10000
    if major < OLDEST_MAJOR:
        raise CannotStart(
            f"The server of DATABASE_URL is PostgreSQL {major}; Yesline needs {OLDEST_MAJOR} or newer.\n"
            "Move the database to a newer server, or unset DATABASE_URL to use the one Yesline brings."
        )
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise CannotStart("The database of DATABASE_URL is not in UTF-8, so names would be spoilt.\n" + _MAKE_ANEW)


def check_search(connection: psycopg.Connection) -> None:
    """Raise `CannotStart` if pg_trgm makes nothing of Cyrillic, as it does where LC_CTYPE is C."""
    (trigrams,) = connection.execute("SELECT cardinality(show_trgm('Ёж'))").fetchone() or (0,)
    if not trigrams:
        raise CannotStart(
            "The database of DATABASE_URL was made with LC_CTYPE=C, so no Cyrillic name would be found.\n" + _MAKE_ANEW
        )


def refusals(role: str, facts: RoleFacts) -> list[str]:
    """Why this role must not be used, as sentences with the mend."""
    found = []
    if facts.is_superuser:
        found.append(f"{role} is a superuser, so no rule of the database binds it: ALTER ROLE {role} NOSUPERUSER;")
    if facts.acts_as_owner:
        found.append(f"{role} may act as the tables' owner, past every rule of theirs: revoke that membership.")
    if role == roles.WEB and facts.bypasses:
        found.append(f"{role} is not bound to its organisations' rows: ALTER ROLE {role} NOBYPASSRLS;")
    if role == roles.ENGINE and not facts.bypasses:
        found.append(f"{role} must see every organisation's calls: ALTER ROLE {role} BYPASSRLS;")
    return found


def _connected(url: str, named_by: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise CannotStart(
            f"The database server named by {named_by} can't be reached: {str(error).strip()}\n"
            f"Mend the URL or the server, or unset DATABASE_URL to use the one Yesline brings."
        ) from error


def _is_superuser(connection: psycopg.Connection) -> bool:
    return connection.info.parameter_status("is_superuser") == "on"
