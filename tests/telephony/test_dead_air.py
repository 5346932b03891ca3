"""Real telephones whose other side is silent: who is told, after how long, and who lives on."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import numpy as np
import pytest
from tests.telephony.conftest import CALLER, Table, run, until
from tests.telephony.plain_sip import PlainSip
from tests.telephony.test_talking import ANNA_HZ, CEM_HZ, NUMBER, Desk, aside, desk, hears

from yesline.calls import ports
from yesline.calls.enums import Party
from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.telephony.switch import facts
from yesline.telephony.switch.switch import Switch

pytestmark = pytest.mark.asterisk
T = TypeVar("T")


@asynccontextmanager
async def watched(switch: Switch) -> AsyncIterator[None]:
    """The switch's ears for silence, as the controller lets them listen."""
    watching = asyncio.create_task(switch.sound.run())
    try:
        yield
    finally:
        watching.cancel()


async def the_next(said: AsyncIterator[facts.Fact], kind: type[T]) -> T:
    async for fact in said:
        if isinstance(fact, kind):
            return fact
    raise AssertionError(f"the switch went away before {kind.__name__}")


def says(table: Table, *, silence: float, hz: float) -> SipPhone:
    """A caller who says nothing for so many seconds, and then hums."""
    hum = np.sin(2 * np.pi * hz * np.arange(tones.RATE * 60) / tones.RATE) * 9000
    voice = tones.write(table.folder / "late.wav", np.concatenate([np.zeros(int(tones.RATE * silence)), hum]))
    phone = SipPhone(
        table.telephone.prefix,
        user="+79215550147",
        server=table.server,
        address=CALLER,
        plays=voice,
        hears=table.folder / "late-heard.wav",
    )
    return table.used.enter_context(phone)


async def they_are_joined(room: Desk, cem: SipPhone) -> None:
    await room.anna_has_a_phone(answers="auto")
    room.cem = cem
    cem.dial(NUMBER)
    room.channel = (await room.hears(facts.CallerArrived)).channel
    await room.rings()
    await room.hears(facts.AgentAnswered)
    await room.switch.carry_out(ports.Connect(contact_id=1, **room.legs))


def test_a_caller_who_is_not_heard_is_told_after_eight_seconds_and_so_is_the_end_of_it(table: Table) -> None:
    async def story() -> tuple[list[facts.Fact], float]:
        async with desk(table) as room, watched(room.switch):
            await they_are_joined(room, await aside(says, table, silence=16, hz=CEM_HZ))
            began = time.monotonic()
            unheard = await room.hears(facts.SideUnheard)
            took = time.monotonic() - began
            heard = await room.hears(facts.SideHeard)
            await room.ends()
            return [unheard, heard], took

    told, took = run(story())
    assert told == [
        facts.SideUnheard(offer_id=7, whose=Party.CALLER, sends=True),
        facts.SideHeard(offer_id=7, whose=Party.CALLER),
    ]
    assert 8 <= took < 12


def test_while_the_caller_hears_music_nobody_is_missed(table: Table) -> None:
    async def story() -> list[facts.Fact]:
        async with desk(table) as room, watched(room.switch):
            await room.they_talk()
            await hears(room.anna, CEM_HZ)
            await hears(room.cem, ANNA_HZ)
            await room.switch.carry_out(ports.HoldCaller(contact_id=1, **room.legs))
            room.cem.die()  # nothing comes from here on
            await asyncio.sleep(11)  # what must not be told takes time
            await room.switch.carry_out(ports.TakeBack(contact_id=1, **room.legs))
            taken_back = time.monotonic()
            unheard = await room.hears(facts.SideUnheard)
            assert time.monotonic() - taken_back >= 8
            await room.switch.carry_out(ports.EndCall(contact_id=1, **room.legs))
            return [unheard]

    assert run(story()) == [facts.SideUnheard(offer_id=7, whose=Party.CALLER, sends=False)]


def test_a_caller_whose_network_died_is_found_within_about_a_minute_and_a_muted_one_lives_on(table: Table) -> None:
    """Neither sends any sound. One answers when asked for a sign of life."""

    async def story() -> tuple[str, str, facts.CallerLeft, float, bool]:
        async with table.switch() as switch, watched(switch):
            said = switch.facts()
            dead = await aside(table.caller, "+79215550147")
            muted = await PlainSip(table.server, "+79215550182").open(CALLER)
            dead.dial(NUMBER)
            gone = (await the_next(said, facts.CallerArrived)).channel
            muted.invite(NUMBER)
            quiet = (await the_next(said, facts.CallerArrived)).channel
            for channel in (gone, quiet):
                await switch.carry_out(ports.RingTone(channel=channel, answer_after=0.0))
            await aside(dead.wait, "CALL_ESTABLISHED")
            dead.die()
            died = time.monotonic()
            left = await the_next(said, facts.CallerLeft)
            took = time.monotonic() - died
            await until(lambda: muted.said["UPDATE"], what="a sign of life asked of the muted one")
            living, _ = await switch.look_around()
            lives = quiet in {one.id for one in living}
            await switch.carry_out(ports.HangUp(channel=quiet))
            await until(lambda: muted.said["BYE"], what="goodbye to the muted one")
            muted.close()
            return gone, quiet, left, took, lives

    gone, _quiet, left, took, lives = asyncio.run(asyncio.wait_for(story(), 100))
    assert (left, lives) == (facts.CallerLeft(channel=gone, lost=True), True)
    assert took < 65


def test_a_new_controller_says_of_whoever_is_heard_that_they_are(table: Table) -> None:
    """The one before may have told of them as unheard, and nobody would take it back."""

    async def story() -> list[facts.SideHeard]:
        async with table.switch() as before:
            room = Desk(table, before)
            await room.they_talk()
        async with table.switch() as anew:
            await anew.look_around()
            said = anew.facts()
            async with watched(anew):
                told = [await the_next(said, facts.SideHeard) for _ in Party]
            await anew.carry_out(ports.EndCall(contact_id=1, **room.legs))
            await anew.carry_out(ports.DropPhone(sip_user="anna-s"))
        return told

    assert {one.whose for one in run(story())} == set(Party)
