"""Whether a leg still sends sound: a closed browser says no goodbye, and its channel would live on."""

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field

from yesline.telephony.ari import client as ari
from yesline.telephony.ari import events
from yesline.telephony.switch import facts, legs
from yesline.telephony.switch.legs import Legs
from yesline.telephony.switch.phones import Phones

log = logging.getLogger(__name__)
_LOOK_EVERY = 5.0  # seconds
_SUSPICION = 1.0  # seconds without a packet that prove a phone dead whose registration is gone too
_BROWSER_DEAD_AFTER = 10.0  # seconds; a muted browser sends on
_CALLER_DEAD_AFTER = 1800.0  # seconds; a muted telephone, or one that holds us, may send nothing for a long while


@dataclass
class _Heard:
    packets: int = -1
    since: float = field(default_factory=time.monotonic)


class SoundWatch:
    """Counts the packets of every answered leg; one that stays silent too long is reported lost, once."""

    def __init__(
        self,
        connection: ari.Connection,
        living: Legs,
        phones: Phones,
        reported: "asyncio.Queue[facts.Fact | None]",
    ) -> None:
        self._asterisk = connection
        self._legs = living
        self._phones = phones
        self._reported = reported
        self._heard: dict[str, _Heard] = {}
        self._running: set[asyncio.Task[None]] = set()

    def read(self, event: events.Event) -> None:
        """A phone that is gone while its leg is up gives reason for suspicion; so does one that comes anew."""
        match event:
            case events.EndpointSeen(name=name, reachable=reachable):
                if reachable and self._phones.kinds.get(name) != "browser":
                    return
                for channel in self._legs.talking_on(name):
                    task = asyncio.create_task(self._suspect(channel))
                    self._running.add(task)
                    task.add_done_callback(self._running.discard)
            case events.Destroyed(channel=channel):
                self._heard.pop(channel.id, None)

    async def run(self) -> None:
        """Look at every leg, again and again."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            for channel, leg in list(self._legs.living.items()):
                limit = self._limit(channel, leg)
                if limit is not None and await self._silent_for(channel) > limit:
                    self._lost(channel)

    def _limit(self, channel: str, leg: legs.Leg) -> float | None:
        if not leg.answered or leg.ended_by_us:
            return None
        if legs.offer_of(channel) is None:
            return _CALLER_DEAD_AFTER
        return _BROWSER_DEAD_AFTER if self._phones.kinds.get(leg.endpoint) == "browser" else None

    async def _suspect(self, channel: str) -> None:
        """Its registration went. If sound comes on, only the page's connection was lost for a moment."""
        self._heard.pop(channel, None)
        await self._silent_for(channel)
        await asyncio.sleep(_SUSPICION)
        if await self._silent_for(channel) >= _SUSPICION:
            self._lost(channel)

    async def _silent_for(self, channel: str) -> float:
        """Seconds since the last new packet we know of; 0 where Asterisk can't say."""
        with contextlib.suppress(ari.Refused, ari.Disconnected):
            said = await self._asterisk.request("GET", f"channels/{channel}/rtp_statistics")
            heard = self._heard.setdefault(channel, _Heard())
            if said["rxcount"] != heard.packets:
                heard.packets, heard.since = said["rxcount"], time.monotonic()
            return time.monotonic() - heard.since
        return 0.0

    def _lost(self, channel: str) -> None:
        leg = self._legs.living.get(channel)
        if leg is None or leg.ended_by_us:
            return
        log.warning("The leg %s of %s is silent and counts as lost.", channel, leg.endpoint)
        leg.ended_by_us = True  # whatever ends it now, it has been reported
        offer_id = legs.offer_of(channel)
        if offer_id is None:
            self._reported.put_nowait(facts.CallerLeft(channel=channel, lost=True))
        else:
            self._reported.put_nowait(facts.AgentLeft(offer_id=offer_id, lost=True))
