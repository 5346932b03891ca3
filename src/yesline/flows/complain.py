"""A formal complaint is one: it has a number, a written answer, and what is owed for the time without service."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from yesline.cases import queries as open_cases
from yesline.cases import rules as case_rules
from yesline.cases.complaints import actions as complaints
from yesline.cases.complaints import queries as registered
from yesline.cases.complaints import rules
from yesline.cases.models import Complaint
from yesline.kernel.errors import NotYours
from yesline.staff.queries import Seat


@transaction.atomic
def keep_draft(*, seat: Seat, case_id: int, text: str, at: datetime) -> None:
    """The answer as it is being written: no crash loses it, and whoever takes the case over finds it."""
    complaints.keep_draft(_theirs(seat, case_id), text=text)


@transaction.atomic
def propose(
    *,
    seat: Seat,
    case_id: int,
    monthly: Decimal | None,
    dead_from: datetime | None,
    dead_until: datetime | None,
    at: datetime,
) -> None:
    """What follows from the time without service: a proposal, until somebody grants it."""
    complaint = _theirs(seat, case_id)
    rules.check_is_not_answered(complaint.answered_at)
    rules.check_proposal(monthly=monthly, dead_from=dead_from, dead_until=dead_until, at=at)
    assert monthly is not None  # noqa: S101 - just checked
    assert dead_from is not None  # noqa: S101
    assert dead_until is not None  # noqa: S101
    complaints.propose(
        complaint, monthly=monthly, currency=complaint.currency, dead_from=dead_from, dead_until=dead_until,
        by=seat.agent, at=at,
    )  # fmt: skip


@transaction.atomic
def grant(*, seat: Seat, case_id: int, amount: Decimal | None, why: str, at: datetime) -> None:
    """This sum is paid back: what was proposed, or another one with a reason."""
    complaint = _theirs(seat, case_id)
    rules.check_is_not_answered(complaint.answered_at)
    rules.check_grant(proposed=complaint.proposed, granted=amount, why=why)
    assert amount is not None  # noqa: S101 - just checked
    complaints.grant(complaint, amount=amount, why=why, by=seat.agent, at=at)


@transaction.atomic
def answer(*, seat: Seat, case_id: int, text: str, at: datetime) -> None:
    """The written answer, in the name of whoever owns the case."""
    complaint = _theirs(seat, case_id)
    case_rules.check_owns(owner=complaint.case.owner.name, is_owner=complaint.case.owner_id == seat.agent.pk)
    complaints.answer(complaint, text=text, by=seat.agent, at=at)


def _theirs(seat: Seat, case_id: int) -> Complaint:
    """The complaint, its case locked and open. NotYours when it is none, or another organisation's."""
    open_cases.seen_by(seat, case_id)
    case = open_cases.held(case_id)
    case_rules.check_is_open(case.state)
    found = registered.of(case)
    if found is None:
        raise NotYours
    found.case = case
    return found
