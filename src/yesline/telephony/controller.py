"""The controller: facts of the switch go to flows, wishes of flows go to the switch. It decides nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from yesline.calls import ports
from yesline.flows import answer, arrive, be_there, come_back, route
from yesline.kernel import clock
from yesline.telephony import bells, pulse
from yesline.telephony.ari import client as ari
from yesline.telephony.doors import Doors, Flow
from yesline.telephony.gate import Gate
from yesline.telephony.mailboxes import Mailboxes
from yesline.telephony.rescue_log import RescueLog
from yesline.telephony.switch import facts, legs
from yesline.telephony.switch.facts import NotTaken
from yesline.telephony.switch.phones import Place
from yesline.telephony.switch.switch import Switch, SwitchRefused

log = logging.getLogger(__name__)
ARRIVAL_WITHIN = 1.0  # seconds; then the rescue plan takes the caller
_MATCH_EVERY = 1.0  # seconds
_RESCUE_LOG_EVERY = 5.0  # seconds
_FILE_WHOLE_AFTER = 0.5  # seconds after a caller's end
_TRY_AGAIN_AFTER = 1.0  # seconds
_OFFER_ENDED: dict[NotTaken, Flow] = {
    NotTaken.DECLINED: route.offer_declined,
    NotTaken.NOT_ANSWERED: route.offer_not_answered,
    NotTaken.UNREACHABLE: route.offer_unreachable,
}


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Which switch this controller serves, and under which name flows know it."""

    node: str
    ari_url: str
    ari_password: str = field(repr=False)
    place: Place
    rescue_log: RescueLog


class Controller:
    """One controller serves one switch. Conversations go on without it; on return it finds its bearings."""

    def __init__(self, setup: Setup, *, when_ready: Callable[[], None]) -> None:
        self._setup = setup
        self._node = setup.node
        self._when_ready = when_ready
        self._doors = Doors()
        self._mailboxes = Mailboxes()
        self._gate = Gate()
        self._rescue_log = setup.rescue_log
        self._match = asyncio.Event()
        self._commands = asyncio.Event()
        self._adrift = False  # a fact was lost because the database could not be asked
        self._adopted: set[str] = set()  # callers who were there before us
        self._caller_of: dict[int, str] = {}  # offer → the caller's channel: one mailbox for both
        self._switch: Switch

    async def run(self) -> None:
        """Serve for ever; connect again whenever the switch is lost."""
        address = ari.Address(url=self._setup.ari_url, password=self._setup.ari_password)
        try:
            while True:
                async with ari.connected(address) as connection:
                    self._switch = Switch(connection, self._setup.place)
                    await self._serve()
                log.warning("The connection to the telephone is lost; conversations go on without us.")
        finally:
            await self._mailboxes.drained(timeout=3)
            self._doors.close()

    async def _serve(self) -> None:
        """Everything that runs while one connection lives. Whatever ends first ends all."""
        endless = [
            self._switch.read(),
            self._take_facts(),
            self._find_bearings(),
            self._keep_matching(),
            self._keep_asking(),
            self._read_rescue_log(),
            self._switch.sound.run(),
            bells.listen(node=self._node, commands=self._commands.set, match=self._match.set),
            pulse.watch(),
        ]
        tasks = [asyncio.ensure_future(one) for one in endless]
        try:
            reading = tasks[0]
            while not reading.done():
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # a side task that failed fails us: the supervisor starts us anew
                    tasks.remove(task)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # Finding our bearings

    async def _find_bearings(self) -> None:
        """Compare what lives at the switch with what we believe, and mend both; then the phones."""
        while not await self._reconciled():
            await asyncio.sleep(_TRY_AGAIN_AFTER)
        await self._bring_phones()
        self._when_ready()

    async def _reconciled(self) -> bool:
        async with self._gate.closed():
            try:
                channels, bridges = await self._switch.look_around()
                wishes = await self._doors.ask(
                    come_back.reconcile, node=self._node, channels=channels, bridges=bridges, at=clock.now()
                )
            except Exception:
                log.exception("The calls at the switch could not be compared with ours; trying again.")
                return False
            self._adopted = {channel.id for channel in channels if channel.app_args[:1] == ("in",)}
            self._adrift = False
        await self._carry_out(wishes)
        return True

    async def _bring_phones(self) -> None:
        """Push every phone, and tell which of them can be reached: what we believed may be old."""
        wishes = await self._ask(be_there.phones_and_duty)
        pushes = [wish for wish in wishes if isinstance(wish, ports.PushPhone)]
        await asyncio.gather(*(self._wish(wish) for wish in wishes))
        reachable = await self._switch.phones.reachable()
        for phone in pushes:
            seen = facts.PhoneSeen(sip_user=phone.sip_user, reachable=reachable.get(phone.sip_user, False))
            self._post(seen)

    # Facts

    async def _take_facts(self) -> None:
        async for fact in self._switch.facts():
            self._post(fact)

    def _post(self, fact: facts.Fact) -> None:
        """Put a fact into the mailbox of its call, with the time it was learnt."""
        at = clock.now()

        async def handle() -> None:
            await self._handle(fact, at)

        self._mailboxes.post(self._mailbox(fact), handle)

    def _mailbox(self, fact: facts.Fact) -> str:
        match fact:
            case facts.CallerArrived(channel=channel) | facts.CallerLeft(channel=channel):
                return channel
            case facts.PhoneSeen(sip_user=name):
                return f"phone {name}"
            case _:
                return self._caller_of.get(fact.offer_id, legs.channel_of(fact.offer_id))

    async def _handle(self, fact: facts.Fact, at: datetime) -> None:
        match fact:
            case facts.CallerArrived():
                await self._arrived(fact, at)
            case facts.CallerLeft(channel=channel, lost=lost):
                await self._tell(answer.caller_left, at=at, node=self._node, channel=channel, lost=lost)
                await asyncio.sleep(_FILE_WHOLE_AFTER)
                await self._tell(answer.recording_complete, at=at, node=self._node, channel=channel)
            case facts.AgentAnswered(offer_id=offer_id, channel=channel):
                await self._tell(answer.agent_answered, at=at, offer_id=offer_id, channel=channel)
            case facts.OfferEnded(offer_id=offer_id, how=how):
                await self._tell(_OFFER_ENDED[how], at=at, offer_id=offer_id)
            case facts.AgentLeft(offer_id=offer_id, lost=lost):
                self._caller_of.pop(offer_id, None)
                await self._tell(answer.agent_left, at=at, offer_id=offer_id, lost=lost)
            case facts.PhoneSeen(sip_user=name, reachable=reachable):
                await self._tell(route.phone_seen, at=at, node=self._node, sip_user=name, reachable=reachable)

    async def _tell(self, flow: Flow, *, at: datetime, **particulars: object) -> None:
        """Hand a fact to its flow and do what follows. A fact that can't be told makes us look around anew."""
        try:
            wishes = await self._ask(flow, at=at, **particulars)
        except Exception:
            self._adrift = True
            raise
        await self._carry_out(wishes)

    async def _arrived(self, fact: facts.CallerArrived, at: datetime) -> None:
        """A caller is never kept waiting for us: after a second, or at a failure, the rescue plan takes over."""
        asking = asyncio.create_task(self._arrival(fact, at))
        done, _ = await asyncio.wait({asking}, timeout=ARRIVAL_WITHIN)
        if not done:
            log.warning("The caller on %s waited too long for us: the rescue plan takes over.", fact.channel)
            handed_over = await self._wish(ports.ToRescue(channel=fact.channel))
            self._later(self._too_late(asking, fact.channel, gone=not handed_over))
        elif error := asking.exception():
            log.error("The arrival on %s could not be written down.", fact.channel, exc_info=error)
            await self._wish(ports.ToRescue(channel=fact.channel))
        else:
            await self._carry_out(asking.result())

    async def _arrival(self, fact: facts.CallerArrived, at: datetime) -> list[ports.Wish]:
        async with self._gate.passing():
            if fact.channel in self._adopted:
                self._adopted.discard(fact.channel)
                return []
            wishes = await self._doors.ask(
                arrive.call_arrived,
                node=self._node,
                channel=fact.channel,
                caller_number=fact.number,
                caller_name=fact.name,
                trunk=fact.trunk,
                dialled=fact.dialled,
                at=at,
            )
        # Nothing to do for a caller we know already: they came back from the rescue plan, which goes on.
        return wishes or [ports.ToRescue(channel=fact.channel)]

    async def _too_late(self, asking: asyncio.Task[list[ports.Wish]], channel: str, *, gone: bool) -> None:
        """What a late arrival wished for others is done; this caller is with the rescue plan, or gone."""
        for_others = [wish for wish in await asking if getattr(wish, "channel", None) != channel]
        await self._carry_out(for_others)
        if gone:
            await self._tell(answer.caller_left, at=clock.now(), node=self._node, channel=channel, lost=False)
        else:
            await self._tell(arrive.gone_to_rescue, at=clock.now(), node=self._node, channel=channel)

    # Wishes

    async def _carry_out(self, wishes: list[ports.Wish]) -> None:
        for wish in wishes:
            await self._wish(wish)

    async def _wish(self, wish: ports.Wish) -> bool:
        """Have the switch do it, and tell what came of it. Whether it was done."""
        try:
            await self._switch.carry_out(wish)
        except SwitchRefused as refused:
            log.warning("%s was not done: %s", type(wish).__name__, refused)
            if wish.command_id is not None:
                await self._tell(answer.command_failed, at=clock.now(), command_id=wish.command_id, error=str(refused))
            return False
        if isinstance(wish, ports.Connect):
            offer_id = legs.offer_of(wish.agent_channel)
            if offer_id is not None:
                self._caller_of[offer_id] = wish.caller_channel
            await self._tell(answer.connected, at=clock.now(), contact_id=wish.contact_id)
        if wish.command_id is not None:
            await self._tell(answer.command_done, at=clock.now(), command_id=wish.command_id)
        return True

    async def _ask(self, flow: Flow, **particulars: object) -> list[ports.Wish]:
        async with self._gate.passing():
            return await self._doors.ask(flow, **particulars)

    # What runs beside the calls

    async def _keep_matching(self) -> None:
        """At every bell, and once a second in case one was lost."""
        while True:
            await _bell(self._match, _MATCH_EVERY)
            if self._adrift:
                await self._reconciled()
            await self._quietly(self._tell(route.match_all, at=clock.now(), node=self._node))

    async def _keep_asking(self) -> None:
        """What people asked of the switch: at every bell, each in the mailbox of its call."""
        while True:
            await _bell(self._commands, 60)
            await self._quietly(self._take_commands())

    async def _take_commands(self) -> None:
        wishes = await self._ask(answer.commands_for, node=self._node, at=clock.now())
        for wish in wishes:
            channel = getattr(wish, "caller_channel", None) or getattr(wish, "channel", "phones")
            self._mailboxes.post(channel, lambda wish=wish: self._wish(wish))

    async def _read_rescue_log(self) -> None:
        while True:
            for call in self._rescue_log.news():
                await self._quietly(self._tell(arrive.rescued_call, at=clock.now(), node=self._node, **vars(call)))
            self._rescue_log.put_aside()
            await asyncio.sleep(_RESCUE_LOG_EVERY)

    async def _quietly(self, doing: Awaitable[None]) -> None:
        """A failure here is written down and tried again at the next turn."""
        try:
            await doing
        except Exception:
            log.exception("The controller could not do its rounds; it tries again.")

    def _later(self, doing: Awaitable[None]) -> None:
        async def finish() -> None:
            await doing

        self._mailboxes.post("late arrivals", finish)


async def _bell(bell: asyncio.Event, longest: float) -> None:
    """Wait for a bell, or until it is time anyway; bells in between count as one."""
    try:
        await asyncio.wait_for(bell.wait(), longest)
    except TimeoutError:
        return
    bell.clear()
