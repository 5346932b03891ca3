"""One box finds anybody: however a name is spelt, whatever part of a number is known, on whichever keyboard."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from yesline.cases import queries as cases
from yesline.cases.models import Case
from yesline.customers import queries as customers
from yesline.customers import rules
from yesline.customers.models import Customer
from yesline.customers.rules import Sought
from yesline.flows import know
from yesline.flows.know import Known
from yesline.orgs.models import Organisation
from yesline.staff.queries import Seat

PEOPLE, CASES, PLACES, FACTS = 7, 4, 3, 3
LEAST = 2  # characters; one finds too many to be of use


@dataclass(frozen=True)
class Place:
    """A house, and how many of an organisation's customers live there."""

    organisation: Organisation
    address: str
    people: int


@dataclass(frozen=True)
class Found:
    """What the box shows. `marks` are the beginnings of words that were looked for, folded; `also` says what else."""

    people: list[Customer] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    facts: list[Known] = field(default_factory=list)
    where: dict[int, str] = field(default_factory=dict)  # customer → house, without the flat
    marks: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.people or self.cases or self.places or self.facts)


@transaction.atomic
def anything(*, seat: Seat, text: str, at: datetime, language: str = "") -> Found:
    """People, open cases, places and facts of the organisations this person answers for; empty for a single letter.

    Looking is not yet opening: what is opened from here is written down where it is opened.
    """
    if len(text.strip()) < LEAST:
        return Found()
    sought, ids, also = _people(text)
    places = customers.find_places(sought.words, most=PLACES)
    organisations = Organisation.objects.in_bulk({organisation_id for organisation_id, _, _ in places})
    return Found(
        people=customers.in_order(ids),
        cases=cases.found(seat=seat, number=_case_number(text), customer_ids=ids, most=CASES),
        places=[Place(organisations[one], address, people) for one, address, people in places],
        facts=_facts(seat, text, language, at),
        where=customers.places(ids),
        marks=_marks(sought),
        numbers=sought.numbers,
        also=also,
    )


def _facts(seat: Seat, text: str, language: str, at: datetime) -> list[Known]:
    typed, switched = rules.understood(text), rules.understood(rules.other_layout(text))
    return know.find(
        seat=seat,
        words=[*typed.words, *typed.numbers],
        otherwise=[*switched.words, *switched.numbers],
        language=language,
        at=at,
        most=FACTS,
    )


def _people(text: str) -> tuple[Sought, list[int], tuple[str, ...]]:
    """As it was typed; else as if on the other keyboard; else with what the words may have meant."""
    typed = rules.understood(text)
    switched = rules.understood(rules.other_layout(text))
    for sought in dict.fromkeys((typed, switched)):
        if ids := customers.find(sought, most=PEOPLE):
            return sought, ids, () if sought is typed else sought.words
    near = customers.near([*typed.words, *switched.words])
    for sought in (typed, switched):
        if any(word in near for word in sought.words):
            meant = Sought(tuple("|".join([word, *near.get(word, [])]) for word in sought.words), sought.numbers)
            if ids := customers.find(meant, most=PEOPLE):
                return meant, ids, tuple(near[word][0] for word in sought.words if word in near)
    return typed, [], ()


def _marks(sought: Sought) -> tuple[str, ...]:
    words = [one for word in sought.words for one in word.split("|")]
    return tuple(one for one in customers.folded(words).values() if one)


def _case_number(text: str) -> int | None:
    """`4718`, `№ 4718`, `#4718`: a case may be meant."""
    digits = text.strip().lstrip("\u2116#Nn").strip()
    return int(digits) if digits.isdecimal() and len(digits) <= 9 else None
