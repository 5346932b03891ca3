"""What we will do by when: kept, and seen by its keeper."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yesline.cases import queries as cases
from yesline.cases.models import Case
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.promises import actions as promises
from yesline.promises import queries as owed
from yesline.promises.models import Promise
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class Day:
    """An agent's day: what they promised, what they own, and who was missed and is owed a call."""

    promises: list[Promise]
    cases: list[Case]
    owed: list[Contact]


@transaction.atomic
def keep(*, seat: Seat, promise_id: int, at: datetime) -> None:
    """It is done as promised."""
    promises.keep(owed.seen_by(seat, promise_id), by=seat.agent, at=at)


def my_day(*, seat: Seat, at: datetime) -> Day:
    """What this agent promised and owns, and who of those they serve is owed a call."""
    missed = ledger.owed().filter(organisation_id__in=seat.organisations).select_related("customer", "organisation")
    return Day(
        promises=owed.due_of_keeper(seat.agent.pk),
        cases=cases.open_owned_by(seat.agent.pk),
        owed=list(missed.order_by("arrived_at")[:20]),
    )
