"""How long conversations last, and the notes after them: pure.

They are lognormal (L. Brown et al., "Statistical Analysis of a Telephone Call Center", JASA 100(469), 2005, 36-50).
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]
RINGING = 5.0  # seconds from "free" to "hello": the phone rings, a hand reaches for it
_DOZEN = 12
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


def conversations(own: Pace, chance: np.random.Generator, draws: int) -> Iterator[Seconds]:
    """One after the other, drawn by the dozen: each draw on its own would cost more than the dice."""
    while True:
        yield from conversation(own, chance, (_DOZEN, draws))


def conversation(own: Pace, chance: np.random.Generator, draws: int | tuple[int, int]) -> Seconds:
    """From the first ring until the notes are done."""
    return RINGING + own.talk.drawn(chance.standard_normal(draws)) + own.notes.drawn(chance.standard_normal(draws))
