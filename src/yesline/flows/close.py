"""It is over when the customer says so; and when it is not, the same case goes on, with its clock and its owner."""

from datetime import datetime

from django.db import transaction

from yesline.cases import actions as cases
from yesline.cases import queries as open_cases
from yesline.cases import rules
from yesline.cases.complaints import queries as complaints
from yesline.cases.complaints import rules as complaint_rules
from yesline.cases.ending import actions as ending
from yesline.cases.ending import queries as silences
from yesline.cases.models import Case
from yesline.cases.orders import queries as orders
from yesline.cases.orders import rules as order_rules
from yesline.kernel.errors import NotNow
from yesline.promises import queries as owed
from yesline.staff.models import Agent
from yesline.staff.queries import Seat

SAID = "said"  # in a conversation with us
PAGE = "page"  # on their page of the case
SILENCE = "silence"  # asked twice, they said nothing
BATCH = 200


@transaction.atomic
def over(*, seat: Seat, case_id: int, at: datetime) -> None:
    """They said in a conversation that it is over."""
    open_cases.seen_by(seat, case_id)
    end(case=open_cases.held(case_id), how=SAID, by=seat.agent, at=at)


@transaction.atomic
def asked(*, seat: Seat, case_id: int, how: str, at: datetime) -> None:
    """They were asked whether it is over, and did not answer. Nothing may be owed in it any more."""
    open_cases.seen_by(seat, case_id)
    case = open_cases.held(case_id)
    _check_can_end(case)
    ending.asked(case, how=how, by=seat.agent, at=at)


def silent(*, at: datetime) -> int:
    """Whoever was asked twice and stayed silent long enough: it is over, and taken up again whenever they say so.

    Returns how many were due. Each has a transaction of its own: whoever joins cases meanwhile locks them in order.
    """
    due = silences.silent(at=at, most=BATCH)
    for case_id in due:
        _is_silent(case_id, at=at)
    return len(due)


@transaction.atomic
def _is_silent(case_id: int, *, at: datetime) -> None:
    case = open_cases.held(case_id)
    if case.ends_at is None or case.ends_at > at:  # they spoke, or another worker was faster
        return
    try:
        end(case=case, how=SILENCE, by=None, at=at)
    except NotNow:
        ending.goes_on(case, at=at)


def end(*, case: Case, how: str, by: Agent | None, at: datetime) -> None:
    """Close a locked case, unless something is still owed in it."""
    _check_can_end(case)
    cases.close(case, how=how, by=by, at=at)


def may_end(*, case: Case) -> bool:
    """Whether nothing is owed in it any more."""
    try:
        _check_can_end(case)
    except NotNow:
        return False
    return True


def _check_can_end(case: Case) -> None:
    """Refuses while something is owed in it."""
    rules.check_is_open(case.state)
    whole = open_cases.whole(case)
    rules.check_can_be_closed(promises=owed.due_in(whole), stands=open_cases.standing_question(whole) is not None)
    confirmed, left = orders.open_in(whole)
    order_rules.check_can_end(confirmed=confirmed, left=left)
    complaint_rules.check_can_end(unanswered=complaints.unanswered(whole))


@transaction.atomic
def again(*, seat: Seat, case_id: int, why: str, at: datetime) -> None:
    """It is not over after all."""
    open_cases.seen_by(seat, case_id)
    reopen(case=open_cases.held(case_id), why=why, by=seat.agent, at=at)


def reopen(*, case: Case, why: str, by: Agent | None, at: datetime) -> None:
    """The same case with the clock and the owner it had; if they have left, whoever holds the least."""
    same = open_cases.of_organisation(case.organisation_id, case.owner_id, at=at)
    owner = same or open_cases.keeper_for(case.organisation_id, at=at)
    assert owner is not None  # noqa: S101 - an organisation always has an administrator
    cases.reopen(case, owner=owner, why=why.strip()[:200], by=by, at=at)
