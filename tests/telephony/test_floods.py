"""Floods and broken messages against a real Asterisk: whoever calls meanwhile doesn't notice."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.telephony.conftest import CALLER, Table, run, until
from tests.telephony.plain_sip import PlainSip
from tests.telephony.test_talking import ANNA_HZ, CEM_HZ, NUMBER, Desk, aside, desk, hears, share
from tests.telephony.torture import MESSAGES

from yesline.calls import ports
from yesline.telephony.crowds import tries
from yesline.telephony.switch import facts

pytestmark = pytest.mark.asterisk
STRANGER = "127.0.0.9"
FLOODER = "+79215550199"
A_SECOND = 50  # messages


@asynccontextmanager
async def phone_at(table: Table, address: str, user: str) -> AsyncIterator[PlainSip]:
    phone = await PlainSip(table.server, user).open(address)
    try:
        yield phone
    finally:
        phone.close()


async def another_call_is_answered(room: Desk) -> float:
    """Dora dials, Anna's other phone rings and answers. How many seconds it took until Dora was through."""
    await room.switch.carry_out(ports.PushPhone(sip_user="bo-s", secret="secret", kind="sip"))
    bo = await aside(room.table.phone, "bo-s", hz=2000.0, password="secret", answers="auto")
    dora = await aside(room.table.phone, "+79215550163", hz=600.0, address=CALLER)
    began = time.monotonic()
    dora.dial(NUMBER)
    while (arrived := await room.hears(facts.CallerArrived)).number != "+79215550163":
        pass
    ring = ports.RingAgent(offer_id=8, endpoint="PJSIP/bo-s", caller_name="Dora", caller_number="", ring_for=20)
    await room.switch.carry_out(ring)
    while (answered := await room.hears(facts.AgentAnswered)).offer_id != 8:
        pass
    legs = {"caller_channel": arrived.channel, "agent_channel": answered.channel}
    await room.switch.carry_out(ports.Connect(contact_id=2, **legs))
    took = time.monotonic() - began
    await hears(dora, 2000.0)
    await hears(bo, 600.0)
    await room.switch.carry_out(ports.EndCall(contact_id=2, **legs))
    await room.switch.carry_out(ports.DropPhone(sip_user="bo-s"))
    return took


async def both_still_hear_each_other(room: Desk) -> tuple[float, float]:
    """The shares of the other's tone in the last second of each."""
    await hears(room.cem, ANNA_HZ)
    await hears(room.anna, CEM_HZ)
    return share(room.cem, ANNA_HZ), share(room.anna, CEM_HZ)


async def goes_on(sending: "asyncio.Task[None]") -> None:
    """A flood that ended before what it was to disturb has proved nothing."""
    assert not sending.done()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


def test_a_flood_of_one_number_hears_busy_and_its_first_calls_keep_their_place(table: Table) -> None:
    async def story() -> tuple[float, tuple[float, float], int, bool]:
        async with desk(table) as room, phone_at(table, CALLER, FLOODER) as flooder:
            await room.they_talk()

            async def flood() -> None:
                while True:
                    flooder.invite(NUMBER)
                    await asyncio.sleep(1 / A_SECOND)

            sending = asyncio.create_task(flood())
            await until(lambda: flooder.said["486"] >= A_SECOND, what="the flood to hear busy")
            took = await another_call_is_answered(room)
            clear = await both_still_hear_each_other(room)
            await goes_on(sending)
            living, _ = await room.switch.look_around()
            places = [one.id for one in living if one.caller_number == FLOODER and one.app_args[:1] == ("in",)]
            turned = (await room.hears(facts.TurnedAway)) == facts.TurnedAway(
                number=FLOODER, trunk="demo", dialled=NUMBER
            )
            for channel in places:
                await room.switch.carry_out(ports.HangUp(channel=channel))
            await room.ends()
            return took, clear, len(places), turned

    took, clear, places, turned = run(story())
    assert (places, turned) == (5, True)
    assert took < 3
    assert min(clear) > 0.9


def test_a_scan_for_phones_and_passwords_gets_nothing_and_disturbs_nobody(table: Table) -> None:
    """As SIPVicious does it: OPTIONS to see who is there, REGISTER for names, INVITE abroad, all from one address."""

    async def story() -> tuple[float, tuple[float, float], set[str]]:
        async with desk(table) as room, phone_at(table, STRANGER, "100") as scanner:
            await room.they_talk()

            async def scan() -> None:
                names = 0
                while True:
                    names += 1
                    scanner.request("OPTIONS", str(names))
                    scanner.request("REGISTER", str(names), user=str(names))
                    scanner.invite(f"0044{names:08d}", user=f"anna-s{names}")
                    await asyncio.sleep(3 / (10 * A_SECOND))

            sending = asyncio.create_task(scan())
            await until(lambda: scanner.said.total() >= 10 * A_SECOND, what="the scan to be answered")
            took = await another_call_is_answered(room)
            clear = await both_still_hear_each_other(room)
            await goes_on(sending)
            said = set(scanner.said)
            await room.ends()
            return took, clear, said

    took, clear, said = run(story())
    assert said == {"401"}
    assert took < 3
    assert min(clear) > 0.9
    strangers = (table.telephone.folder / "log" / "strangers.log").read_text().splitlines()
    assert tries(strangers)[STRANGER] > 10 * A_SECOND
    assert STRANGER not in (table.telephone.folder / "log" / "messages.log").read_text()


@pytest.mark.parametrize("sender", [STRANGER, CALLER])
def test_broken_messages_break_nothing(table: Table, sender: str) -> None:
    """As in RFC 4475, from somebody unknown and from a trunk's address: whoever talks or dials next is heard."""

    async def story() -> tuple[float, tuple[float, float], bool]:
        async with desk(table) as room, phone_at(table, sender, "torturer") as torturer:
            await room.they_talk()
            assert table.telephone.process is not None
            for _ in range(3):
                for message in MESSAGES.values():
                    torturer.send(message(torturer.here, table.server))
                    await asyncio.sleep(1 / A_SECOND)
            took = await another_call_is_answered(room)
            clear = await both_still_hear_each_other(room)
            living, _ = await room.switch.look_around()
            rings = [one for one in living if one.id not in {room.channel, "offer-7"} and one.state != "Up"]
            for one in rings:  # what could be read as a call rings like any other
                await room.switch.carry_out(ports.HangUp(channel=one.id))
            await room.ends()
            return took, clear, table.telephone.process.poll() is None

    took, clear, lives = run(story())
    assert lives
    assert took < 3
    assert min(clear) > 0.9
