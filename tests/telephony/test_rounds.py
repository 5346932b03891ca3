"""The rounds of a controller whose flows are played."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import cast

from yesline.calls import ports
from yesline.telephony.doors import Doors
from yesline.telephony.errands import Errands
from yesline.telephony.gate import Gate
from yesline.telephony.mailboxes import Mailboxes
from yesline.telephony.rescue_log import RescueLog
from yesline.telephony.rounds import Rounds
from yesline.telephony.switch.switch import Switch

RINGS = ports.StopRinging(offer_id=7)


class Played:
    """Doors behind which each match does what it was told to, and a switch that takes its time."""

    def __init__(self, *matches: Callable[[], list[ports.Wish]]) -> None:
        self.matches = list(matches)
        self.happened: list[str] = []
        self.reconciled, self.may_ring = asyncio.Event(), asyncio.Event()

    async def ask(self, *_flow: object, **_facts: object) -> list[ports.Wish]:
        return self.matches.pop(0)() if self.matches else []

    async def carry_out(self, wish: ports.Wish) -> None:
        await self.may_ring.wait()
        self.happened.append(type(wish).__name__)

    async def reconcile(self) -> bool:
        self.happened.append("reconciled")
        self.reconciled.set()
        return True


def fails() -> list[ports.Wish]:
    raise RuntimeError("the second pool could not be matched")


async def kept(played: Played) -> list[str]:
    """What happened until the controller and the switch were compared."""
    errands = Errands(cast("Switch", played), cast("Doors", played), Gate())
    log = RescueLog(Path("/nowhere"))
    rounds = Rounds(errands, cast("Mailboxes", None), log, node="main", reconcile=played.reconcile)
    matching = asyncio.create_task(rounds.keep_matching())
    rounds.match.set()
    try:
        await asyncio.wait_for(played.reconciled.wait(), 20)
    finally:
        matching.cancel()
    return played.happened


def test_after_a_match_that_failed_half_way_switch_and_database_are_compared() -> None:
    async def story() -> list[str]:
        return await kept(Played(fails))

    assert asyncio.run(story()) == ["reconciled"]


def test_nothing_is_compared_while_a_phone_is_being_rung() -> None:
    async def story() -> list[str]:
        played = Played(lambda: [RINGS], fails)
        asyncio.get_running_loop().call_later(3, played.may_ring.set)
        return await kept(played)

    assert asyncio.run(story()) == ["StopRinging", "reconciled"]
