"""Listens for the bells the database rings: somebody asked something of us, somebody is to be matched."""

import asyncio
import logging
from collections.abc import Callable

import psycopg

from yesline.kernel import bells

log = logging.getLogger(__name__)
_PAUSE = 0.5  # seconds before another attempt


async def listen(*, node: str, commands: Callable[[], None], match: Callable[[], None]) -> None:
    """Call `commands` and `match` at their bells, for ever. After each (re)connect both are called once:
    a bell may have rung while nobody listened.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as connection:
                await connection.execute(f"LISTEN {bells.COMMANDS}")
                await connection.execute(f"LISTEN {bells.MATCH}")
                commands()
                match()
                async for bell in connection.notifies():
                    if bell.channel == bells.MATCH:
                        match()
                    elif bell.payload == node:
                        commands()
        except psycopg.OperationalError as error:
            log.warning("The database's bells can't be heard: %s", str(error).strip())
        await asyncio.sleep(_PAUSE)


def _address() -> str:
    """The same database as Django's, with signs of life: a dead connection would be silence for ever."""
    return bells.address(
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        application_name="yesline controller",
    )
