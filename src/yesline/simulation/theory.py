"""The best anybody could say: the wait's true quantile for whoever knows how everybody is, but not the future."""

import heapq
import random
from collections.abc import Callable, Iterator

import numpy as np

from yesline.routing.futures import Stage
from yesline.simulation import world
from yesline.simulation.day import Agent, Call, Day

_FUTURES = 200
_TRIES = 2000  # drawn in vain, something will end this very second
_LONGEST = 3600.0  # seconds; nothing beyond is ever said


def quantile(day: Day, call: Call, share: float) -> float:
    """Within how many seconds this share of all possible futures has answered them, by the world's own dice."""
    chance = random.Random(call.number)  # noqa: S311  dice, not secrets
    ahead = day.line[: day.line.index(call) + 1]
    return float(np.quantile([_answered(day, ahead, chance) for _ in range(_FUTURES)], share))


def _answered(day: Day, ahead: list[Call], chance: random.Random) -> float:
    """One future, seconds from now: whoever is free first takes the first in line they may answer."""
    line, mine = list(ahead), ahead[-1]
    free = [(_until_free(one, day.now, chance), one.who.agent_id) for one in day.agents]
    heapq.heapify(free)
    urgent = _urgent(day, mine, chance)
    coming = next(urgent)
    while free:
        second, agent_id = heapq.heappop(free)
        if second > _LONGEST:
            return second
        while coming.arrived <= second:
            line.insert(0, coming)
            coming = next(urgent)
        languages = day.agents[agent_id - 1].who.languages
        taken = next((call for call in line if call.language in languages), None)
        if taken is None:  # nobody is left for them, but somebody more urgent may ring
            heapq.heappush(free, (coming.arrived, agent_id))
            continue
        answered = second + chance.uniform(*world.ANSWERS_AFTER)
        if taken is mine:
            return answered
        line.remove(taken)
        heapq.heappush(free, (answered + _work(taken.firm, chance), agent_id))
    return _LONGEST


def _urgent(day: Day, mine: Call, chance: random.Random) -> Iterator[Call]:
    """Who will ring and pass them."""
    second = 0.0
    while True:
        second += chance.expovariate(day.load.most_an_hour / world.HOUR)
        urgency = world.urgency(chance)
        rings = chance.random() * day.load.most_an_hour <= day.load.calls_an_hour(day.now + second)
        if second > _LONGEST or (rings and urgency < mine.urgency):
            yield Call(-1, chance.choice(world.FIRMS), world.language(chance), urgency, arrived=second)


def _until_free(one: Agent, now: float, chance: random.Random) -> float:
    so_far = now - one.since
    if one.call is None:
        return 0.0 if one.stage is Stage.READY else max(world.BREAK_FOR - so_far, 0.0)
    firm = one.call.firm
    if one.stage is Stage.RINGING:
        return max(chance.uniform(*world.ANSWERS_AFTER) - so_far, 0.0) + _work(firm, chance)
    if one.stage is Stage.TALKING:
        return _left(firm.talk, so_far, chance) + firm.notes(chance) + _rest(chance)
    return _left(firm.notes, so_far, chance) + _rest(chance)


def _work(firm: world.Firm, chance: random.Random) -> float:
    return firm.talk(chance) + firm.notes(chance) + _rest(chance)


def _rest(chance: random.Random) -> float:
    return world.BREAK_FOR if chance.random() < world.GOES_ON_A_BREAK else 0.0


def _left(length: Callable[[random.Random], float], so_far: float, chance: random.Random) -> float:
    """What is left of a length that has lasted so long: drawn again until it is longer."""
    for _ in range(_TRIES):
        drawn = length(chance)
        if drawn > so_far:
            return drawn - so_far
    return 1.0
