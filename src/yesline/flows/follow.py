"""A case as a story: why it is due when it is, what is owed, who has it, what was done to it and by whom."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from yesline.cases import kin, machine
from yesline.cases import queries as cases
from yesline.cases.complaints import queries as complaints
from yesline.cases.enums import CaseState
from yesline.cases.machine import Clock, Entry
from yesline.cases.models import Case, Complaint, HandOver, Order, Question
from yesline.cases.orders import queries as orders
from yesline.journal import queries as journal
from yesline.promises import queries as owed
from yesline.promises.models import Promise
from yesline.staff.models import Agent
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class Deed:
    """One entry of the history; the names of those whom it names."""

    pk: int
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
    deeds: list[Deed]  # the latest first
    question: Question | None = None
    hand_over: HandOver | None = None
    complaint: Complaint | None = None
    order: Order | None = None
    papers: list[dict[str, Any]] = field(default_factory=list)  # see cases.queries.Standing
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


def seen(*, seat: Seat, case_id: int, at: datetime) -> File:
    """The file of a case for those who work on it. Raises NotYours when it is another organisation's."""
    standing = cases.standing_seen_by(seat, case_id, at=at)
    prefetch_related_objects([standing.case], Prefetch("contacts", cases.heard_in()))
    parts, before = kin.around(standing.case)
    file = _file(standing.case, parts, at)
    is_open = standing.case.state == CaseState.OPEN
    return replace(
        file,
        question=standing.question or _asked_in(parts),
        papers=standing.papers,
        hand_over=standing.hand_over if is_open else None,
        before=before if is_open and not parts else None,
    )


def told(*, case: Case, at: datetime) -> File:
    """The file of a case as its customer may know it."""
    parts = cases.taken_in(case.pk)
    return replace(_file(case, parts, at), question=_asked_in([case, *parts]))


def people(*, seat: Seat, case_id: int, at: datetime) -> list[Agent]:
    """Whom it may be handed over to, whoever can take it best first."""
    return cases.colleagues(cases.seen_by(seat, case_id), at=at)


def _asked_in(some: list[Case]) -> Question | None:
    """The question that stands in one of these."""
    return cases.standing_question([one.pk for one in some]) if some else None


def _file(case: Case, parts: list[Case], at: datetime) -> File:
    # All of them, however many: the clock begins with the first.
    rows = list(journal.of("case", case.pk).values_list("pk", "verb", "at", "by_agent_id", "details"))
    moves = [Entry(verb, then, details) for _, verb, then, _, details in reversed(rows) if verb in machine.MOVES]
    began = machine.began(case.pk, first_reported_at=case.first_reported_at, due_at=case.due_at)
    clock = machine.clock(moves, of=began)
    return File(
        case=case,
        clock=clock,
        due_at=clock.due(at),
        parts=parts,
        promises=owed.of_case([case.pk, *(part.pk for part in parts)]),
        deeds=_deeds(rows),
        complaint=complaints.of(case),
        order=orders.of(case),
    )


def _deeds(rows: list[tuple[int, str, datetime, int | None, dict[str, Any]]]) -> list[Deed]:
    said = [details[key] for *_, details in rows for key in ("to", "owner", "before") if _is_id(details.get(key))]
    ids = {*said, *(by for _, _, _, by, _ in rows if by)}
    names = dict(Agent.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [Deed(pk, verb, then, names.get(by or 0, ""), details, names) for pk, verb, then, by, details in rows]


def _is_id(found: object) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)
