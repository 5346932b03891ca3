"""The verbs of the switch with real telephones: who hears whom, and what the recording keeps."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from tests.telephony.conftest import Table, run, until

from yesline.calls import ports
from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.telephony.ari import client as ari
from yesline.telephony.switch import facts
from yesline.telephony.switch.facts import NotTaken
from yesline.telephony.switch.switch import Switch, SwitchRefused

pytestmark = pytest.mark.asterisk
T = TypeVar("T")
CEM_HZ, ANNA_HZ, NOTICE_HZ = 440.0, 1300.0, 900.0
NUMBER = "+78182550100"


async def aside(doing: Callable[..., T], *words: Any, **more: Any) -> T:
    """What a telephone does takes a moment; the switch goes on meanwhile."""
    return await asyncio.to_thread(doing, *words, **more)


class Desk:
    """One caller, one agent with a desk phone, and the switch between them."""

    def __init__(self, table: Table, switch: Switch) -> None:
        self.table = table
        self.switch = switch
        self.facts = switch.facts()
        self.anna: SipPhone
        self.cem: SipPhone
        self.channel = ""

    async def hears(self, kind: type[T]) -> T:
        """The next fact of that kind."""
        async for fact in self.facts:
            if isinstance(fact, kind):
                return fact
        raise AssertionError(f"the switch went away before {kind.__name__}")

    async def anna_has_a_phone(self, **more: Any) -> None:
        await self.switch.carry_out(ports.PushPhone(sip_user="anna-s", secret="secret", kind="sip"))
        self.anna = await aside(self.table.phone, "anna-s", hz=ANNA_HZ, password="secret", **more)

    async def cem_dials(self) -> None:
        self.cem = await aside(self.table.caller, hz=CEM_HZ)
        self.cem.dial(NUMBER)
        self.channel = (await self.hears(facts.CallerArrived)).channel

    async def rings(self, offer_id: int = 7, **more: Any) -> None:
        wish = ports.RingAgent(
            offer_id=offer_id,
            endpoint="PJSIP/anna-s",
            caller_name='Cem "Jem" <Caller>',
            caller_number="+7 921 555-01-47",
            **{"ring_for": 20, **more},
        )
        await self.switch.carry_out(wish)

    async def they_talk(self) -> None:
        await self.anna_has_a_phone(answers="auto")
        await self.cem_dials()
        await self.rings()
        answered = await self.hears(facts.AgentAnswered)
        assert answered == facts.AgentAnswered(offer_id=7, channel="offer-7")
        await self.switch.carry_out(ports.Connect(contact_id=1, **self.legs))
        await aside(self.cem.wait, "CALL_ESTABLISHED")

    @property
    def legs(self) -> dict[str, str]:
        return {"caller_channel": self.channel, "agent_channel": "offer-7"}

    async def ends(self) -> None:
        await self.switch.carry_out(ports.EndCall(contact_id=1, **self.legs))
        await self.hears(facts.CallerLeft)
        await until(lambda: not self.table.telephone.console("core show channels concise").strip(), what="silence")


@asynccontextmanager
async def desk(table: Table) -> AsyncIterator[Desk]:
    async with table.switch() as switch:
        sitting = Desk(table, switch)
        try:
            yield sitting
        finally:
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))


def notice(table: Table, seconds: float) -> str:
    """A recorded sentence where Asterisk can read it; here a tone."""
    said = tones.tone(table.folder / "notice.wav", NOTICE_HZ, seconds)
    said.chmod(0o644)
    for folder in list(said.parents)[:3]:
        folder.chmod(0o755)
    return str(said)


def share(phone: SipPhone, hz: float) -> float:
    """The tone's share of the last second a phone has heard so far."""
    heard = tones.so_far(phone.hears)[-tones.RATE :]
    return tones.shares(heard, tones.RATE, hz) if len(heard) == tones.RATE else 0.0


def loudness(phone: SipPhone) -> float:
    return tones.loudness(tones.so_far(phone.hears)[-tones.RATE :])


async def hears(phone: SipPhone, hz: float) -> None:
    await until(lambda: share(phone, hz) > 0.9, what=f"{hz} Hz at {phone.user}")


async def hears_no_more(phone: SipPhone, hz: float) -> None:
    await until(lambda: share(phone, hz) < 0.05, what=f"no {hz} Hz at {phone.user}")


def test_both_hear_each_other_and_both_are_recorded_apart(table: Table) -> None:
    async def story() -> str:
        async with desk(table) as room:
            await room.they_talk()
            await hears(room.cem, ANNA_HZ)
            await hears(room.anna, CEM_HZ)
            await room.ends()
            return room.channel

    channel = run(story())
    sound = tones.read_raw(table.telephone.monitor / f"{channel}.raw")
    caller, heard = (tones.sounding(sound[:, side]) for side in (0, 1))
    assert [round(tones.shares(caller, tones.RATE, hz)) for hz in (CEM_HZ, ANNA_HZ)] == [1, 0]
    assert [round(tones.shares(heard, tones.RATE, hz)) for hz in (CEM_HZ, ANNA_HZ)] == [0, 1]


def test_waiting_and_holding_are_not_recorded(table: Table) -> None:
    async def story() -> tuple[str, float]:
        async with desk(table) as room:
            await room.anna_has_a_phone()
            await room.cem_dials()
            await room.switch.carry_out(ports.RingTone(channel=room.channel))
            await room.rings()
            await aside(room.anna.wait, "CALL_INCOMING")
            await asyncio.sleep(1.5)  # what is not to be recorded takes time
            room.anna.answer()
            await room.hears(facts.AgentAnswered)
            await room.switch.carry_out(ports.Connect(contact_id=1, **room.legs))
            began = time.monotonic()
            await hears(room.cem, ANNA_HZ)
            await room.switch.carry_out(ports.HoldCaller(contact_id=1, **room.legs))
            talked = time.monotonic() - began
            await hears_no_more(room.cem, ANNA_HZ)
            await until(lambda: loudness(room.cem) > 0.001, what="music")
            await asyncio.sleep(1.0)
            began = time.monotonic()
            await room.switch.carry_out(ports.TakeBack(contact_id=1, **room.legs))
            await hears(room.cem, ANNA_HZ)
            await room.ends()
            return room.channel, talked + time.monotonic() - began

    channel, talked = run(story())
    seconds = len(tones.read_raw(table.telephone.monitor / f"{channel}.raw")) / tones.RATE
    assert seconds == pytest.approx(talked, abs=0.7)


def test_the_agent_s_leg_goes_and_the_caller_stays(table: Table) -> None:
    async def story() -> list[str]:
        async with desk(table) as room:
            await room.they_talk()
            await room.switch.carry_out(ports.Disconnect(contact_id=1, **room.legs))
            await room.hears(facts.AgentLeft)
            await hears(room.cem, 425)  # the ring tone, as sound
            happened = [event.type for event in room.cem.events]
            await room.ends()
            return happened

    assert "CALL_CLOSED" not in run(story())


def test_a_notice_is_heard_before_the_answer_and_ringing_after_it(table: Table) -> None:
    async def story() -> None:
        async with desk(table) as room:
            await room.anna_has_a_phone()
            await room.cem_dials()
            await room.switch.carry_out(ports.RingTone(channel=room.channel))
            await aside(room.cem.wait, "CALL_RINGING")
            await room.switch.carry_out(ports.PlayNotice(channel=room.channel, sound=notice(table, 1.5)))
            await hears(room.cem, NOTICE_HZ)
            await hears(room.cem, 425)
            assert "CALL_ESTABLISHED" not in [event.type for event in room.cem.events]
            await room.ends()

    run(story())


def test_a_network_that_won_t_wait_is_answered_late_and_hears_ringing(table: Table) -> None:
    async def story() -> None:
        async with desk(table) as room:
            await room.cem_dials()
            await room.switch.carry_out(ports.RingTone(channel=room.channel, answer_after=0.5))
            await aside(room.cem.wait, "CALL_ESTABLISHED")
            await hears(room.cem, 425)
            await room.switch.carry_out(ports.HangUp(channel=room.channel))
            assert await room.hears(facts.CallerLeft) == facts.CallerLeft(channel=room.channel, lost=False)

    run(story())


def test_the_phone_is_told_which_offer_rings_and_who_calls(table: Table) -> None:
    async def story() -> str:
        async with desk(table) as room:
            await room.anna_has_a_phone()
            await room.rings(31, auto_answer=True)
            await aside(room.anna.wait, "CALL_INCOMING")
            await room.switch.carry_out(ports.StopRinging(offer_id=31))
            await aside(room.anna.wait, "CALL_CLOSED")
            return room.anna.log()

    log = run(story())
    assert "X-Yesline-Offer: 31" in log
    assert "X-Yesline-Auto: 1" in log
    assert '"Cem Jem Caller" <sip:+79215550147@' in log


async def ended(room: Desk) -> facts.OfferEnded:
    return await room.hears(facts.OfferEnded)


def test_a_declined_offer(table: Table) -> None:
    async def story() -> facts.OfferEnded:
        async with desk(table) as room:
            await room.anna_has_a_phone()
            await room.rings()
            await aside(room.anna.wait, "CALL_INCOMING")
            room.anna.decline()
            return await ended(room)

    assert run(story()) == facts.OfferEnded(offer_id=7, how=NotTaken.DECLINED)


def test_an_offer_let_ring(table: Table) -> None:
    async def story() -> facts.OfferEnded:
        async with desk(table) as room:
            await room.anna_has_a_phone()
            await room.rings(ring_for=1)
            return await ended(room)

    assert run(story()) == facts.OfferEnded(offer_id=7, how=NotTaken.NOT_ANSWERED)


def test_a_phone_nobody_knows_is_unreachable_at_once(table: Table) -> None:
    async def story() -> facts.OfferEnded:
        async with desk(table) as room:
            await room.rings()
            return await ended(room)

    assert run(story()) == facts.OfferEnded(offer_id=7, how=NotTaken.UNREACHABLE)


def test_a_phone_that_died_a_moment_ago_does_not_cost_the_caller_the_whole_offer(table: Table) -> None:
    async def story() -> tuple[facts.OfferEnded, float]:
        async with desk(table) as room:
            await room.anna_has_a_phone()
            room.anna.die()
            began = time.monotonic()
            await room.rings(ring_for=20)
            return await ended(room), time.monotonic() - began

    fact, took = run(story())
    assert fact == facts.OfferEnded(offer_id=7, how=NotTaken.UNREACHABLE)
    assert took < 10


def test_an_agent_who_hangs_up_is_not_lost(table: Table) -> None:
    async def story() -> facts.AgentLeft:
        async with desk(table) as room:
            await room.they_talk()
            room.anna.hang_up()
            left = await room.hears(facts.AgentLeft)
            await room.ends()
            return left

    assert run(story()) == facts.AgentLeft(offer_id=7, lost=False)


def test_a_phone_that_dies_in_mid_call_is_lost_within_15_seconds(table: Table) -> None:
    async def story() -> tuple[facts.AgentLeft, float]:
        async with desk(table) as room:
            await room.they_talk()
            room.anna.die()
            began = time.monotonic()
            left = await room.hears(facts.AgentLeft)
            took = time.monotonic() - began
            await room.ends()
            return left, took

    left, took = run(story())
    assert left == facts.AgentLeft(offer_id=7, lost=True)
    assert took < 15


def test_an_asterisk_that_takes_no_requests_over_the_websocket_takes_them_over_http(table: Table) -> None:
    """Older ones do; Ubuntu's is such a one."""

    async def story() -> None:
        address = ari.Address(url=table.telephone.ari_url, password=table.telephone.ari_password)
        async with ari.connected(address) as connection:
            connection.speaks_rest = False
            assert await connection.request("GET", "channels") == []
            with pytest.raises(ari.Refused, match="404"):
                await connection.request("GET", "channels/nobody")

    run(story())


@pytest.mark.parametrize(
    ("version", "can"),
    [
        ("22.10.1+dfsg", True),
        ("22.4.1", False),
        ("20.6.0~dfsg", False),
        ("20.15.0", True),
        ("23.0.0", True),
        ("18.1", False),
    ],
)
def test_which_asterisk_takes_requests_over_the_websocket(version: str, *, can: bool) -> None:
    assert ari.can_speak_rest(version) is can


def test_what_can_t_be_done_is_said_in_a_sentence(table: Table) -> None:
    async def story() -> None:
        async with desk(table) as room:
            with pytest.raises(SwitchRefused, match="Asterisk refused"):
                await room.switch.carry_out(
                    ports.HoldCaller(contact_id=404, caller_channel="nobody", agent_channel="offer-404")
                )

    run(story())


def test_a_discarded_recording_is_gone_at_once(table: Table) -> None:
    async def story() -> bool:
        async with desk(table) as room:
            await room.they_talk()
            file = table.telephone.monitor / f"{room.channel}.raw"
            await until(file.exists, what="the raw recording")
            await room.switch.carry_out(ports.DiscardRecording(channel=room.channel))
            gone = not file.exists()
            await room.ends()
            return gone and not file.exists()

    assert run(story())
