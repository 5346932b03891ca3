"""The ledger as numbers for Prometheus, and as a line in the log when it is wrong.

Served at YESLINE_METRICS (HOST:PORT; nothing is served without it). Numbers are a few seconds old at most.
"""

import logging
import threading
from datetime import datetime

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import REGISTRY, Gauge, start_http_server

from yesline.flows import watch_over
from yesline.kernel import clock

log = logging.getLogger(__name__)
EVERY = 15.0  # seconds
CONTACTS = Gauge("yesline_contacts", "Contacts of the last 24 hours, by where they are", ["organisation", "where"])
CAME = Gauge("yesline_contacts_came", "Contacts that came in the last 24 hours", ["organisation"])
MISSING = Gauge("yesline_ledger_missing", "Contacts that came and are nowhere; must be 0", ["organisation"])
NOBODYS = Gauge("yesline_contacts_nobodys", "Open contacts without anybody; must be 0", ["organisation"])
UNHEARD = Gauge("yesline_conversations_unheard", "Conversations without a recording; must be 0", ["organisation"])
LOOKED = Gauge("yesline_ledger_looked_at_seconds", "When the ledger was last looked at, in Unix time")


def serve(stop: threading.Event) -> None:
    """Look at the ledger again and again until asked to stop; serve what is seen, if an address is given."""
    if settings.METRICS:
        host, _, port = settings.METRICS.rpartition(":")
        start_http_server(int(port), addr=host or "127.0.0.1", registry=REGISTRY)
    before: list[str] = []
    while not stop.is_set():
        try:
            before = look(before, at=clock.now())
        except (DatabaseError, psycopg.Error) as error:
            log.warning("The ledger could not be looked at: %s", str(error).strip().splitlines()[0])
            connection.close()
        stop.wait(EVERY)


def look(before: list[str], *, at: datetime) -> list[str]:
    """Read the ledger once. What is wrong is logged when it was not so `before`; returns what is wrong now."""
    books = watch_over.books(at=at)
    for book in books:
        for where, number in book.parts.items():
            CONTACTS.labels(book.organisation, where).set(number)
        CAME.labels(book.organisation).set(book.came)
        MISSING.labels(book.organisation).set(book.missing)
        NOBODYS.labels(book.organisation).set(book.nobodys)
        UNHEARD.labels(book.organisation).set(book.unheard)
    LOOKED.set(at.timestamp())
    troubles = [trouble for book in books for trouble in book.troubles]
    for trouble in troubles:
        if trouble not in before:
            log.error("%s. The floor shows which: /floor/contacts/", trouble)
    return troubles
