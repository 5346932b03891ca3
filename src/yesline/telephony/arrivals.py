"""A caller is never kept waiting for us: after a second, or at a failure, the switch's rescue plan takes over."""

import asyncio
import logging
from datetime import datetime

from yesline.calls import ports
from yesline.flows import answer, arrive
from yesline.kernel import clock
from yesline.telephony.crowds import Crowds
from yesline.telephony.errands import NO_DATABASE, Errands
from yesline.telephony.switch import facts

log = logging.getLogger(__name__)
WITHIN = 1.0  # seconds


class Arrivals:
    """Callers on their way in."""

    def __init__(self, errands: Errands, node: str, crowds: Crowds) -> None:
        self._errands = errands
        self._crowds = crowds
        self._node = node
        self._late: set[asyncio.Task[None]] = set()
        self.adopted: set[str] = set()  # callers who were there before us: they are known by reconciling

    async def arrived(self, fact: facts.CallerArrived, at: datetime) -> None:
        """Write the call down and do what follows, or let the rescue plan do it."""
        if self._crowds.is_one_too_many(fact):
            await self._errands.wish(ports.HangUp(channel=fact.channel, busy=True))
            return
        asking = asyncio.create_task(self._ask(fact, at))
        done, _ = await asyncio.wait({asking}, timeout=WITHIN)
        if not done:
            log.warning("The caller on %s waited too long for us: the rescue plan takes over.", fact.channel)
            handed_over = await self._errands.wish(ports.ToRescue(channel=fact.channel))
            self._finish_later(asking, fact.channel, gone=not handed_over)
        elif error := asking.exception():
            expected = isinstance(error, NO_DATABASE)
            log.error(
                "The caller on %s could not be written down, the rescue plan takes over: %s",
                fact.channel,
                str(error).splitlines()[0],
                exc_info=None if expected else error,
            )
            await self._errands.wish(ports.ToRescue(channel=fact.channel))
        else:
            await self._errands.carry_out(asking.result())

    async def _ask(self, fact: facts.CallerArrived, at: datetime) -> list[ports.Wish]:
        async with self._errands.gate.passing():
            if fact.channel in self.adopted:
                self.adopted.discard(fact.channel)
                return []
            wishes = await self._errands.ask_behind_the_gate(
                arrive.call_arrived,
                node=self._node,
                channel=fact.channel,
                caller_number=fact.number,
                caller_name=fact.name,
                trunk=fact.trunk,
                dialled=fact.dialled,
                ticket=fact.ticket,
                at=at,
            )
        # Somebody on duty talks to them already, or it means nothing to us: the rescue plan goes on.
        return wishes or [ports.ToRescue(channel=fact.channel)]

    def _finish_later(self, asking: asyncio.Task[list[ports.Wish]], channel: str, *, gone: bool) -> None:
        task = asyncio.create_task(self._errands.quietly(self._too_late(asking, channel, gone=gone)))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _too_late(self, asking: asyncio.Task[list[ports.Wish]], channel: str, *, gone: bool) -> None:
        """This caller is with the rescue plan, or gone. What was wished meanwhile may be out of date, for others too:
        so it is not done, and everything is compared anew.
        """
        await asking
        if gone:
            await self._errands.tell(answer.caller_left, node=self._node, channel=channel, lost=False, at=clock.now())
        else:
            await self._errands.tell(arrive.gone_to_rescue, node=self._node, channel=channel, at=clock.now())
        self._errands.adrift = True
