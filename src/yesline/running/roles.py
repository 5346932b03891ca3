"""The database `yesline` and who may do what in it.

`yesline_owner` owns the tables and migrates; `yesline_web` serves pages under row-level security;
`yesline_engine` is the controller and the worker, past row-level security. None is a superuser.
"""

from collections.abc import Callable, Mapping
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

SUPERUSER = "postgres"
OWNER = "yesline_owner"
WEB = "yesline_web"
ENGINE = "yesline_engine"
NOBODY = ""  # whoever has no business with the database
DATABASE = "yesline"
EXTENSIONS = ("pg_trgm", "btree_gin", "fuzzystrmatch")
_POWERS: Mapping[str, LiteralString] = {
    OWNER: "NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    WEB: "NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    ENGINE: "NOSUPERUSER NOCREATEROLE BYPASSRLS",
}
# How long each waits for what another holds, and for how long nobody is kept waiting by somebody who forgot to end.
# A page says then that it should be tried again; a call goes to the rescue plan after one second anyway.
_LIMITS: Mapping[str, Mapping[LiteralString, LiteralString]] = {
    OWNER: {"idle_in_transaction_session_timeout": "60s"},
    WEB: {"idle_in_transaction_session_timeout": "60s", "lock_timeout": "5s", "statement_timeout": "30s"},
    ENGINE: {"idle_in_transaction_session_timeout": "60s", "lock_timeout": "10s"},
}


def provide(url: Callable[[str, str], str], *, may_create_databases: bool) -> None:
    """Create what is missing in our own server: roles and passwords, extensions, the database."""
    with psycopg.connect(url(SUPERUSER, "template1"), autocommit=True) as connection:
        for role in _POWERS:
            provide_role(connection, role, password=_password(url(role, DATABASE)))
        provide_extensions(connection)  # databases made later, those of tests too, inherit them
        if may_create_databases:
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        own_database(connection, DATABASE)


def provide_role(connection: psycopg.Connection, role: str, *, password: str) -> None:
    """Create the role if it is missing, and give it its powers, no others, its limits, and this password."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER ROLE" if exists else "CREATE ROLE")
    words = (verb, sql.Identifier(role), sql.SQL(_POWERS[role]), sql.Literal(password))
    connection.execute(sql.SQL("{} {} LOGIN {} PASSWORD {}").format(*words))
    for limit, value in _LIMITS[role].items():
        setting = (sql.Identifier(role), sql.SQL(limit), sql.Literal(value))
        connection.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(*setting))


def provide_extensions(connection: psycopg.Connection) -> None:
    """Create the extensions we need, in the connected database."""
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def own_database(connection: psycopg.Connection, database: str) -> None:
    """Give the database to `yesline_owner`, open it to our three roles, and close it to everybody else."""
    name = sql.Identifier(database)
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, sql.Identifier(OWNER)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for role in (WEB, ENGINE):
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role)))


def script(passwords: Mapping[str, str]) -> str:
    """SQL for the administrator of somebody else's server: extensions and these roles."""
    lines = [f"CREATE EXTENSION IF NOT EXISTS {extension};" for extension in EXTENSIONS]
    for role, word in passwords.items():
        lines.append(f"CREATE ROLE {role} LOGIN {_POWERS[role]} PASSWORD '{word}';")
        lines += [f"ALTER ROLE {role} SET {limit} = '{value}';" for limit, value in _LIMITS[role].items()]
    return "\n".join(lines) + "\n"


def _password(url: str) -> str:
    return str(conninfo_to_dict(url)["password"])
