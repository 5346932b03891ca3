"""What the controller does beside the calls: matching, people's commands, the rescue plan and its log."""

import asyncio
from collections.abc import Awaitable, Callable

from django.conf import settings

from yesline.calls import ports
from yesline.flows import arrive, be_there, do_as_asked, route, wait
from yesline.kernel import clock
from yesline.kernel.pulse import Pulse
from yesline.telephony.errands import Errands
from yesline.telephony.mailboxes import Mailboxes
from yesline.telephony.rescue_log import RescueLog

Asking = Callable[..., Awaitable[list[ports.Wish]]]
_MATCH_EVERY = 1.0  # seconds
_COMMANDS_EVERY = 30.0  # seconds; a bell rings for each, this is for one that was not heard
_RESCUE_EVERY = 5.0  # seconds
_TELL_EVERY = 2.0  # seconds


class Rounds:
    """The rounds of one connection."""

    def __init__(
        self,
        errands: Errands,
        mailboxes: Mailboxes,
        rescue_log: RescueLog,
        *,
        node: str,
        reconcile: Callable[[], Awaitable[bool]],
    ) -> None:
        self._errands = errands
        self._mailboxes = mailboxes
        self._rescue_log = rescue_log
        self._node = node
        self._reconcile = reconcile
        self._plan: ports.WriteRescue | None = None
        self._served = Pulse(settings.SERVED)
        self._ringing: set[asyncio.Task[None]] = set()
        self.match = asyncio.Event()
        self.commands = asyncio.Event()

    async def keep_matching(self) -> None:
        """At every bell, and once a second in case one was lost."""
        while True:
            await _bell(self.match, _MATCH_EVERY)
            if self._errands.adrift:
                await asyncio.gather(*self._ringing)  # what is being rung just now would look lost
                await self._reconcile()
            await self._errands.quietly(self._match())

    async def keep_asking(self) -> None:
        """What people asked of the switch, each in the mailbox of its call."""
        while True:
            await _bell(self.commands, _COMMANDS_EVERY)
            await self._errands.quietly(self._take_commands())

    async def keep_telling(self) -> None:
        """How it stands, to all who wait: one question for all of them."""
        while True:
            await asyncio.sleep(_TELL_EVERY)
            await self._errands.quietly(self._tell())

    async def keep_rescue_plan(self) -> None:
        """Read in what the rescue plan did, and write it anew when somebody else is on duty."""
        while True:
            await self._errands.quietly(self._read_rescue_log())
            await self._errands.quietly(self._write_rescue_plan())
            await asyncio.sleep(_RESCUE_EVERY)

    async def _match(self) -> None:
        """Whoever becomes free while phones are being rung is matched meanwhile.

        That it came through is the sign the watchdog looks at. If it came too late, the watchdog has looked: then
        nobody is rung before switch and books were compared.
        """
        try:
            wishes = await self._errands.ask(route.match_all, node=self._node, at=clock.now())
        except Exception:
            self._errands.adrift = True  # one pool may have been matched before another failed
            raise
        if self._errands.adrift:
            return
        self._served.beat()
        if wishes:
            task = asyncio.create_task(self._errands.quietly(self._errands.carry_out(wishes)))
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)

    async def _tell(self) -> None:
        await self._errands.carry_out(await self._errands.ask(wait.tell, node=self._node, at=clock.now()))

    async def _take_commands(self) -> None:
        for wish in await self._errands.ask(do_as_asked.commands_for, node=self._node, at=clock.now()):
            call = getattr(wish, "caller_channel", "") or getattr(wish, "channel", "") or "phones"
            self._mailboxes.post(call, _doing(self._errands, wish))

    async def read_rescue_log(self, *, ask: Asking) -> list[ports.Wish]:
        """What the rescue plan did is written down. Returns what follows from it."""
        wishes: list[ports.Wish] = []
        for call in self._rescue_log.news():
            try:
                wishes += await ask(arrive.rescued_call, node=self._node, at=clock.now(), **vars(call))
            except Exception:
                self._rescue_log.again()
                raise
        self._rescue_log.put_aside()
        return wishes

    async def _read_rescue_log(self) -> None:
        await self._errands.carry_out(await self.read_rescue_log(ask=self._errands.ask))

    async def _write_rescue_plan(self) -> None:
        plan, at = be_there.rescue_plan, clock.now()
        (wish,) = await self._errands.ask(lambda: [plan(at=at)])
        if wish != self._plan and isinstance(wish, ports.WriteRescue) and await self._errands.wish(wish):
            self._plan = wish


def _doing(errands: Errands, wish: ports.Wish) -> Callable[[], Awaitable[None]]:
    async def do() -> None:
        await errands.wish(wish)

    return do


async def _bell(bell: asyncio.Event, longest: float) -> None:
    """Wait for a bell, or until it is time anyway; bells in between count as one."""
    try:
        await asyncio.wait_for(bell.wait(), longest)
    except TimeoutError:
        return
    bell.clear()
