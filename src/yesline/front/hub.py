"""Hints of this process: one connection listens to PostgreSQL, every open page hears its own topics."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator

import psycopg

from yesline.kernel import bells, hints

log = logging.getLogger(__name__)
RETRY_FOR = (0.2, 1.0, 3.0, 5.0)  # seconds; the last one for as long as it takes


class Listener:
    """One page: what changed since it was last told. However many hints, a topic is told once."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self._changed: set[str] = set()
        self._bell = asyncio.Event()
        self._checked_at = asyncio.get_running_loop().time()

    def checked(self) -> None:
        """Somebody has just looked whether these topics may be heard."""
        self._checked_at = asyncio.get_running_loop().time()

    def is_stale(self, after: float) -> bool:
        """Whether `after` seconds have passed since somebody looked."""
        return asyncio.get_running_loop().time() - self._checked_at >= after

    def tell(self, topic: str) -> None:
        self._changed.add(topic)
        self._bell.set()

    async def changed(self, *, within: float) -> set[str]:
        """Topics that changed, as soon as one does; an empty set after `within` seconds of silence."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), within)
        self._bell.clear()
        changed, self._changed = self._changed, set()
        return changed


class Hub:
    """Who hears what."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    @contextlib.contextmanager
    def listening(self, topics: frozenset[str]) -> Iterator[Listener]:
        listener = Listener(topics)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def tell(self, topic: str) -> None:
        for listener in self._listeners:
            if topic in listener.topics:
                listener.tell(topic)

    def tell_everybody(self) -> None:
        """After a gap in listening nobody knows what was missed: every page asks again."""
        for listener in self._listeners:
            for topic in listener.topics:
                listener.tell(topic)

    async def run(self) -> None:
        """Listen for as long as the process lives; come back whenever the database does."""
        failures = 0
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                if failures == 0:
                    log.warning("hints: the database doesn't answer, trying again: %s", error)
                await asyncio.sleep(RETRY_FOR[min(failures, len(RETRY_FOR) - 1)])
                failures += 1
            else:
                failures = 0

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(conninfo(), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {hints.CHANNEL}")
            self.tell_everybody()
            async for notice in connection.notifies():
                self.tell(notice.payload)


def conninfo() -> str:
    """Django's database, with signs of life."""
    return bells.address(keepalives_idle=10, keepalives_interval=5, application_name="yesline front")
