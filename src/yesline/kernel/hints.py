"""Hints: "something about this topic changed", never the data. A lost hint costs a delay, never a wrong screen.

They leave after the commit, from one thread and one connection per process, at most once per topic in
100 ms: a NOTIFY inside every transaction would serialise all commits of the server.
"""

import logging
import queue
import threading
import time
from functools import partial

from django.db import DatabaseError, connection, transaction

CHANNEL = "yesline_hint"
COALESCE_FOR = 0.1  # seconds
log = logging.getLogger(__name__)


class Sender(threading.Thread):
    """One per process; started by the first hint."""

    def __init__(self) -> None:
        super().__init__(name="hints", daemon=True)
        self.topics: queue.SimpleQueue[str] = queue.SimpleQueue()

    def run(self) -> None:
        while True:
            batch = {self.topics.get()}
            self._send(batch)
            # Those that come within the window leave together, and after it: the last change is never lost.
            time.sleep(COALESCE_FOR)

    def _send(self, batch: set[str]) -> None:
        while not self.topics.empty():
            batch.add(self.topics.get())
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic", [CHANNEL, sorted(batch)])
        except DatabaseError as error:
            log.warning("hints for %s were not sent: %s", sorted(batch), error)
            connection.close()


_sender: Sender | None = None
_starting = threading.Lock()


def _put(topic: str) -> None:
    global _sender  # noqa: PLW0603 - one sender per process is the point
    with _starting:
        if _sender is None or not _sender.is_alive():
            _sender = Sender()
            _sender.start()
    _sender.topics.put(topic)


def tell(*topics: str) -> None:
    """After this transaction commits, say that these topics changed."""
    for topic in topics:
        transaction.on_commit(partial(_put, topic))


def agent(agent_id: int) -> str:
    return f"agent-{agent_id}"


def organisation(organisation_id: int) -> str:
    return f"organisation-{organisation_id}"
