"""What may become of a line: many futures drawn side by side. Pure, with the same chances for the same facts.

As W. Whitt, "Predicting Queueing Delays" (Management Science 45(6), 1999, 870-888): each person at work becomes free
after what is left of their conversation, given how long it lasts already, and then takes the first in line they may
answer; whoever is in line takes one of these moments after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from yesline.routing import paces, rules
from yesline.routing.paces import RINGING, Pace, Seconds

Rows = NDArray[np.intp]
_UNSURE = 0.25  # how far, as a share, the next calls may be from those of late
_HORIZON = 2400.0  # seconds; beyond, "more than half an hour" is all that is said


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


def who_may(organisation_id: int, language: str, people: Sequence[AtWork]) -> list[int]:
    """By the very rule of matching; who declined them a moment ago may soon be asked again."""
    waiting = rules.Waiting(contact_id=0, organisation_id=organisation_id, language=language)
    return [place for place, one in enumerate(people) if rules.may_answer(waiting, one.who)]


@dataclass(frozen=True)
class Drawn:
    """When somebody is answered in each future, and how many of the more urgent ring in a second there."""

    answered: Seconds
    rate: float


class Futures:
    """Many futures side by side, one a row: when each person at work is free next, one a column."""

    def __init__(self, people: Sequence[AtWork], known: Mapping[int, Pace], *, draws: int) -> None:
        self._people, self._paces, self._draws = people, known, draws
        self._chance = np.random.default_rng(len(people))
        self._rows = np.arange(draws)
        self._able: dict[tuple[int, str], Rows] = {}
        self._ahead: dict[int, Iterator[Seconds]] = {}
        self._expected: dict[int, float] = {}
        self._next = np.full(draws, np.inf)  # when somebody more urgent rings next
        self._rate = np.zeros(draws)
        self._mean_rate = 0.0
        self._free = np.empty((draws, len(people)))
        for column, one in enumerate(people):
            self._free[:, column] = self._until_free(one)

    def expect(self, urgent: Mapping[int, float]) -> None:
        """From here on in the line these pass whoever waits."""
        if urgent != self._expected and (rate := sum(urgent.values())) > 0:
            self._expected = dict(urgent)
            self._rate = rate * np.exp(_UNSURE * self._chance.standard_normal(self._draws))
            self._mean_rate = float(self._rate.mean())
            self._next = self._chance.exponential(1.0, self._draws) / self._rate

    def answered(self, caller: Caller) -> Drawn | None:
        """They take, in each future, the first who may answer them and whom nobody more urgent takes before."""
        able = self._who_may(caller)
        if not len(able):
            return None
        columns = self._first(able)
        if self._mean_rate:
            self._let_pass(able, columns, self._pace(caller.organisation_id))
        free = self._free[self._rows, columns]
        self._free[self._rows, columns] = free + next(self._ahead_of(caller.organisation_id))
        return Drawn(free + RINGING, self._mean_rate)

    def _let_pass(self, able: Rows, columns: Rows, own: Pace) -> None:
        """Wherever somebody more urgent rings before a person is free, that person is theirs."""
        rows = self._passed(self._rows, columns)
        while len(rows):
            self._free[rows, columns[rows]] += paces.conversation(own, self._chance, len(rows))
            self._next[rows] += self._chance.exponential(1.0, len(rows)) / self._rate[rows]
            columns[rows] = able[self._free[rows[:, None], able].argmin(axis=1)]
            rows = rows[self._passed(rows, columns[rows])]

    def _first(self, able: Rows) -> Rows:
        """Who of these is free first, in each future."""
        if len(able) == len(self._people):
            return self._free.argmin(axis=1)
        return able[self._free.take(able, axis=1).argmin(axis=1)]

    def _passed(self, rows: Rows, columns: Rows) -> Rows:
        """Where somebody more urgent rings before that person is free."""
        free = self._free[rows, columns]
        return np.flatnonzero((self._next[rows] < free) & (free < _HORIZON))

    def _who_may(self, caller: Caller) -> Rows:
        kind = (caller.organisation_id, caller.language)
        if kind not in self._able:
            self._able[kind] = np.array(who_may(*kind, self._people), dtype=np.intp)
        return self._able[kind]

    def _until_free(self, one: AtWork) -> Seconds:
        own = self._pace(one.organisation_id)
        match one.stage:
            case Stage.READY:
                return np.zeros(self._draws)
            case Stage.RINGING:
                return paces.conversation(own, self._chance, self._draws)
            case Stage.TALKING:
                talk = own.talk.left(one.so_far, self._chance.random(self._draws))
                return talk + own.notes.drawn(self._chance.standard_normal(self._draws))
            case Stage.NOTES:
                return own.notes.left(one.so_far, self._chance.random(self._draws))

    def _pace(self, organisation_id: int) -> Pace:
        return self._paces.get(organisation_id, paces.TYPICAL)

    def _ahead_of(self, organisation_id: int) -> Iterator[Seconds]:
        """An organisation's conversations, one in each future."""
        if organisation_id not in self._ahead:
            own = self._pace(organisation_id)
            self._ahead[organisation_id] = paces.conversations(own, self._chance, self._draws)
        return self._ahead[organisation_id]
