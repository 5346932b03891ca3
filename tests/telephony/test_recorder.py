"""Every conversation is recorded, whoever joined the two; nobody who only waits is."""

import asyncio
import json
from pathlib import Path

import pytest
from tests.telephony.conftest import Table, run, until, wait_until
from tests.telephony.test_rescue import NUMBER, log, on_duty, share, steps
from tests.telephony.test_talking import ANNA_HZ, CEM_HZ, Desk, desk, hears

from yesline.calls import ports
from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.telephony.switch import facts

__all__ = ["log", "on_duty"]
pytestmark = pytest.mark.asterisk
OLEG_HZ = 900
A_SECOND = tones.RATE * 4  # bytes of raw sound, both sides


def running(table: Table) -> list[str]:
    """The recordings that are armed now, as Asterisk's console lists them: without their ending."""
    channels = table.telephone.console("core show channels concise").splitlines()
    said = [table.telephone.console(f"mixmonitor list {line.split('!')[0]}") for line in channels]
    return [line.split("\t")[1] for text in said for line in text.splitlines()[2:]]


def test_who_waits_is_not_recorded_until_somebody_is_there(table: Table) -> None:
    async def story() -> None:
        async with desk(table) as room:
            await room.anna_has_a_phone()
            await room.cem_dials()
            await room.switch.carry_out(ports.RingTone(channel=room.channel))
            await room.rings()
            await asyncio.to_thread(room.anna.wait, "CALL_INCOMING")
            assert await asyncio.to_thread(running, table) == []
            room.anna.answer()
            await room.hears(facts.AgentAnswered)
            await room.switch.carry_out(ports.Connect(contact_id=1, **room.legs))
            raw = table.telephone.monitor / f"{room.channel}.raw"
            assert await asyncio.to_thread(running, table) == [str(raw.with_suffix(""))]
            await hears(room.cem, ANNA_HZ)
            await room.ends()

    run(story())


def test_whoever_joins_them_again_goes_on_with_the_same_recording(table: Table) -> None:
    """The controller was started anew meanwhile, and the caller talks to somebody else."""

    async def story() -> tuple[bytes, bytes]:
        async with table.switch() as switch:
            room = Desk(table, switch)
            await room.they_talk()
            raw = table.telephone.monitor / f"{room.channel}.raw"
            await until(lambda: raw.exists() and raw.stat().st_size > A_SECOND, what="a second of it")
            await switch.carry_out(ports.Disconnect(contact_id=1, **room.legs))
            await room.hears(facts.AgentLeft)
            first = raw.read_bytes()
        async with table.switch() as switch:
            again = Desk(table, switch)
            await switch.look_around()
            await again.rings(8)
            answered = await again.hears(facts.AgentAnswered)
            legs = {"caller_channel": room.channel, "agent_channel": answered.channel}
            await switch.carry_out(ports.Connect(contact_id=1, **legs))
            await until(lambda: raw.stat().st_size > len(first) + A_SECOND, what="a second more")
            await switch.carry_out(ports.EndCall(contact_id=1, **legs))
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))
            return first, raw.read_bytes()

    first, whole = run(story())
    assert whole[: len(first)] == first
    assert len(whole) > len(first) + A_SECOND


def test_whom_the_rescue_plan_joined_is_recorded_too(table: Table, on_duty: dict[str, SipPhone], log: Path) -> None:
    cem, oleg = table.caller(hz=CEM_HZ), on_duty["oleg-s"]
    cem.dial(NUMBER)
    oleg.wait("CALL_INCOMING")
    oleg.answer()
    wait_until(lambda: share(cem, OLEG_HZ) > 0.9, what="Oleg's voice at Cem")
    wait_until(lambda: share(oleg, CEM_HZ) > 0.9, what="Cem's voice at Oleg")
    cem.hang_up()
    wait_until(lambda: ("ended", "") in steps(log), what="the end in the log")
    channel = json.loads(log.read_text().splitlines()[0])["key"]
    sound = tones.read_raw(table.telephone.monitor / f"{channel}.raw")
    caller, heard = (tones.sounding(sound[:, side]) for side in (0, 1))
    assert [round(tones.shares(caller, tones.RATE, hz)) for hz in (CEM_HZ, OLEG_HZ)] == [1, 0]
    assert [round(tones.shares(heard, tones.RATE, hz)) for hz in (CEM_HZ, OLEG_HZ)] == [0, 1]


def test_a_switch_whose_console_is_away_joins_them_all_the_same(
    table: Table, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> bool:
        async with desk(table) as room:
            where = type(room.switch._place)
            monkeypatch.setattr(where, "console", property(lambda _: Path("/nowhere/asterisk.ctl")))
            await room.they_talk()
            await hears(room.cem, ANNA_HZ)
            recorded = (table.telephone.monitor / f"{room.channel}.raw").exists()
            await room.ends()
            return recorded

    assert run(story()) is False
    assert [record.getMessage().partition(" is not recorded")[0][:19] for record in caplog.records][-1:] == [
        "The conversation of"
    ]
