"""One mailbox per call: its facts are handled one after the other; different calls run side by side."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
Doing = Callable[[], Awaitable[None]]


class Mailboxes:
    """Mailboxes come with their first letter and go when they are empty."""

    def __init__(self) -> None:
        self._letters: dict[str, list[Doing]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def post(self, name: str, doing: Doing) -> None:
        """Do this after everything that was posted to the same mailbox before."""
        waiting = self._letters.get(name)
        if waiting is not None:
            waiting.append(doing)
            return
        self._letters[name] = [doing]
        task = asyncio.create_task(self._empty(name), name=f"mailbox {name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drained(self, *, within: float) -> bool:
        """Wait until every mailbox is empty, at most so many seconds. Whether they are."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        return not self._tasks

    async def _empty(self, name: str) -> None:
        letters = self._letters[name]
        while letters:
            try:
                await letters[0]()
            except Exception:
                log.exception("A fact of call %s could not be handled.", name)
            letters.pop(0)
        del self._letters[name]
