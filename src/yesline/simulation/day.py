"""A day of calls, event by event: people ring, are matched by the very rules, talk, and are written down."""

import bisect
import heapq
import itertools
import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from yesline.routing import estimate, paces, rules
from yesline.routing.futures import AtWork, Caller, Stage
from yesline.simulation import world

_REMEMBERED = 200  # conversations of a firm
_OF_LATE, _MOST_OF_LATE = 600.0, 500  # seconds, calls


@dataclass(eq=False)
class Call:
    """One caller. Times are seconds of the virtual day."""

    number: int
    firm: world.Firm
    language: str
    urgency: int
    arrived: float
    answered: float | None = None
    told: estimate.Wait | None = None
    theirs: int = 0  # what app_queue would have told, minutes
    theory: float | None = None  # the 90 % quantile of the wait for whoever knows everything but the future, seconds

    @property
    def place(self) -> tuple[int, float, int]:
        return (self.urgency, self.arrived, self.number)


@dataclass(eq=False)
class Agent:
    """Somebody at work, or on a break (stage None)."""

    who: rules.Idle
    stage: Stage | None = Stage.READY
    since: float = 0.0
    call: Call | None = None


@dataclass
class Day:
    """What is going on. `line` is in the order of service."""

    load: world.Load
    chance: random.Random
    agents: list[Agent]
    now: float = 0.0
    line: list[Call] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    holdtime: int = 0  # app_queue's

    def __post_init__(self) -> None:
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._talks = {firm.organisation_id: deque[float](maxlen=_REMEMBERED) for firm in world.FIRMS}
        self._notes = {firm.organisation_id: deque[float](maxlen=_REMEMBERED) for firm in world.FIRMS}

    def run(self, calls: int, *, look: Callable[["Day", Call], None]) -> None:
        """Let so many people ring, until the last of them is answered. `look` sees whoever must wait."""
        for number, moment in enumerate(itertools.islice(self._arrivals(), calls)):
            self._at(moment, self._arrival(number, look))
        while self._events:
            self.now, _, happens = heapq.heappop(self._events)
            happens()

    def wait(self, call: Call) -> estimate.Wait | None:
        """What the product would tell somebody in line now."""
        people = [
            AtWork(one.who, one.stage, self.now - one.since, one.call.firm.organisation_id if one.call else 0)
            for one in self.agents
            if one.stage is not None
        ]
        known = {firm: paces.pace(self._talks[firm], self._notes[firm]) for firm in self._talks}
        ahead = self.line[: self.line.index(call) + 1]
        line = [Caller(one.firm.organisation_id, one.language, one.urgency) for one in ahead]
        return estimate.waits(line, people, known, coming=self._coming())[-1]

    def theirs(self, call: Call) -> int:
        """What app_queue would tell them: the minutes of its `holdtime`, an exponential average of past waits.

        As in Asterisk's apps/app_queue.c: `say_position` and `recalc_holdtime`.
        """
        return int(abs(self.holdtime + 30 - (self.now - call.arrived)) / 60)

    def _coming(self) -> dict[int, float]:
        """How many of each urgency rang in a second of late."""
        since = max(0.0, self.now - _OF_LATE)
        late = [call.urgency for call in self.calls[-_MOST_OF_LATE:] if call.arrived >= since]
        return {urgency: late.count(urgency) / max(self.now - since, 1.0) for urgency in set(late)}

    def _arrivals(self) -> Iterator[float]:
        """By thinning: a Poisson process whose rate changes."""
        second = 0.0
        while True:
            second += self.chance.expovariate(self.load.most_an_hour / world.HOUR)
            if self.chance.random() * self.load.most_an_hour <= self.load.calls_an_hour(second):
                yield second

    def _arrival(self, number: int, look: Callable[["Day", Call], None]) -> Callable[[], None]:
        def happens() -> None:
            firm = self.chance.choice(world.FIRMS)
            language, urgency = world.language(self.chance), world.urgency(self.chance)
            call = Call(number, firm, language, urgency, arrived=self.now)
            self.calls.append(call)
            bisect.insort(self.line, call, key=lambda one: one.place)
            self._match()
            if call in self.line:
                look(self, call)

        return happens

    def _match(self) -> None:
        idle = [one.who for one in self.agents if one.stage is Stage.READY]
        if not idle or not self.line:
            return
        calls = {call.number: call for call in self.line}
        at = world.moment(self.now)
        for waiting, who in rules.pairs([_waiting(call) for call in self.line], idle, at=at):
            self._ring(self.agents[who.agent_id - 1], calls[waiting.contact_id])

    def _ring(self, agent: Agent, call: Call) -> None:
        self.line.remove(call)
        self._begins(agent, Stage.RINGING, call)
        if self.chance.random() < world.LETS_IT_RING:
            self._at(self.now + rules.RING_FOR.total_seconds(), lambda: self._let_it_ring(agent, call))
        else:
            self._at(self.now + self.chance.uniform(*world.ANSWERS_AFTER), lambda: self._talk(agent, call))

    def _let_it_ring(self, agent: Agent, call: Call) -> None:
        bisect.insort(self.line, call, key=lambda one: one.place)
        self._pause(agent)
        self._match()

    def _talk(self, agent: Agent, call: Call) -> None:
        call.answered = self.now
        self.holdtime = (self.holdtime * 3 + int(self.now - call.arrived)) >> 2
        self._begins(agent, Stage.TALKING, call)
        self._at(self.now + call.firm.talk(self.chance), lambda: self._write_down(agent, call))

    def _write_down(self, agent: Agent, call: Call) -> None:
        self._talks[call.firm.organisation_id].append(self.now - agent.since)
        self._begins(agent, Stage.NOTES, call)
        self._at(self.now + call.firm.notes(self.chance), lambda: self._written(agent, call))

    def _written(self, agent: Agent, call: Call) -> None:
        self._notes[call.firm.organisation_id].append(self.now - agent.since)
        if self.chance.random() < world.GOES_ON_A_BREAK:
            self._pause(agent)
        else:
            self._ready(agent)

    def _pause(self, agent: Agent) -> None:
        self._begins(agent, None, None)
        self._at(self.now + world.BREAK_FOR, lambda: self._ready(agent))

    def _ready(self, agent: Agent) -> None:
        agent.who = replace(agent.who, available_since=world.moment(self.now))
        self._begins(agent, Stage.READY, None)
        self._match()

    def _begins(self, agent: Agent, stage: Stage | None, call: Call | None) -> None:
        agent.stage, agent.since, agent.call = stage, self.now, call

    def _at(self, moment: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), happens))


def day(load: world.Load, *, seed: int) -> Day:
    chance = random.Random(seed)  # noqa: S311  dice, not secrets
    return Day(load=load, chance=chance, agents=[Agent(who=who) for who in world.people(load)])


def _waiting(call: Call) -> rules.Waiting:
    return rules.Waiting(contact_id=call.number, organisation_id=call.firm.organisation_id, language=call.language)
