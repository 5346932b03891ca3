"""We need to know something from the customer: the question stands where they see it, and the clock stands still."""

from datetime import datetime

from django.db import transaction

from yesline.cases import actions as cases
from yesline.cases import queries as open_cases
from yesline.cases.models import Question
from yesline.staff.queries import Seat


@transaction.atomic
def ask(*, seat: Seat, case_id: int, text: str, at: datetime) -> Question:
    """Put it on the customer's page of this case."""
    open_cases.seen_by(seat, case_id)
    return cases.ask(open_cases.held(case_id), text=text, by=seat.agent, at=at)


@transaction.atomic
def heard(*, seat: Seat, case_id: int, at: datetime) -> None:
    """They have replied, on whatever channel: the clock runs on."""
    open_cases.seen_by(seat, case_id)
    cases.replied(open_cases.held(case_id), by=seat.agent, at=at)


@transaction.atomic
def next_step(*, seat: Seat, case_id: int, what: str, by_when: datetime, at: datetime) -> None:
    """Say what happens next, and by when: the customer reads it."""
    open_cases.seen_by(seat, case_id)
    cases.say_next(open_cases.held(case_id), what=what, by_when=by_when, by=seat.agent, at=at)
