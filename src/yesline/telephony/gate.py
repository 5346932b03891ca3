"""A gate: many pass at once, until somebody needs the road for themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """Reconciling compares two moments; nothing may change between them."""

    def __init__(self) -> None:
        self._news = asyncio.Condition()
        self._passing = 0
        self._closed = False

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Pass together with others, or wait until the gate opens."""
        async with self._news:
            await self._news.wait_for(lambda: not self._closed)
            self._passing += 1
        try:
            yield
        finally:
            async with self._news:
                self._passing -= 1
                self._news.notify_all()

    @asynccontextmanager
    async def closed(self) -> AsyncIterator[None]:
        """Let those who pass come through, then nobody until we are done."""
        async with self._news:
            await self._news.wait_for(lambda: not self._closed)
            self._closed = True
            await self._news.wait_for(lambda: self._passing == 0)
        try:
            yield
        finally:
            async with self._news:
                self._closed = False
                self._news.notify_all()
