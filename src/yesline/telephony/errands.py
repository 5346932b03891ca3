"""Facts are told to flows, and what flows wish is done at the switch; what came of it is told in turn."""

import asyncio
import itertools
import logging
import time
from collections.abc import Awaitable, Iterable

from django.db import InterfaceError, OperationalError

from yesline.calls import ports
from yesline.flows import answer, do_as_asked
from yesline.kernel import clock
from yesline.telephony.doors import Doors, Flow
from yesline.telephony.gate import Gate
from yesline.telephony.switch import legs
from yesline.telephony.switch.switch import Switch, SwitchRefused

log = logging.getLogger(__name__)
_RINGING = (ports.RingTone, ports.RingAgent)
NO_DATABASE = (OperationalError, InterfaceError)
TOO_LATE = 3.0  # seconds for a flow; soon after that the watchdog sends those who wait to the rescue plan


class Errands:
    """Between the flows and one switch. `adrift` is set when a fact could not be told, or only late: then what we
    believe and what lives at the switch must be compared anew.
    """

    def __init__(self, switch: Switch, doors: Doors, gate: Gate) -> None:
        self.switch = switch
        self.gate = gate
        self.adrift = False
        self.caller_of: dict[int, str] = {}  # offer → the caller's channel, once they talk
        self._doors = doors

    async def ask(self, flow: Flow, **particulars: object) -> list[ports.Wish]:
        """Ask a flow, unless the gate is closed. After a long wait for the answer the caller may be elsewhere."""
        async with self.gate.passing():
            began = time.monotonic()
            wishes = await self._doors.ask(flow, **particulars)
            self.adrift |= time.monotonic() - began > TOO_LATE
            return wishes

    async def ask_behind_the_gate(self, flow: Flow, **particulars: object) -> list[ports.Wish]:
        """For whoever has closed the gate, or passes it already."""
        return await self._doors.ask(flow, **particulars)

    async def tell(self, flow: Flow, **particulars: object) -> None:
        """Hand a fact to its flow and do what follows."""
        try:
            wishes = await self.ask(flow, **particulars)
        except Exception:
            self.adrift = True
            raise
        await self.carry_out(wishes)

    async def carry_out(self, wishes: Iterable[ports.Wish]) -> None:
        """Do them in order, but let it ring everywhere at once: each phone rings for another caller.

        One that can't be done does not keep the others from being done.
        """
        for ringing, some in itertools.groupby(wishes, lambda wish: isinstance(wish, _RINGING)):
            if ringing:
                await asyncio.gather(*(self.wish(wish) for wish in some))
            else:
                for wish in some:
                    await self.wish(wish)

    async def wish(self, wish: ports.Wish) -> bool:
        """Have the switch do it, and tell what came of it. Whether it was done."""
        try:
            await self.switch.carry_out(wish)
        except SwitchRefused as refused:
            log.warning("%s was not done: %s", type(wish).__name__, refused)
            if wish.command_id is not None:
                await self.tell(
                    do_as_asked.command_failed, command_id=wish.command_id, error=str(refused), at=clock.now()
                )
            return False
        if isinstance(wish, ports.Connect | ports.Join):
            self._speaks_with(wish)
        if isinstance(wish, ports.Connect):
            await self.tell(answer.connected, contact_id=wish.contact_id, at=clock.now())
        if wish.command_id is not None:
            await self.tell(do_as_asked.command_done, command_id=wish.command_id, at=clock.now())
        return True

    async def quietly(self, doing: Awaitable[None]) -> None:
        """A failure is written down; whoever does this does it again."""
        try:
            await doing
        except asyncio.CancelledError:
            raise
        except NO_DATABASE as error:
            self.adrift = True
            log.warning("The database can't be asked: %s", str(error).strip().splitlines()[0])
        except Exception:
            log.exception("The controller could not do something; it will try again.")

    def _speaks_with(self, wish: ports.Connect | ports.Join) -> None:
        """From now on what happens to this agent's leg is told in the order of the caller's call."""
        offer_id = legs.offer_of(wish.agent_channel)
        if offer_id is not None:
            self.caller_of[offer_id] = wish.caller_channel
