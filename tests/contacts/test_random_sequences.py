"""Whatever happens, in whatever order, and wherever the controller is killed: nobody is lost.

`YESLINE_SEQUENCES` sets how many sequences are tried; a failure prints its own story, and its seed repeats it.
"""

import os
from datetime import time
from random import Random

import pytest
from tests.cast import Cast
from tests.contacts.world import World, trouble

from yesline.orgs.models import PlanStep
from yesline.staff.models import Turn

SEQUENCES = int(os.environ.get("YESLINE_SEQUENCES", "12"))
FIRST = int(os.environ.get("YESLINE_FIRST_SEQUENCE", "0"))
STEPS = 40


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEQUENCES))
def test_nobody_is_lost_whatever_happens(cast: Cast, seed: int) -> None:
    world = World(cast=cast, chance=Random(seed), at=cast.at)
    cast.ready(cast.anna, cast.bo, cast.eve)
    for _ in range(STEPS):
        world.step()
        if world.running or world.chance.random() < 0.3:
            world.settle()
            assert trouble(world) == [], "\n".join(world.story)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEQUENCES))
def test_nobody_is_lost_while_people_on_duty_are_rung_and_called_in(cast: Cast, seed: int) -> None:
    world = World(cast=cast, chance=Random(seed), at=cast.at, rota=True)
    cast.ready(cast.anna, cast.bo, cast.eve)
    for agent, organisation in ((cast.bo, cast.network), (cast.anna, cast.network), (cast.eve, cast.bank)):
        for weekday in range(7):
            Turn.objects.create(
                organisation=organisation, agent=agent, purpose="anybody", weekday=weekday, begins=time(0), ends=time(0)
            )
        PlanStep.objects.get_or_create(organisation=organisation, situation="busy", step="rota", after=5)
    for _ in range(STEPS):
        world.step()
        if world.running or world.chance.random() < 0.3:
            world.settle()
            assert trouble(world) == [], "\n".join(world.story)
