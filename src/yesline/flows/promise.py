"""What we will do by when: kept, moved before it is late, and never silently late."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yesline.cases import queries as cases
from yesline.cases import rules as case_rules
from yesline.cases.away import queries as away
from yesline.cases.models import Case, HandOver
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.promises import actions as promises
from yesline.promises import queries as owed
from yesline.promises.models import Promise
from yesline.staff.queries import Seat

BATCH = 1000


@dataclass(frozen=True)
class Day:
    """An agent's day: what they, and those they stand in for, promised and own; who was missed and is owed a call, what
    they are asked to own just now, and, of those they lead, the promises that were broken.
    """

    promises: list[Promise]
    cases: list[Case]
    owed: list[Contact]
    asked: list[HandOver]
    broken: list[Promise]


@transaction.atomic
def keep(*, seat: Seat, promise_id: int, at: datetime) -> None:
    """It is done as promised."""
    promises.keep(owed.seen_by(seat, promise_id), by=seat.agent, at=at)


@transaction.atomic
def move(*, seat: Seat, promise_id: int, due_at: datetime | None, told: str, at: datetime) -> None:
    """Another time, told to the customer before the old one has passed."""
    promises.move_to(owed.seen_by(seat, promise_id), due_at=due_at, told=told, by=seat.agent, at=at)


@transaction.atomic
def release(*, seat: Seat, promise_id: int, why: str, at: datetime) -> None:
    """The customer doesn't want it any more."""
    promises.release(owed.seen_by(seat, promise_id), why=why, by=seat.agent, at=at)


@transaction.atomic
def make(*, seat: Seat, case_id: int, what: str, due_at: datetime | None, at: datetime) -> Promise:
    """Something more is promised in a case, by me."""
    cases.seen_by(seat, case_id)
    case = cases.held(case_id)
    case_rules.check_is_open(case.state)
    return promises.make(case=case, what=what, due_at=due_at, by=seat.agent, at=at)


@transaction.atomic
def notice_late(*, at: datetime) -> int:
    """What was not kept in time is noticed, each once: a lead sees to it. Returns how many were taken."""
    late = owed.claim_late(at=at, most=BATCH)
    for organisation_id in sorted({one.organisation_id for one in late}):
        lead = cases.keeper_for(organisation_id, at=at, leads_only=True)
        promises.broken([one for one in late if one.organisation_id == organisation_id], lead=lead, at=at)
    return len(late)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Keepers are alarmed of what falls due soon: one alarm a person, then quiet for a while."""
    soon = owed.claim_soon(at=at, most=BATCH)
    if soon:
        promises.reminded(soon, at=at)
    return len(soon)


def my_day(*, seat: Seat, at: datetime) -> Day:
    """What this agent promised and owns, and who of those they serve is owed a call."""
    missed = ledger.owed().filter(organisation_id__in=seat.organisations).select_related("customer", "organisation")
    instead_of = away.stands_in_for(seat.agent.pk, at=at)
    return Day(
        promises=owed.due_of_keeper(seat.agent.pk, *instead_of),
        cases=cases.open_owned_by(seat.agent.pk, *instead_of),
        owed=list(missed.order_by("arrived_at")[:20]),
        asked=cases.hand_overs_to(seat.agent.pk),
        broken=owed.broken_for(seat.agent.pk) if seat.leads else [],
    )
