"""Bells: the few NOTIFYs that must go at once, inside the transaction that gives the reason.

`commands` wakes the controller of one node, `match` wakes whoever matches, `work` wakes the workers.
"""

from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import pq
from psycopg.conninfo import make_conninfo

COMMANDS = "yesline_commands"
MATCH = "yesline_match"
WORK = "yesline_work"


def ring(channel: str, payload: str = "") -> None:
    """Wake the listeners of a channel when this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, payload])


def address(**more: Any) -> str:
    """Where a listener finds Django's database, as libpq writes it, with all that was asked of the connection."""
    known = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    place = {ours: known[theirs] for ours, theirs in names.items() if known.get(theirs)}
    of_libpq = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    options = {name: value for name, value in known.get("OPTIONS", {}).items() if name in of_libpq}
    return make_conninfo(**(place | options | more))
