"""Advisory locks, numbered in one place so that no two meanings share a number."""

from django.db import connection

MATCHING = 1  # one matching per pool at a time
COMPLAINTS = 2  # one number given per organisation at a time


def hold(kind: int, key: int) -> None:
    """Wait for the lock and keep it until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, key])
