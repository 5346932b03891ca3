"""The controller hangs, the telephone does not: who waits reaches the people on duty, who talks talks on."""

import asyncio

import pytest
from tests.telephony.conftest import Table, run, wait_until
from tests.telephony.test_rescue import NUMBER, log, on_duty, share, steps

from yesline.calls import ports
from yesline.example.sip_phone import SipPhone
from yesline.running import rescuer
from yesline.running.switch_door import Closed, Door
from yesline.telephony.switch import facts
from yesline.telephony.switch.switch import Switch

__all__ = ["log", "on_duty"]
pytestmark = pytest.mark.asterisk


@pytest.fixture
def door(table: Table) -> Door:
    return Door(url=table.telephone.ari_url, password=table.telephone.ari_password)


async def arrival(switch: Switch) -> str:
    async for fact in switch.facts():
        if isinstance(fact, facts.CallerArrived):
            return fact.channel
    raise AssertionError("the switch went away")


def ringing(offer: int, phone: str) -> ports.RingAgent:
    return ports.RingAgent(
        offer_id=offer,
        endpoint=f"PJSIP/{phone}",
        caller_name="",
        caller_number="",
        ring_for=20,
        auto_answer=False,
    )


async def joined(switch: Switch, phone: str, *, caller: str, contact: int) -> str:
    """The phone is rung and answers; both talk. Returns the agent's channel."""
    await switch.carry_out(ringing(contact, phone))
    async for fact in switch.facts():
        if isinstance(fact, facts.AgentAnswered):
            connect = ports.Connect(contact_id=contact, caller_channel=caller, agent_channel=fact.channel)
            await switch.carry_out(connect)
            return fact.channel
    raise AssertionError("the switch went away")


def sent(door: Door) -> int:
    return rescuer.rescue(door, still=lambda: True)


def test_who_waits_reaches_the_people_on_duty_and_who_talks_talks_on(
    table: Table, on_duty: dict[str, SipPhone], door: Door, log: object
) -> None:
    cem, dora = table.caller(hz=440), table.caller("+79215550148", hz=600)

    async def story() -> None:
        async with table.switch() as switch:
            await asyncio.to_thread(cem.dial, NUMBER)
            talking = await arrival(switch)
            answering = asyncio.create_task(joined(switch, "anna-s", caller=talking, contact=71))
            await asyncio.to_thread(on_duty["anna-s"].wait, "CALL_INCOMING")
            on_duty["anna-s"].answer()
            await answering
            await asyncio.to_thread(dora.dial, NUMBER)
            waiting = await arrival(switch)
            await switch.carry_out(ports.RingTone(channel=waiting))
            assert await asyncio.to_thread(sent, door) == 1
            await asyncio.to_thread(on_duty["oleg-s"].wait, "CALL_INCOMING")

    run(story())
    on_duty["oleg-s"].answer()
    dora.wait("CALL_ESTABLISHED")
    wait_until(lambda: share(dora, 900) > 0.9, what="Oleg's voice at Dora")
    wait_until(lambda: share(cem, 1300) > 0.9, what="Anna's voice at Cem still")
    assert sent(door) == 0
    cem.hang_up()
    dora.hang_up()


def test_whoever_is_on_hold_still_has_somebody_and_whose_agent_is_gone_has_nobody(
    table: Table, on_duty: dict[str, SipPhone], door: Door, log: object
) -> None:
    cem = table.caller()

    async def story() -> None:
        async with table.switch() as switch:
            await asyncio.to_thread(cem.dial, NUMBER)
            caller = await arrival(switch)
            answering = asyncio.create_task(joined(switch, "anna-s", caller=caller, contact=72))
            await asyncio.to_thread(on_duty["anna-s"].wait, "CALL_INCOMING")
            on_duty["anna-s"].answer()
            agent = await answering
            await switch.carry_out(ports.HoldCaller(contact_id=72, caller_channel=caller, agent_channel=agent))
            assert await asyncio.to_thread(sent, door) == 0
            await switch.carry_out(ports.HangUp(channel=agent))
            await asyncio.to_thread(on_duty["anna-s"].wait, "CALL_CLOSED")

    run(story())
    wait_until(lambda: sent(door) == 1, what="Cem to be sent on")
    on_duty["oleg-s"].wait("CALL_INCOMING")
    cem.hang_up()
    on_duty["oleg-s"].wait("CALL_CLOSED")


def test_a_phone_that_rings_for_who_is_sent_on_is_let_go(
    table: Table, on_duty: dict[str, SipPhone], door: Door, log: object
) -> None:
    cem = table.caller()

    async def story() -> None:
        async with table.switch() as switch:
            await asyncio.to_thread(cem.dial, NUMBER)
            await arrival(switch)
            await switch.carry_out(ringing(73, "anna-s"))
            await asyncio.to_thread(on_duty["anna-s"].wait, "CALL_INCOMING")
            assert await asyncio.to_thread(sent, door) == 1
            await asyncio.to_thread(on_duty["anna-s"].wait, "CALL_CLOSED")

    run(story())
    on_duty["oleg-s"].wait("CALL_INCOMING")
    cem.hang_up()
    on_duty["oleg-s"].wait("CALL_CLOSED")


def test_if_it_is_needed_no_more_nobody_is_sent(
    table: Table, on_duty: dict[str, SipPhone], door: Door, log: object
) -> None:
    cem = table.caller()

    async def story() -> None:
        async with table.switch() as switch:
            await asyncio.to_thread(cem.dial, NUMBER)
            await switch.carry_out(ports.RingTone(channel=await arrival(switch)))
            await asyncio.to_thread(cem.wait, "CALL_RINGING")
            assert await asyncio.to_thread(rescuer.rescue, door, still=lambda: False) == 0

    run(story())
    assert steps(log) == []  # type: ignore[arg-type]
    cem.hang_up()


def test_a_telephone_that_is_not_there_is_said() -> None:
    nobody = Door(url="http://127.0.0.1:9", password="secret")
    assert not nobody.answers()
    with pytest.raises(Closed, match="did not answer 'GET channels'"):
        rescuer.rescue(nobody, still=lambda: True)
