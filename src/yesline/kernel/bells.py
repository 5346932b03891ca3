"""Bells: the few NOTIFYs that must go at once, inside the transaction that gives the reason.

`commands` wakes the controller of one node, `match` wakes whoever matches, `work` wakes the workers.
"""

from django.db import connection

COMMANDS = "yesline_commands"
MATCH = "yesline_match"
WORK = "yesline_work"


def ring(channel: str, payload: str = "") -> None:
    """Wake the listeners of a channel when this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, payload])
