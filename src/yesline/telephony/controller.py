"""The controller: facts of the switch go to flows, wishes of flows go to the switch. It decides nothing."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from yesline.calls import ports
from yesline.flows import answer, be_heard, be_there, come_back, reach_out, route
from yesline.kernel import clock
from yesline.telephony import bells, pulse
from yesline.telephony.ari import client as ari
from yesline.telephony.arrivals import Arrivals
from yesline.telephony.crowds import Crowds
from yesline.telephony.doors import Doors, Flow
from yesline.telephony.errands import Errands
from yesline.telephony.gate import Gate
from yesline.telephony.mailboxes import Mailboxes
from yesline.telephony.rescue_log import RescueLog
from yesline.telephony.rounds import Rounds
from yesline.telephony.switch import facts, legs
from yesline.telephony.switch.facts import NotTaken
from yesline.telephony.switch.phones import Place
from yesline.telephony.switch.switch import Switch

log = logging.getLogger(__name__)
_FILE_WHOLE_AFTER = 0.5  # seconds after a caller's end until the last of the sound is on disk
_TRY_AGAIN_AFTER = 1.0  # seconds
_FINISH_WITHIN = 3.0  # seconds for the facts in hand when we are asked to end
_OFFER_ENDED: dict[NotTaken, Flow] = {
    NotTaken.DECLINED: route.offer_declined,
    NotTaken.NOT_ANSWERED: route.offer_not_answered,
    NotTaken.UNREACHABLE: route.offer_unreachable,
}


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Which switch this controller serves, and under which name (`node`) flows know it."""

    node: str
    ari_url: str
    ari_password: str = field(repr=False)
    place: Place
    rescue_log: RescueLog
    strangers: Path  # the switch's log of those who tried to get in


class Controller:
    """One controller serves one switch. Conversations go on without it; on return it finds its bearings."""

    def __init__(self, setup: Setup, *, when_ready: Callable[[], None]) -> None:
        self._setup = setup
        self._when_ready = when_ready
        self._doors = Doors()
        self._gate = Gate()
        self._mailboxes = Mailboxes()

    async def run(self) -> None:
        """Serve until cancelled; connect again whenever the switch is lost."""
        address = ari.Address(url=self._setup.ari_url, password=self._setup.ari_password)
        try:
            while True:
                async with ari.connected(address) as connection:
                    switch = Switch(connection, self._setup.place)
                    errands = Errands(switch, self._doors, self._gate)
                    await Session(self._setup, errands, self._mailboxes, self._when_ready).run()
                log.warning("The connection to the telephone is lost; conversations go on without us.")
        finally:
            await self._mailboxes.drained(within=_FINISH_WITHIN)
            self._doors.close()


class Session:
    """The controller's work while one connection lives."""

    def __init__(self, setup: Setup, errands: Errands, mailboxes: Mailboxes, when_ready: Callable[[], None]) -> None:
        self._node = setup.node
        self._errands = errands
        self._switch = errands.switch
        self._mailboxes = mailboxes
        self._when_ready = when_ready
        self._crowds = Crowds(errands, strangers=setup.strangers)
        self._arrivals = Arrivals(errands, setup.node, self._crowds)
        self._rounds = Rounds(errands, mailboxes, setup.rescue_log, node=setup.node, reconcile=self._reconciled)

    async def run(self) -> None:
        """Everything side by side, until the connection ends. A side task that fails ends us all."""
        rounds = self._rounds
        reading = asyncio.create_task(self._switch.read(), name="events")
        tasks = {reading} | {
            asyncio.ensure_future(doing)
            for doing in (
                self._take_facts(),
                self._find_bearings(),
                rounds.keep_matching(),
                rounds.keep_asking(),
                rounds.keep_telling(),
                rounds.keep_rescue_plan(),
                self._switch.sound.run(),
                bells.listen(node=self._node, commands=rounds.commands.set, match=rounds.match.set),
                self._crowds.keep_telling(),
                pulse.watch(),
            )
        }
        try:
            while not reading.done():
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _find_bearings(self) -> None:
        """Compare what lives at the switch with what we believe, and mend both; then bring the phones."""
        reconciled = await self._reconciled()
        while not reconciled:
            await asyncio.sleep(_TRY_AGAIN_AFTER)
            reconciled = await self._reconciled()
        await self._bring_phones()
        self._when_ready()

    async def _reconciled(self) -> bool:
        wishes: list[ports.Wish] = []

        async def compare() -> None:
            ask, began_at = self._errands.ask_behind_the_gate, self._switch.began_at
            wishes.extend(await ask(come_back.switch_died, node=self._node, began_at=began_at, at=clock.now()))
            wishes.extend(await self._rounds.read_rescue_log(ask=ask))
            channels, bridges = await self._switch.look_around()
            wishes.extend(
                await ask(
                    come_back.reconcile,
                    node=self._node,
                    channels=channels,
                    bridges=bridges,
                    switch_began_at=began_at,
                    at=clock.now(),
                )
            )
            self._arrivals.adopted = {one.id for one in channels if one.app_args[:1] == ("in",)}
            self._errands.adrift = False

        async with self._errands.gate.closed():
            self._errands.adrift = True
            await self._errands.quietly(compare())
        await self._errands.carry_out(wishes)
        return not self._errands.adrift

    async def _bring_phones(self) -> None:
        """Push every phone, and tell which of them can be reached: what we believed may be old."""
        wishes = await self._errands.ask(be_there.phones_and_duty, at=clock.now())
        await asyncio.gather(*(self._errands.wish(wish) for wish in wishes))
        reachable = await self._switch.phones.reachable()
        for wish in wishes:
            if isinstance(wish, ports.PushPhone):
                seen = reachable.get(wish.sip_user, False)
                self._post(facts.PhoneSeen(sip_user=wish.sip_user, reachable=seen))

    async def _take_facts(self) -> None:
        async for fact in self._switch.facts():
            self._post(fact)

    def _post(self, fact: facts.Fact) -> None:
        """Put a fact into the mailbox of its call, with the time it was learnt."""
        at = clock.now()

        async def handle() -> None:
            await self._errands.quietly(self._handle(fact, at))

        self._mailboxes.post(self._mailbox(fact), handle)

    def _mailbox(self, fact: facts.Fact) -> str:
        match fact:
            case (
                facts.CallerArrived(channel=channel)
                | facts.CallerLeft(channel=channel)
                | facts.CustomerReached(channel=channel)
                | facts.CustomerNotReached(channel=channel)
            ):
                return channel
            case facts.TurnedAway():
                return "turned away"
            case facts.PhoneSeen(sip_user=name):
                return f"phone {name}"
            case _:
                own = legs.channel_of(fact.offer_id)
                return self._errands.caller_of.get(fact.offer_id, own)

    async def _handle(self, fact: facts.Fact, at: datetime) -> None:  # noqa: C901  one line per fact
        tell, node = self._errands.tell, self._node
        match fact:
            case facts.TurnedAway():
                self._crowds.turned_away(fact)
            case facts.CallerArrived():
                await self._arrivals.arrived(fact, at)
            case facts.CallerLeft(channel=channel, lost=lost):
                await tell(answer.caller_left, node=node, channel=channel, lost=lost, at=at)
                await asyncio.sleep(_FILE_WHOLE_AFTER)
                self._switch.tidy_away(channel)
                await tell(answer.recording_complete, node=node, channel=channel, at=clock.now())
            case facts.CustomerReached(channel=channel):
                await tell(reach_out.reached, node=node, channel=channel, at=at)
            case facts.CustomerNotReached(channel=channel):
                await tell(reach_out.not_reached, node=node, channel=channel, at=at)
            case facts.AgentAnswered(offer_id=offer_id, channel=channel):
                await tell(answer.agent_answered, offer_id=offer_id, channel=channel, at=at)
            case facts.OfferEnded(offer_id=offer_id, how=how):
                await tell(_OFFER_ENDED[how], offer_id=offer_id, at=at)
            case facts.AgentLeft(offer_id=offer_id, lost=lost):
                self._errands.caller_of.pop(offer_id, None)
                await tell(answer.agent_left, offer_id=offer_id, lost=lost, at=at)
            case facts.SideUnheard() | facts.SideHeard():
                of_silence = be_heard.side_unheard if isinstance(fact, facts.SideUnheard) else be_heard.side_heard
                await tell(of_silence, **vars(fact), at=at)
            case facts.PhoneSeen(sip_user=name, reachable=reachable):
                await tell(route.phone_seen, node=node, sip_user=name, reachable=reachable, at=at)
