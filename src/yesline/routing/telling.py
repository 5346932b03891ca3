"""What those who wait hear, and when: pure. People's voices only; what nobody has recorded is not said.

An organisation's own phrases are chosen so that no word has to be bent: "Your number in line:" and a number, "Expected
waiting time, in minutes:" and a number. Of what Asterisk brings along only what is right in its language is used: its
Russian has "минут", but not "минуты".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from yesline.routing import estimate
from yesline.routing.estimate import Wait

ASTERISKS = ("ru", "en")  # languages Asterisk has recordings by people in
PLACE, MINUTES, LONGER = "place", "minutes", "longer"
NUMBERS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30)
PHRASES = (PLACE, MINUTES, LONGER, *map(str, NUMBERS))
SECONDS = 20.0  # whoever is likely answered sooner hears it ring
PAUSE = timedelta(seconds=45)  # between two tellings

_FEW = 20  # numbers up to here are one word, above them tens and ones
_MOST = 99


@dataclass(frozen=True)
class Told:
    """What somebody has been told: their place, and within how many minutes; each None where it was not."""

    place: int | None
    minutes: int | None
    at: datetime


def rings(wait: Wait | None) -> bool:
    """Whether they go on hearing it ring: a person is likely within seconds, or nobody at work could answer and it
    rings elsewhere.
    """
    return wait is None or wait.likely < SECONDS


def is_new(place: int, wait: Wait, before: Told | None, *, at: datetime) -> bool:
    """Whether they should be told (again): only what has changed, and not too often."""
    if before is None:
        return True
    return at - before.at >= PAUSE and (place, wait.said) != (before.place, before.minutes)


def words(place: int, said: int, *, language: str, own: Mapping[str, str]) -> tuple[str, ...]:
    """The recordings to play, one after the other: the organisation's own, else those that Asterisk has, else none."""
    return _own(place, said, own) if own else _asterisks(place, said, language)


def missing(own: Mapping[str, str]) -> tuple[str, ...]:
    """The phrases somebody still has to record."""
    return tuple(name for name in PHRASES if name not in own)


def _own(place: int, said: int, own: Mapping[str, str]) -> tuple[str, ...]:
    minutes = (LONGER,) if said == estimate.LONGER else (MINUTES, str(said))
    return tuple(
        own[name] for part in ((PLACE, str(place)), minutes) if all(name in own for name in part) for name in part
    )


def _asterisks(place: int, said: int, language: str) -> tuple[str, ...]:
    if language not in ASTERISKS:
        return ()
    first = ("queue-youarenext",) if place == 1 else ("queue-thereare", *_digits(place))
    return (*(first if place <= _MOST else ()), *_their_minutes(said, language))


def _their_minutes(said: int, language: str) -> Iterator[str]:
    if said == estimate.LONGER or (language == "ru" and said < 5):
        return
    yield "queue-holdtime"
    yield from _digits(said)
    yield "queue-minute" if said == 1 else "queue-minutes"


def _digits(number: int) -> Iterator[str]:
    if number <= _FEW:
        yield f"digits/{number}"
        return
    yield f"digits/{number - number % 10}"
    if number % 10:
        yield f"digits/{number % 10}"
