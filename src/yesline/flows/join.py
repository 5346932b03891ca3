"""Two cases are one after all: joined under the earliest clock, shown before it is done, and parted again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.cases import kin
from yesline.cases import queries as open_cases
from yesline.cases.machine import Clock
from yesline.cases.models import Case
from yesline.kernel.errors import NotNow
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class Joined:
    """What would become of two cases, and which of their clocks would count."""

    case: Case
    other: Case
    first_reported_at: datetime
    due_at: datetime

    @property
    def sooner(self) -> bool:
        """Whether the case would be due earlier than it is."""
        return self.due_at < self.case.due_at


def preview(*, seat: Seat, case_id: int, other_id: int, at: datetime) -> Joined:
    """What joining them would do; nothing is done yet."""
    case, other = open_cases.seen_by(seat, case_id), open_cases.seen_by(seat, other_id)
    both = Clock((*open_cases.clock_of(case).lines, *open_cases.clock_of(other).lines))
    return Joined(case, other, first_reported_at=both.first_reported_at, due_at=both.due(at))


def reported_before(*, seat: Seat, case_id: int) -> Case | None:
    """The open case this one is probably a second report of."""
    return kin.reported_before(open_cases.seen_by(seat, case_id))


@transaction.atomic
def join(*, seat: Seat, case_id: int, other_id: int, why: str, at: datetime) -> Case:
    """`other` becomes a part of the case; what was promised in either is owed in the whole."""
    case, other = _both(seat, case_id, other_id)
    cases.take_in(case, other, why=_reason(why), by=seat.agent, at=at)
    return case


@transaction.atomic
def part(*, seat: Seat, case_id: int, other_id: int, why: str, at: datetime) -> Case:
    """It was not the same: `other` stands for itself again, with its clock and its owner."""
    case, other = _both(seat, case_id, other_id)
    cases.part(case, other, why=_reason(why), by=seat.agent, at=at)
    return other


def _both(seat: Seat, case_id: int, other_id: int) -> tuple[Case, Case]:
    """Both, locked."""
    for one in (case_id, other_id):
        open_cases.seen_by(seat, one)
    found = open_cases.locked(case_id, other_id)
    case, other = found[case_id], found[other_id]
    if case.organisation_id != other.organisation_id:
        raise NotNow(_("These cases belong to two organisations."))
    return case, other


def _reason(why: str) -> str:
    if not why.strip():
        raise NotNow(_("Say why: it stands in the history of both."))
    return why.strip()[:200]
