"""A voicemail picks up too, but presses no key: whoever answers beyond a line of ours is asked for one."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from yesline.telephony.ari import client as ari
from yesline.telephony.ari import events
from yesline.telephony.switch.legs import Legs

WITHIN = 10.0  # seconds after a mobile picked up
_ASKING = "tone:440/150,0/150,440/150,0/1550"  # two short ones, again and again: no voice but a person's


class Keys:
    """Asks by tones, and ends the leg of who presses nothing; that one has not answered (see legs.py)."""

    def __init__(self, connection: ari.Connection, living: Legs) -> None:
        self._asterisk = connection
        self._legs = living
        self._running: set[asyncio.Task[None]] = set()

    def read(self, event: events.Event) -> None:
        """To be told before the legs are: they forget that a key is needed when it was pressed."""
        match event:
            case events.Began(channel=channel) if self._needed(channel.id):
                self._soon(self._ask(channel.id))
            case events.KeyPressed(channel=channel) if self._needed(channel.id):
                self._soon(self._asterisk.request("DELETE", f"playbacks/key-{channel.id}"))

    def _needed(self, channel: str) -> bool:
        leg = self._legs.living.get(channel)
        return leg is not None and leg.needs_key

    async def _ask(self, channel: str) -> None:
        await self._asterisk.request("POST", f"channels/{channel}/play/key-{channel}", media=_ASKING)
        await asyncio.sleep(WITHIN)
        if self._needed(channel):
            await self._asterisk.request("DELETE", f"channels/{channel}")

    def _soon(self, doing: Coroutine[Any, Any, Any]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(ari.Refused, ari.Disconnected):
                await doing

        task = asyncio.create_task(quietly())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
