"""One box finds anybody: however a name is spelt, whatever part of a number is known, on whichever keyboard."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from yesline.cases import queries as cases
from yesline.cases.models import Case
from yesline.customers import queries as customers
from yesline.customers import rules
from yesline.customers.models import Customer
from yesline.customers.queries import Looked, Row
from yesline.customers.rules import Sought
from yesline.flows import know
from yesline.flows.know import Known
from yesline.staff.queries import Seat

PEOPLE, CASES, PLACES, FACTS = 7, 4, 3, 3
LEAST = 2  # characters; one finds too many to be of use


@dataclass(frozen=True)
class Place:
    """A house, and how many of an organisation's customers live there."""

    organisation: str
    address: str
    people: int


@dataclass(frozen=True)
class Found:
    """What the box shows. `words` are those looked for (`a|b`: either), `also` says what else than was typed."""

    rows: list[Row] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    facts: list[Known] = field(default_factory=list)
    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def people(self) -> list[Customer]:
        return [one.customer for one in self.rows]

    @property
    def nothing(self) -> bool:
        return not (self.rows or self.cases or self.places or self.facts)


@transaction.atomic(savepoint=False)  # it only reads: nothing to go back to, and two round trips less
def anything(*, seat: Seat, text: str, at: datetime, language: str = "") -> Found:
    """People, open cases, places and facts of the organisations this person answers for; empty for a single letter.

    Looking is not yet opening: what is opened from here is written down where it is opened.
    """
    if len(text.strip()) < LEAST:
        return Found()
    typed, switched = rules.understood(text), rules.understood(rules.other_layout(text))
    sought, looked, also = _looked(typed, switched)
    return Found(
        rows=customers.rows_of(looked.people),
        cases=cases.found(seat=seat, number=_case_number(text), customer_ids=looked.people, most=CASES),
        places=[Place(*one) for one in looked.places],
        facts=_facts(seat, typed, switched, language, at),
        words=sought.words,
        numbers=sought.numbers,
        also=also,
    )


def _looked(typed: Sought, switched: Sought) -> tuple[Sought, Looked, tuple[str, ...]]:
    """As it was typed; else as if on the other keyboard; else with what the words may have meant."""
    looked = _look(typed, switched if switched != typed else Sought())
    if looked.otherwise:
        return switched, looked, switched.words
    if looked.people:
        return typed, looked, ()
    near = customers.near([*typed.words, *switched.words])
    for sought in (typed, switched):
        if any(word in near for word in sought.words):
            meant = Sought(tuple("|".join([word, *near.get(word, [])]) for word in sought.words), sought.numbers)
            again = _look(meant, Sought())
            if again.people:
                return meant, again, tuple(near[word][0] for word in sought.words if word in near)
    return typed, looked, ()


def _look(typed: Sought, other: Sought) -> Looked:
    return customers.look(typed, other, people=PEOPLE, places=PLACES)


def _facts(seat: Seat, typed: Sought, switched: Sought, language: str, at: datetime) -> list[Known]:
    return know.find(
        seat=seat,
        words=[*typed.words, *typed.numbers],
        otherwise=[*switched.words, *switched.numbers],
        language=language,
        at=at,
        most=FACTS,
    )


def _case_number(text: str) -> int | None:
    """`4718`, `№ 4718`, `#4718`: a case may be meant."""
    digits = text.strip().lstrip("\u2116#Nn").strip()
    return int(digits) if digits.isdecimal() and len(digits) <= 9 else None
