"""Nobody of ours is connected: the switch's own plan rings whoever is on duty, and writes down what it did."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.telephony.conftest import Table, run, wait_until

from yesline.calls import ports
from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.telephony.rescue_log import RescueLog
from yesline.telephony.switch import facts

pytestmark = pytest.mark.asterisk
NUMBER = "+78182550100"
DUTY = ("oleg-s", "anna-s")


@pytest.fixture
def on_duty(table: Table) -> Iterator[dict[str, SipPhone]]:
    """Oleg and then Anna are on duty, then everybody who could be asked is gone."""
    phones: dict[str, SipPhone] = {}

    async def before() -> None:
        async with table.switch() as switch:
            for hz, name in zip((900, 1300), DUTY, strict=True):
                await switch.carry_out(ports.PushPhone(sip_user=name, secret="secret", kind="sip"))
                phones[name] = await asyncio.to_thread(table.phone, name, hz=hz, password="secret")
            line = ports.DutyLine(dialled=NUMBER, endpoints=tuple(f"PJSIP/{name}" for name in DUTY))
            await switch.carry_out(ports.WriteRescue(lines=(line,)))

    async def after() -> None:
        async with table.switch() as switch:
            for name in DUTY:
                await switch.carry_out(ports.DropPhone(sip_user=name))

    run(before())
    yield phones
    run(after())


@pytest.fixture
def log(table: Table) -> Path:
    path = table.telephone.folder / "spool" / "rescue.log"
    path.unlink(missing_ok=True)
    return path


def steps(log: Path) -> list[tuple[str, str]]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [(said["step"], said["by"]) for said in map(json.loads, lines)]


@pytest.mark.parametrize("dialled", [NUMBER, "88182550100", "8182550100", "78182550100"])
def test_the_phones_on_duty_ring_however_the_trunk_spells_the_number(
    table: Table, on_duty: dict[str, SipPhone], log: Path, dialled: str
) -> None:
    cem = table.caller()
    cem.dial(dialled)
    on_duty["oleg-s"].wait("CALL_INCOMING")
    cem.hang_up()
    on_duty["oleg-s"].wait("CALL_CLOSED")
    wait_until(lambda: steps(log) == [("arrived", ""), ("ended", "")], what="the end in the log")


def test_one_after_the_other_and_a_person_answers(table: Table, on_duty: dict[str, SipPhone], log: Path) -> None:
    cem = table.caller(hz=440)
    cem.dial(NUMBER)
    oleg, anna = on_duty["oleg-s"], on_duty["anna-s"]
    oleg.wait("CALL_INCOMING")
    oleg.decline()
    anna.wait("CALL_INCOMING")
    anna.answer()
    cem.wait("CALL_ESTABLISHED")
    wait_until(lambda: share(cem, 1300) > 0.9, what="Anna's voice at Cem")
    wait_until(lambda: share(anna, 440) > 0.9, what="Cem's voice at Anna")
    cem.hang_up()
    told = [("arrived", ""), ("answered", "PJSIP/anna-s"), ("ended", "")]
    wait_until(lambda: steps(log) == told, what="the whole story in the log")
    (call,) = RescueLog(log).news()
    assert (call.caller_number, call.dialled, call.trunk, call.answered_by) == (
        "+79215550147",
        NUMBER,
        "demo",
        "PJSIP/anna-s",
    )
    assert call.answered_at is not None
    assert call.ended_at is not None


def test_a_caller_nobody_answers_is_rung_for_again_and_never_hung_up_on(
    table: Table, on_duty: dict[str, SipPhone], log: Path
) -> None:
    cem = table.caller()
    cem.dial(NUMBER)
    for _ in range(2):
        for name in DUTY:
            phone = on_duty[name]
            seen = len(phone.events)
            phone.wait("CALL_INCOMING", since=max(0, seen - 1))
            phone.decline()
            phone.wait("CALL_CLOSED", since=seen)
            phone.events.clear()
    assert "CALL_CLOSED" not in [event.type for event in cem.events]
    assert steps(log) == [("arrived", "")]
    cem.hang_up()


def test_a_withheld_number_is_not_written_down(table: Table, on_duty: dict[str, SipPhone], log: Path) -> None:
    dora = table.caller("anonymous")
    dora.dial(NUMBER)
    on_duty["oleg-s"].wait("CALL_INCOMING")
    dora.hang_up()
    on_duty["oleg-s"].wait("CALL_CLOSED")
    wait_until(lambda: len(steps(log)) == 2, what="the end in the log")
    assert [call.caller_number for call in RescueLog(log).news()] == [None]


def test_a_number_nobody_has_on_duty_rings_everybody_on_duty(
    table: Table, on_duty: dict[str, SipPhone], log: Path
) -> None:
    cem = table.caller()
    cem.dial("+74955550000")
    on_duty["oleg-s"].wait("CALL_INCOMING")
    cem.hang_up()
    wait_until(lambda: len(steps(log)) == 2, what="the end in the log")


def test_between_two_rounds_we_are_asked_again(table: Table, on_duty: dict[str, SipPhone], log: Path) -> None:
    """A controller that is back takes the caller who has been waiting with the rescue plan."""
    cem = table.caller()
    cem.dial(NUMBER)
    on_duty["oleg-s"].wait("CALL_INCOMING")

    async def story() -> str:
        async with table.switch() as switch:
            for name in DUTY:
                await asyncio.to_thread(on_duty[name].wait, "CALL_INCOMING")
                on_duty[name].decline()
            async for fact in switch.facts():
                if isinstance(fact, facts.CallerArrived):
                    await switch.carry_out(ports.HangUp(channel=fact.channel))
                    return fact.channel
            raise AssertionError("the switch went away")

    channel = run(story())
    cem.wait("CALL_CLOSED")
    assert [(step, by) for step, by in steps(log)] == [("arrived", "")]
    assert json.loads(log.read_text())["key"] == channel


def test_a_caller_handed_over_is_with_the_rescue_plan(table: Table, on_duty: dict[str, SipPhone], log: Path) -> None:
    cem = table.caller()

    async def story() -> None:
        async with table.switch() as switch:
            cem.dial(NUMBER)
            async for fact in switch.facts():
                if isinstance(fact, facts.CallerArrived):
                    await switch.carry_out(ports.RingTone(channel=fact.channel))
                    await switch.carry_out(ports.ToRescue(channel=fact.channel))
                    await asyncio.to_thread(on_duty["oleg-s"].wait, "CALL_INCOMING")
                    return

    run(story())
    on_duty["oleg-s"].answer()
    cem.wait("CALL_ESTABLISHED")
    cem.hang_up()
    wait_until(lambda: len(steps(log)) == 3, what="the whole story in the log")


def share(phone: SipPhone, hz: float) -> float:
    heard = tones.so_far(phone.hears)[-tones.RATE :]
    return tones.shares(heard, tones.RATE, hz) if len(heard) == tones.RATE else 0.0
