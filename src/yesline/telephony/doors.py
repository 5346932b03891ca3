"""Where the event loop meets the flows: a bounded pool of threads, and nowhere else."""

import asyncio
import functools
import select
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from yesline.calls.ports import Wish

THREADS = 4  # more only wait for each other: one at a time computes
Flow = Callable[..., list[Wish]]


class Doors:
    """Flows run in threads, each with a database connection of its own that is checked before use."""

    def __init__(self, threads: int = THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="flow")

    async def ask(self, flow: Flow, **facts: object) -> list[Wish]:
        """Run one flow to its end; returns what the switch is to do. Raises what the flow raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, functools.partial(_run, flow, facts))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _run(flow: Flow, facts: dict[str, object]) -> list[Wish]:
    _let_go_if_dead()
    try:
        return flow(**facts)
    finally:
        connection.close_if_unusable_or_obsolete()


def _let_go_if_dead() -> None:
    """A server that is gone has said so: between two questions its line is silent, unless it ended.

    Asking "are you there?" before each flow, as Django can, would cost a journey there and back on a caller's way.
    """
    held = connection.connection
    if held is not None and (held.closed or _has_news(held.fileno())):
        connection.close()


def _has_news(line: int) -> bool:
    poll = select.poll()  # unlike select(), it takes any number of open files
    poll.register(line, select.POLLIN)
    return bool(poll.poll(0))
