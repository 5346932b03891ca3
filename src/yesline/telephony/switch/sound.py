"""Whether sound comes from each side. Packets are counted in the switch, sound is noticed there: none comes to us.

A browser that is closed says no goodbye, and a telephone whose network died says none either: their legs would live on.
Whoever sends nothing is asked for a sign of life on the signalling's way; the switch ends the leg of who gives none.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yesline.calls.enums import Party
from yesline.telephony.ari import client as ari
from yesline.telephony.ari import events
from yesline.telephony.switch import facts, legs
from yesline.telephony.switch.ears import Ears
from yesline.telephony.switch.legs import Legs
from yesline.telephony.switch.phones import Phones
from yesline.telephony.switch.silence import AFTER, How, Side

log = logging.getLogger(__name__)
_LOOK_EVERY = 2.0  # seconds
_SUSPICION = 1.0  # seconds without a packet that prove a phone dead whose registration is gone too
_ASK_AGAIN_AFTER = 60.0  # seconds; who has given a sign of life and still sends nothing is asked again
# A frame counts as sound from this mean level on (of 32767, some -48 dB): well above a line's own noise. The other is
# how many milliseconds without it end a sound, which nobody here asks.
_DETECT = "1000,128"


@dataclass
class Talk:
    """Two who are joined."""

    contact_id: int
    caller: str
    agent: str
    held: bool = False  # we play music to the caller

    def whose(self, channel: str) -> Party:
        return Party.CALLER if channel == self.caller else Party.AGENT


class SoundWatch:
    """Looks at every answered leg. Of those who are joined it tells who is not heard, once, and who is heard again."""

    def __init__(
        self,
        connection: ari.Connection,
        living: Legs,
        phones: Phones,
        ears: Ears,
        reported: "asyncio.Queue[facts.Fact | None]",
    ) -> None:
        self._asterisk = connection
        self._legs = living
        self._phones = phones
        self._ears = ears
        self._reported = reported
        self._sides: dict[str, Side] = {}
        self._talks: dict[str, Talk] = {}  # by either channel
        self._told: dict[tuple[int, Party], str] = {}  # of whom it was told that they are not heard, by which leg
        self._asked_at: dict[str, float] = {}
        self._running: set[asyncio.Task[None]] = set()

    def adopt(self, bridges: Iterable[Mapping[str, Any]]) -> None:
        """Learn who talked before us. They were heard, we assume; whoever was told of as unheard, and is heard now, is
        told of once more.
        """
        for bridge in bridges:
            name, _, contact_id = bridge["id"].partition("-")
            agents = [channel for channel in bridge["channels"] if legs.offer_of(channel) is not None]
            callers = [channel for channel in bridge["channels"] if channel not in agents]
            if (name, len(agents), len(callers)) == ("contact", 1, 1) and callers[0] not in self._talks:
                for channel in (*agents, *callers):
                    self._side(channel).heard = True
                self.joined(int(contact_id), callers[0], agents[0])
                self._told |= {(int(contact_id), self._talks[one].whose(one)): one for one in (*agents, *callers)}

    def joined(self, contact_id: int, caller: str, agent: str) -> None:
        """These two can hear each other now."""
        talk = Talk(contact_id, caller, agent)
        for channel in (caller, agent):
            self._talks[channel] = talk
            side = self._side(channel)
            side.begins_anew(time.monotonic())
            if not side.heard:
                self._soon(self._set(channel, "TALK_DETECT(set)", _DETECT))

    def parted(self, caller: str) -> None:
        """They don't hear each other any more; what was told of the caller's contact stands."""
        talk = self._talks.pop(caller, None)
        if talk is not None:
            self._talks.pop(talk.agent, None)

    def held(self, caller: str) -> None:
        """The caller hears music instead of the agent, until they are joined again."""
        if caller in self._talks:
            self._talks[caller].held = True

    def muted(self, channel: str, *, on: bool) -> None:
        """A person has switched their microphone off, or on again."""
        side = self._side(channel)
        side.muted = on
        side.begins_anew(time.monotonic())

    def read(self, event: events.Event) -> None:
        """Sound that begins, a hold by the other side; a phone that is gone while its leg is up, or comes anew."""
        match event:
            case events.Sounds(channel=channel) if channel.id in self._sides:
                self._sides[channel.id].heard = True
                self._soon(self._set(channel.id, "TALK_DETECT(remove)", ""))
                self._judge(channel.id)
            case events.Holds(channel=channel, on=on):
                side = self._side(channel.id)
                side.holds = on
                side.begins_anew(time.monotonic())
            case events.EndpointSeen(name=name, reachable=reachable):
                if reachable and self._phones.kinds.get(name) != "browser":
                    return
                for channel_id in self._legs.talking_on(name):
                    self._soon(self._suspect(channel_id))
            case events.Destroyed(channel=channel):
                self._forget(channel.id)

    async def run(self) -> None:
        """Look at every leg, again and again."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            for channel, leg in list(self._legs.living.items()):
                if leg.answered and not leg.ended_by_us and await self._counted(channel):
                    self._judge(channel)
                    self._ask_for_a_sign(channel)

    def _judge(self, channel: str) -> None:
        """Tell who is not heard, or is heard again. While the caller hears music, only an agent who is gone counts."""
        talk, side = self._talks.get(channel), self._side(channel)
        offer_id = legs.offer_of(talk.agent) if talk else None
        if talk is None or offer_id is None:
            self._alone(channel, side)
            return
        whose, how = talk.whose(channel), side.unheard(time.monotonic())
        dead = whose == Party.AGENT and side.always_sends and how == How.NO_PACKETS
        if talk.held and not dead:
            return
        named = (talk.contact_id, whose)
        if how is not None and self._told.get(named) != channel:
            self._told[named] = channel
            log.warning("Contact %s: the %s is not heard, there is %s.", talk.contact_id, whose, how)
            self._reported.put_nowait(facts.SideUnheard(offer_id=offer_id, whose=whose, sends=how == How.NO_SOUND))
        elif how is None and side.heard and self._told.pop(named, ""):
            self._reported.put_nowait(facts.SideHeard(offer_id=offer_id, whose=whose))

    def _alone(self, channel: str, side: Side) -> None:
        """A browser that answered and was joined with nobody is lost like any other."""
        if side.always_sends and side.unheard(time.monotonic()) == How.NO_PACKETS:
            self._lost(channel)

    def _ask_for_a_sign(self, channel: str) -> None:
        """Any answer to a refresh of the session is one; without an answer the switch ends the leg in some 50 s."""
        now, side = time.monotonic(), self._side(channel)
        if now - side.packets_at < AFTER or now - self._asked_at.get(channel, -_ASK_AGAIN_AFTER) < _ASK_AGAIN_AFTER:
            return
        self._asked_at[channel] = now
        refresh = self._set(channel, "PJSIP_SEND_SESSION_REFRESH()", "update")
        # Nothing is played to somebody who is joined; whoever waits hears tones.
        self._soon(refresh if channel in self._talks else self._ears.between_tones(channel, refresh))

    async def _suspect(self, channel: str) -> None:
        """Its registration went. If sound comes on, only the page's connection was lost for a moment."""
        await self._counted(channel)
        before = self._side(channel).packets
        await asyncio.sleep(_SUSPICION)
        if await self._counted(channel) and self._side(channel).packets == before:
            self._lost(channel)

    async def _counted(self, channel: str) -> bool:
        """Ask the switch how many packets have come. False where it can't say."""
        try:
            said = await self._asterisk.request("GET", f"channels/{channel}/rtp_statistics")
        except (ari.Refused, ari.Disconnected):
            return False
        if channel not in self._legs.living:
            return False
        self._side(channel).counted(said["rxcount"], time.monotonic())
        return True

    async def _set(self, channel: str, name: str, value: str) -> None:
        """Set one of the switch's functions of a channel."""
        with contextlib.suppress(ari.Refused, ari.Disconnected):
            await self._asterisk.request("POST", f"channels/{channel}/variable", variable=name, value=value)

    def _lost(self, channel: str) -> None:
        leg, offer_id = self._legs.living.get(channel), legs.offer_of(channel)
        if leg is None or leg.ended_by_us or offer_id is None:
            return
        log.warning("The leg %s of %s is silent and counts as lost.", channel, leg.endpoint)
        leg.ended_by_us = True  # whatever ends it now, it has been reported
        self._reported.put_nowait(facts.AgentLeft(offer_id=offer_id, lost=True))

    def _side(self, channel: str) -> Side:
        if channel not in self._sides:
            leg = self._legs.living.get(channel)
            browser = leg is not None and self._phones.kinds.get(leg.endpoint) == "browser"
            self._sides[channel] = Side(since=time.monotonic(), always_sends=browser)
        return self._sides[channel]

    def _forget(self, channel: str) -> None:
        talk = self._talks.get(channel)
        if talk is not None:
            self.parted(talk.caller)
            if channel == talk.caller:
                for whose in Party:
                    self._told.pop((talk.contact_id, whose), None)
        self._sides.pop(channel, None)
        self._asked_at.pop(channel, None)

    def _soon(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
