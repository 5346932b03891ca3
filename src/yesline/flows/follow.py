"""A case as a story: why it is due when it is, what is owed, who has it, what was done to it and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yesline.cases import machine
from yesline.cases import queries as cases
from yesline.cases.machine import Clock, Entry
from yesline.cases.models import Case, HandOver, Question
from yesline.journal import queries as journal
from yesline.promises import queries as owed
from yesline.promises.models import Promise
from yesline.staff.models import Agent

LONGEST = 500  # entries of the journal that are told


@dataclass(frozen=True)
class Deed:
    """One entry of the history; the names of those whom it names."""

    verb: str
    at: datetime
    by: str
    details: dict[str, Any]
    names: dict[int, str]

    def name(self, key: str) -> str:
        """Whom the entry means by this, by name."""
        return self.names.get(int(self.details.get(key) or 0), "")


@dataclass(frozen=True)
class File:
    """All there is to know of one case."""

    case: Case
    clock: Clock
    due_at: datetime
    parts: list[Case]
    promises: list[Promise]
    question: Question | None
    hand_over: HandOver | None
    deeds: list[Deed]
    people: list[Agent] = field(default_factory=list)
    before: Case | None = None  # the open case this is probably a second report of

    @property
    def owed(self) -> list[Promise]:
        return [one for one in self.promises if one.state == "due"]

    @property
    def steps(self) -> list[tuple[datetime, str, str]]:
        """What comes next, the soonest first: when, what, and who keeps it."""
        said = [(self.case.next_step_at, self.case.next_step, "")] if self.case.next_step_at else []
        return sorted([(one.due_at, one.what, one.keeper.name) for one in self.owed] + said)

    @property
    def next_at(self) -> datetime:
        """When the next thing happens; if nothing was said of it, the answer by its time."""
        return self.steps[0][0] if self.steps else self.due_at


def told(*, case: Case, at: datetime, inside: bool = False) -> File:
    """The file of a case somebody may see. `inside`: with what only those who work on it need."""
    entries = list(journal.of("case", case.pk)[:LONGEST])
    parts = cases.taken_in(case.pk)
    whole = [case.pk, *(part.pk for part in parts)]
    moves = [Entry(one.verb, one.at, one.details) for one in reversed(entries) if one.verb in machine.MOVES]
    clock = machine.clock(
        moves, of=machine.began(case.pk, first_reported_at=case.first_reported_at, due_at=case.due_at)
    )
    is_open = inside and case.state == "open"
    return File(
        case=case,
        clock=clock,
        due_at=clock.due(at),
        parts=parts,
        promises=owed.of_case(whole),
        question=cases.standing_question(whole),
        hand_over=cases.hand_over_of(case.pk) if is_open else None,
        deeds=_deeds(entries),
        people=cases.colleagues(case, at=at) if is_open else [],
        before=cases.reported_before(case, number=cases.number_of(case)) if is_open and not parts else None,
    )


def _deeds(entries: Iterable[Any]) -> list[Deed]:
    rows = list(entries)
    named = {int(one.details[key]) for one in rows for key in ("to", "owner", "before") if _is_id(one.details.get(key))}
    ids = named | {one.by_agent_id for one in rows if one.by_agent_id}
    names = dict(Agent.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [Deed(one.verb, one.at, names.get(one.by_agent_id or 0, ""), one.details, names) for one in rows]


def _is_id(found: object) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)
