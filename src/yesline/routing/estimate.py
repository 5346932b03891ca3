"""How long those in line still wait: pure, no tables, no clock.

Not an average of past waits, which tells callers of yesterday's line. As W. Whitt, "Predicting Queueing Delays"
(Management Science 45(6), 1999, 870-888): each person at work becomes free after what is left of their conversation,
given how long it lasts already, and then takes the first in line they may answer; whoever is in line takes one of these
moments after the other. Conversations are lognormal (L. Brown et al., "Statistical Analysis of a Telephone Call
Center", JASA 100(469), 2005, 36-50). The distribution of the wait is drawn, with the same chances for the same facts.

Those who hang up don't shorten the line: they keep their place. Who comes later never passes anybody of the same
urgency; the more urgent do, as often as they came of late.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from yesline.routing import rules

Seconds = NDArray[np.float64]
Rows = NDArray[np.intp]
DRAWS = 400
RINGING = 5.0  # seconds from "free" to "hello": the phone rings, a hand reaches for it
STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)  # minutes that are said
LONGER = 31  # said as "more than half an hour"
_SURE = 0.8  # said is the smallest step within which at least so many are answered: about 90 % over all steps
_SURE_IF_PASSED = 0.95  # where others will pass: how many will ring is the least known of all
_UNSURE = 0.25  # how far, as a share, the next calls may be from those of late
_HORIZON = 2400.0  # seconds; beyond, "more than half an hour" is all that is said
_Z = np.linspace(-6.0, 6.0, 2401)
_PHI = np.array([0.5 * (1 + math.erf(z / math.sqrt(2))) for z in _Z])


@dataclass(frozen=True)
class Span:
    """A lognormal length of time: mean and deviation of the logarithm of its seconds."""

    mu: float
    sigma: float

    def drawn(self, normal: Seconds) -> Seconds:
        return np.exp(self.mu + self.sigma * normal)

    def left(self, so_far: float, chance: Seconds) -> Seconds:
        """What remains of it after so many seconds."""
        passed = float(np.interp((math.log(max(so_far, 1.0)) - self.mu) / self.sigma, _Z, _PHI))
        return np.maximum(self.drawn(np.interp(passed + (1 - passed) * chance, _PHI, _Z)) - so_far, 1.0)


@dataclass(frozen=True)
class Pace:
    """How long an organisation's conversations take, and the notes after them."""

    talk: Span
    notes: Span


TYPICAL = Pace(talk=Span(math.log(180), 0.8), notes=Span(math.log(30), 0.8))
_TYPICAL_WEIGHS = 8  # as many conversations as it takes to believe an organisation's own as much


class Stage(StrEnum):
    """What somebody at work does."""

    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    NOTES = "notes"


@dataclass(frozen=True)
class AtWork:
    """Somebody who answers calls now, busy for so many seconds with a caller of that organisation."""

    who: rules.Idle
    stage: Stage
    so_far: float
    organisation_id: int


@dataclass(frozen=True)
class Caller:
    """Somebody in line; the lower the urgency's number, the sooner."""

    organisation_id: int
    language: str
    urgency: int


@dataclass(frozen=True)
class Wait:
    """How much longer somebody waits, in seconds: half of all in their place less than `median`, nine of ten less than
    `likely`. `said` is the honest step in minutes that is told.
    """

    median: float
    likely: float
    said: int


def pace(talks: Iterable[float], notes: Iterable[float]) -> Pace:
    """The pace of an organisation from its last conversations (seconds); the typical one while there are few."""
    return Pace(talk=_fitted(talks, TYPICAL.talk), notes=_fitted(notes, TYPICAL.notes))


def _fitted(seconds: Iterable[float], typical: Span) -> Span:
    """With a conjugate prior: the typical span counts as so many conversations more."""
    logs = np.log(np.maximum(np.fromiter(seconds, float), 1.0))
    weight = _TYPICAL_WEIGHS + len(logs)
    mu = (_TYPICAL_WEIGHS * typical.mu + float(logs.sum())) / weight
    squares = float(((logs - mu) ** 2).sum()) + _TYPICAL_WEIGHS * (typical.sigma**2 + (typical.mu - mu) ** 2)
    return Span(mu=mu, sigma=max(math.sqrt(squares / weight), 0.05))


def waits(
    line: Sequence[Caller],
    people: Sequence[AtWork],
    paces: Mapping[int, Pace],
    *,
    coming: Mapping[int, float],
    draws: int = DRAWS,
) -> list[Wait | None]:
    """For each in line, in the order of service; None where nobody at work may answer them.

    `coming` says how many of each urgency ring in a second.
    """
    future = _Future(people, paces, draws=draws)
    found: list[Wait | None] = []
    for caller in line:
        future.expect({urgency: rate for urgency, rate in coming.items() if urgency < caller.urgency})
        found.append(future.answered(caller))
    return found


def places(line: Sequence[Caller], people: Sequence[AtWork]) -> list[int]:
    """The place of each, counting only those before them who wait for some of the same people."""
    kinds = {kind: frozenset(_who_may(*kind, people)) for kind in {(one.organisation_id, one.language) for one in line}}
    before: Counter[tuple[int, str]] = Counter()
    found = []
    for one in line:
        mine = (one.organisation_id, one.language)
        found.append(1 + sum(count for kind, count in before.items() if kind == mine or kinds[kind] & kinds[mine]))
        before[mine] += 1
    return found


def _who_may(organisation_id: int, language: str, people: Sequence[AtWork]) -> list[int]:
    """By the very rule of matching; who declined them a moment ago may soon be asked again."""
    waiting = rules.Waiting(contact_id=0, organisation_id=organisation_id, language=language)
    return [place for place, one in enumerate(people) if rules.may_answer(waiting, one.who)]


class _Future:
    """Many futures side by side, one a row: when each person at work is free next, one a column."""

    def __init__(self, people: Sequence[AtWork], paces: Mapping[int, Pace], *, draws: int) -> None:
        self._people, self._paces, self._draws = people, paces, draws
        self._chance = np.random.default_rng(len(people))
        self._rows = np.arange(draws)
        self._able: dict[tuple[int, str], Rows] = {}
        self._expected: dict[int, float] = {}
        self._next = np.full(draws, np.inf)  # when somebody more urgent rings next
        self._rate = np.zeros(draws)
        self._free = np.empty((draws, len(people)))
        for column, one in enumerate(people):
            self._free[:, column] = self._until_free(one)

    def expect(self, urgent: Mapping[int, float]) -> None:
        """From here on in the line these pass whoever waits."""
        if urgent != self._expected and (rate := sum(urgent.values())) > 0:
            self._expected = dict(urgent)
            self._rate = rate * np.exp(_UNSURE * self._chance.standard_normal(self._draws))
            self._next = self._chance.exponential(1.0, self._draws) / self._rate

    def answered(self, caller: Caller) -> Wait | None:
        """They take, in each future, the first who may answer them and whom nobody more urgent takes before."""
        able = self._who_may(caller)
        if not len(able):
            return None
        own = self._paces.get(caller.organisation_id, TYPICAL)
        columns = able[self._free[:, able].argmin(axis=1)]
        rows = self._passed(self._rows, columns)
        while len(rows):
            self._take(rows, columns[rows], own)
            self._next[rows] += self._chance.exponential(1.0, len(rows)) / self._rate[rows]
            columns[rows] = able[self._free[np.ix_(rows, able)].argmin(axis=1)]
            rows = rows[self._passed(rows, columns[rows])]
        answered = self._free[self._rows, columns] + RINGING
        self._take(self._rows, columns, own)
        will_pass = float(self._rate.mean() * np.median(answered)) >= 1
        return _wait(answered, sure=_SURE_IF_PASSED if will_pass else _SURE)

    def _take(self, rows: Rows, columns: Rows, own: Pace) -> None:
        self._free[rows, columns] += RINGING + self._conversation(own, len(rows))

    def _passed(self, rows: Rows, columns: Rows) -> Rows:
        """Where somebody more urgent rings before that person is free."""
        free = self._free[rows, columns]
        return np.flatnonzero((self._next[rows] < free) & (free < _HORIZON))

    def _who_may(self, caller: Caller) -> Rows:
        kind = (caller.organisation_id, caller.language)
        if kind not in self._able:
            self._able[kind] = np.array(_who_may(*kind, self._people), dtype=np.intp)
        return self._able[kind]

    def _until_free(self, one: AtWork) -> Seconds:
        own = self._paces.get(one.organisation_id, TYPICAL)
        match one.stage:
            case Stage.READY:
                return np.zeros(self._draws)
            case Stage.RINGING:
                return RINGING + self._conversation(own, self._draws)
            case Stage.TALKING:
                talk = own.talk.left(one.so_far, self._chance.random(self._draws))
                return talk + own.notes.drawn(self._chance.standard_normal(self._draws))
            case Stage.NOTES:
                return own.notes.left(one.so_far, self._chance.random(self._draws))

    def _conversation(self, own: Pace, draws: int) -> Seconds:
        talk, notes = self._chance.standard_normal((2, draws))
        return own.talk.drawn(talk) + own.notes.drawn(notes)


def _wait(answered: Seconds, *, sure: float) -> Wait:
    median, likely, within = np.quantile(answered, (0.5, 0.9, sure))
    return Wait(median=float(median), likely=float(likely), said=step(float(within)))


def step(seconds: float) -> int:
    """The honest step for so long a wait: rounded up, never down."""
    return next((minutes for minutes in STEPS if seconds <= minutes * 60), LONGER)
