"""One turn of the worker: do everything that is due, then sleep until the bell or the next look."""

import logging
import threading

import psycopg
from django.db import DatabaseError, connection

from yesline.kernel import bells, clock
from yesline.work import falling_due, recordings

log = logging.getLogger(__name__)


class DatabaseAway(Exception):
    """The database did not answer; it is asked again in the next turn."""


def turn(stop: threading.Event, *, wait_for: float) -> None:
    """Do what is due until nothing is, then wait (seconds) for a bell. Raises DatabaseAway after a pause."""
    try:
        _listen()
        while not stop.is_set() and recordings.do_due(at=clock.now()):
            pass
        _sleep(wait_for)
    except (DatabaseError, psycopg.Error) as error:
        log.warning("The database does not answer: %s", error)
        connection.close()
        stop.wait(1.0)
        raise DatabaseAway from error


def notice(stop: threading.Event, *, wait_for: float) -> None:
    """The same for what falls due: beside the recordings, so that a long one puts nobody's promise off."""
    try:
        _listen()
        while not stop.is_set() and falling_due.do_due(at=clock.now()):
            pass
        _sleep(wait_for)
    except (DatabaseError, psycopg.Error) as error:
        log.warning("The database does not answer: %s", error)
        connection.close()
        stop.wait(1.0)


def _listen() -> None:
    """LISTEN is repeated each turn: it costs nothing, and a new connection has it too."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {bells.WORK}")


def _sleep(wait_for: float) -> None:
    raw: psycopg.Connection = connection.connection
    for _ in raw.notifies(timeout=wait_for, stop_after=1):
        break
