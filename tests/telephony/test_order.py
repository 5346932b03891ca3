"""Facts of one call in order, calls side by side, and a gate for those who compare two moments."""

import asyncio

from tests.telephony.conftest import run

from yesline.telephony.gate import Gate
from yesline.telephony.mailboxes import Mailboxes


def test_facts_of_one_call_are_handled_in_order_and_others_meanwhile() -> None:
    async def story() -> list[str]:
        boxes, said, may_go_on = Mailboxes(), list[str](), asyncio.Event()

        async def slow() -> None:
            await may_go_on.wait()
            said.append("first of Cem")

        async def say(what: str) -> None:
            said.append(what)
            may_go_on.set()

        boxes.post("cem", slow)
        boxes.post("cem", lambda: say("second of Cem"))
        boxes.post("dora", lambda: say("Dora"))
        assert await boxes.drained(within=5)
        return said

    assert run(story()) == ["Dora", "first of Cem", "second of Cem"]


def test_a_fact_that_fails_does_not_stop_the_next() -> None:
    async def story() -> list[str]:
        boxes, said = Mailboxes(), list[str]()

        async def fail() -> None:
            raise ValueError

        async def say() -> None:
            said.append("said")

        boxes.post("cem", fail)
        boxes.post("cem", say)
        await boxes.drained(within=5)
        return said

    assert run(story()) == ["said"]


def test_a_closed_gate_waits_for_those_inside_and_keeps_others_out() -> None:
    async def story() -> list[str]:
        gate, said, inside = Gate(), list[str](), asyncio.Event()

        async def pass_slowly() -> None:
            async with gate.passing():
                inside.set()
                await asyncio.sleep(0)
                said.append("passed")

        async def compare() -> None:
            await inside.wait()
            async with gate.closed():
                said.append("compared")
                await asyncio.sleep(0)
                said.append("still alone")

        async def come_late() -> None:
            await inside.wait()
            await asyncio.sleep(0)
            async with gate.passing():
                said.append("late")

        await asyncio.gather(pass_slowly(), compare(), come_late())
        return said

    said = run(story())
    assert said.index("still alone") == said.index("compared") + 1
    assert said.index("passed") < said.index("compared")
