"""The database `yesline` and who may do what in it.

`yesline_owner` owns the tables and migrates; `yesline_web` serves pages under row-level security;
`yesline_engine` is the controller and the worker, past row-level security. None is a superuser.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

SUPERUSER = "postgres"
OWNER = "yesline_owner"
WEB = "yesline_web"
ENGINE = "yesline_engine"
DATABASE = "yesline"
EXTENSIONS = ("pg_trgm", "btree_gin", "fuzzystrmatch")


def provide(url: Callable[..., str], *, may_create_databases: bool) -> None:
    """Create what is missing in our own server: roles and passwords, extensions, the database."""
    powers = {
        OWNER: "CREATEDB" if may_create_databases else "NOCREATEDB",
        WEB: "NOBYPASSRLS",
        ENGINE: "BYPASSRLS",
    }
    with psycopg.connect(url(SUPERUSER, "template1"), autocommit=True) as connection:
        for role, power in powers.items():
            provide_role(connection, role, power=power, password=_password(url(role)))
        provide_extensions(connection)  # databases made later, those of tests too, inherit them
    with psycopg.connect(url(SUPERUSER, "postgres"), autocommit=True) as connection:
        provide_database(connection)


def provide_role(connection: psycopg.Connection, role: str, *, power: str, password: str) -> None:
    """Create the role if it is missing, and give it exactly these powers and this password."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    statement = "ALTER ROLE {} " if exists else "CREATE ROLE {} "
    statement += f"LOGIN NOSUPERUSER NOCREATEROLE {power} PASSWORD {{}}"
    connection.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password)))


def provide_extensions(connection: psycopg.Connection) -> None:
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def provide_database(connection: psycopg.Connection) -> None:
    """The database, open to our three roles and to nobody else."""
    database, owner = sql.Identifier(DATABASE), sql.Identifier(OWNER)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    for role in (WEB, ENGINE):
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(role))
        )


def _password(url: str) -> str:
    return str(conninfo_to_dict(url)["password"])
