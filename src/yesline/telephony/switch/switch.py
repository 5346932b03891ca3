"""The verbs: each wish of a flow is one of them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime

from yesline.calls import ports
from yesline.telephony.ari import client as ari
from yesline.telephony.ari import events
from yesline.telephony.switch import facts, legs
from yesline.telephony.switch.ears import Ears
from yesline.telephony.switch.keys import Keys
from yesline.telephony.switch.legs import Legs
from yesline.telephony.switch.phones import Phones, Place
from yesline.telephony.switch.recorder import Recorder
from yesline.telephony.switch.ringing import Ringing
from yesline.telephony.switch.sound import SoundWatch

log = logging.getLogger(__name__)
_BUSY = 17  # Q.850
_ANSWERED_ELSEWHERE = 26  # Q.850: the phone shows no missed call


class SwitchRefused(Exception):
    """The switch could not do what was wished; the message says why."""


class Switch:
    """One Asterisk while we are connected to it."""

    def __init__(self, connection: ari.Connection, place: Place) -> None:
        self._asterisk = connection
        self._place = place
        self._facts: asyncio.Queue[facts.Fact | None] = asyncio.Queue()
        self._legs = Legs()
        self._ears = Ears(connection)
        self._keys = Keys(connection, self._legs)
        self._recorder = Recorder(connection, self._legs, place)
        self._ringing = Ringing(connection, self._legs, self._ears, self._facts)
        self.phones = Phones(connection, place)
        self.sound = SoundWatch(connection, self._legs, self.phones, self._ears, self._facts)

    @property
    def began_at(self) -> datetime:
        """When this Asterisk was started."""
        return self._asterisk.started_at

    async def read(self) -> None:
        """Turn events into facts until the connection ends."""
        async for event in self._asterisk.events():
            self._ears.read(event)
            self.sound.read(event)
            self._keys.read(event)
            for fact in self._legs.read(event):
                self._facts.put_nowait(fact)
        self._facts.put_nowait(None)

    async def facts(self) -> AsyncIterator[facts.Fact]:
        """What happens, in order, until the connection ends."""
        while (fact := await self._facts.get()) is not None:
            yield fact

    async def look_around(self) -> tuple[list[ports.ChannelSeen], list[str]]:
        """The channels and the bridges that live now; legs that were there before us become known."""
        said = await self._asterisk.request("GET", "channels")
        channels = [events.Channel.read(channel) for channel in said]
        bridges = await self._asterisk.request("GET", "bridges")
        for file in self._place.monitor.glob("*.raw"):
            if file.stem not in {channel.id for channel in channels}:
                self.tidy_away(file.stem)
        self._legs.adopt(channels)
        self._ears.adopt(channels)
        self.sound.adopt(bridges)
        return [_seen(channel) for channel in channels], [bridge["id"] for bridge in bridges]

    def tidy_away(self, channel: str) -> None:
        """Remove what was armed to be recorded and never was: the file of a caller nobody talked to is empty."""
        with contextlib.suppress(FileNotFoundError):
            file = self._place.monitor / f"{channel}.raw"
            if file.stat().st_size == 0:
                file.unlink()

    async def carry_out(self, wish: ports.Wish) -> None:
        """Do what a flow wishes. Raises SwitchRefused with a sentence when it can't be done."""
        try:
            await self._carry_out(wish)
        except ari.Refused as refused:
            raise SwitchRefused(str(refused)) from refused
        except ari.Disconnected as gone:
            raise SwitchRefused(f"The telephone can't be reached now. {gone}") from gone

    async def _carry_out(self, wish: ports.Wish) -> None:  # noqa: C901, PLR0912  one line per verb
        match wish:
            case ports.RingTone():
                await self._ears.ring(wish.channel, answer_after=wish.answer_after)
            case ports.PlayNotice():
                await self._ears.notice(wish.channel, wish.sound)
            case ports.TellWaiting():
                self._ears.tell(wish.channel, wish.sounds, language=wish.language)
            case ports.RingAgent():
                await self._ringing.ring_agent(wish)
            case ports.CallCustomer():
                await self._ringing.call_customer(wish)
            case ports.StopRinging():
                await self._end(legs.channel_of(wish.offer_id), reason=_ANSWERED_ELSEWHERE)
            case ports.Connect():
                await self._connect(wish)
            case ports.Join():
                await self._join(wish.contact_id, wish.agent_channel)
            case ports.Disconnect():
                await self._disconnect(wish)
            case ports.HoldCaller():
                await self._hold(wish)
            case ports.TakeBack():
                await self._ears.silence(wish.caller_channel)
                await self._join(wish.contact_id, wish.caller_channel)
                self.sound.joined(wish.contact_id, wish.caller_channel, wish.agent_channel)
            case ports.Muted() | ports.Unmuted():
                self.sound.muted(wish.agent_channel, on=isinstance(wish, ports.Muted))
            case ports.HangUp():
                await self._end(wish.channel, reason=_BUSY if wish.busy else None)
            case ports.EndCall():
                await self._end_call(wish)
            case ports.DropBridge():
                await self._drop_bridge(wish.name)
            case ports.DiscardRecording():
                (self._place.monitor / f"{wish.channel}.raw").unlink(missing_ok=True)
            case ports.ToRescue():
                await self._to_rescue(wish.channel)
            case ports.PushPhone():
                await self.phones.push(wish)
            case ports.DropPhone():
                await self.phones.drop(wish.sip_user)
            case ports.WriteRescue():
                await self.phones.write_rescue(wish)
            case _:
                raise SwitchRefused(f"The switch does not know how to do {type(wish).__name__}.")

    async def _connect(self, wish: ports.Connect) -> None:
        bridge = _bridge(wish.contact_id)
        with contextlib.suppress(ari.Refused):  # it is there already
            await self._asterisk.request("POST", f"bridges/{bridge}", type="mixing")
        try:
            await asyncio.gather(self._ears.silence(wish.caller_channel), self._recorder.arm(wish.caller_channel))
            await self._ears.silence(wish.agent_channel)
            await self._ears.answer(wish.caller_channel)
            await self._join(wish.contact_id, wish.caller_channel, wish.agent_channel)
            self.sound.joined(wish.contact_id, wish.caller_channel, wish.agent_channel)
        except ari.Refused:
            if wish.caller_channel not in self._legs.living:
                await self._drop_bridge(bridge)
            raise

    async def _disconnect(self, wish: ports.Disconnect) -> None:
        self.sound.parted(wish.caller_channel)
        with contextlib.suppress(ari.Refused):
            await self._part(wish.contact_id, wish.caller_channel)
        with contextlib.suppress(ari.Refused):
            await self._ears.ring(wish.caller_channel)
        await self._end(wish.agent_channel)

    async def _hold(self, wish: ports.HoldCaller) -> None:
        """Whoever looks after those who wait must know that this one doesn't."""
        held = {"variable": legs.HELD_IN, "value": _bridge(wish.contact_id)}
        await self._asterisk.request("POST", f"channels/{wish.caller_channel}/variable", **held)
        await self._part(wish.contact_id, wish.caller_channel)
        self.sound.held(wish.caller_channel)
        await self._ears.music(wish.caller_channel)

    async def _end_call(self, wish: ports.EndCall) -> None:
        for channel in (wish.caller_channel, wish.agent_channel):
            if channel:
                await self._end(channel)
        await self._drop_bridge(_bridge(wish.contact_id))

    async def _to_rescue(self, channel: str) -> None:
        await self._ears.silence(channel, at_once=True)
        await self._asterisk.request(
            "POST", f"channels/{channel}/continue", context="rescue", extension="start", priority=1
        )

    async def _join(self, contact_id: int, *channels: str) -> None:
        await self._asterisk.request("POST", f"bridges/{_bridge(contact_id)}/addChannel", channel=",".join(channels))

    async def _part(self, contact_id: int, channel: str) -> None:
        await self._asterisk.request("POST", f"bridges/{_bridge(contact_id)}/removeChannel", channel=channel)

    async def _end(self, channel: str, *, reason: int | None = None) -> None:
        """End a leg; one that is gone already is as good."""
        self._legs.ending(channel)
        with contextlib.suppress(ari.Refused):
            await self._asterisk.request("DELETE", f"channels/{channel}", reason_code=reason)

    async def _drop_bridge(self, name: str) -> None:
        with contextlib.suppress(ari.Refused):
            await self._asterisk.request("DELETE", f"bridges/{name}")


def _bridge(contact_id: int) -> str:
    return f"contact-{contact_id}"


def _seen(channel: events.Channel) -> ports.ChannelSeen:
    return ports.ChannelSeen(
        id=channel.id,
        name=channel.name,
        state=channel.state,
        caller_number=channel.caller_number,
        app_args=channel.app_args,
        created_at=channel.created_at,
    )
