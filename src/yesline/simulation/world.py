"""Made-up firms, people and callers whose true ways nobody in the simulation is told."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from yesline.routing import rules

BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR = 3600.0


@dataclass(frozen=True)
class Firm:
    """How long its conversations truly take: ordinary ones, some short ones, and notes after each."""

    organisation_id: int
    talk_mean: float  # seconds
    talk_sigma: float  # of the logarithm
    short_share: float
    notes_mean: float

    def talk(self, chance: random.Random) -> float:
        if chance.random() < self.short_share:
            return 15 + chance.expovariate(1 / 30)
        return chance.lognormvariate(math.log(self.talk_mean) - self.talk_sigma**2 / 2, self.talk_sigma)

    def notes(self, chance: random.Random) -> float:
        return chance.expovariate(1 / self.notes_mean)


FIRMS = (
    Firm(1, talk_mean=260, talk_sigma=0.7, short_share=0.08, notes_mean=35),
    Firm(2, talk_mean=180, talk_sigma=0.6, short_share=0.05, notes_mean=25),
    Firm(3, talk_mean=330, talk_sigma=0.9, short_share=0.10, notes_mean=45),
    Firm(4, talk_mean=220, talk_sigma=0.7, short_share=0.03, notes_mean=30),
)
MEAN_WORK = 285.0  # seconds of an agent's time a call takes, ringing included, over all firms
ANSWERS_AFTER = (2.0, 8.0)  # seconds a phone rings
LETS_IT_RING = 0.01
GOES_ON_A_BREAK = 0.02  # after a conversation
BREAK_FOR = 600.0


@dataclass(frozen=True)
class Load:
    """Calls an hour at each second of the day, for so many people at work."""

    name: str
    agents: int
    calls_an_hour: Callable[[float], float]
    most_an_hour: float


def _of(agents: int, share: float) -> float:
    """Calls an hour that keep so many people busy for this share of their time."""
    return agents * share * HOUR / MEAN_WORK


def _morning(second: float) -> float:
    """Every day from the second to the fourth hour more calls than the people can take."""
    hour = second / HOUR % 10
    return _of(20, 0.75 + 0.5 * math.exp(-(((hour - 3) / 0.8) ** 2)))


def _overload(second: float) -> float:
    """For an hour far too many, then few enough to work off who waits."""
    return _of(20, 1.4 if second / HOUR % 4 < 1 else 0.8)


LOADS = (
    Load("steady", 20, lambda _second: _of(20, 0.93), _of(20, 0.93)),
    Load("morning peak", 20, _morning, _of(20, 1.25)),
    Load("overload", 20, _overload, _of(20, 1.4)),
)


def people(load: Load) -> list[rules.Idle]:
    """All answer for all firms in Russian; four of them in Ukrainian and three in Bulgarian as well."""
    everywhere = frozenset(firm.organisation_id for firm in FIRMS)
    return [
        rules.Idle(
            agent_id=place + 1,
            organisation_id=FIRMS[place % len(FIRMS)].organisation_id,
            languages=frozenset({"ru", *(["uk"] if place % 5 == 0 else []), *(["bg"] if place % 7 == 0 else [])}),
            available_since=BEGIN,
            serves=everywhere,
        )
        for place in range(load.agents)
    ]


def language(chance: random.Random) -> str:
    return chance.choices(("ru", "uk", "bg"), (0.88, 0.07, 0.05))[0]


def urgency(chance: random.Random) -> int:
    """As by `orgs.rules.priority`: emergencies, trouble, and a few who want to buy."""
    return chance.choices((0, 1, 2), (0.01, 0.89, 0.10))[0]


def moment(second: float) -> datetime:
    return BEGIN + timedelta(seconds=second)
