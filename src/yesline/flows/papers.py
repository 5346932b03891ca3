"""Papers that belong to a case: put there by us, and opened by those who may."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yesline.cases import queries as open_cases
from yesline.cases.models import Paper
from yesline.cases.papers import actions as sent
from yesline.cases.papers import queries as papers
from yesline.cases.papers.rules import Received
from yesline.staff.queries import Seat


@transaction.atomic
def put(*, seat: Seat, case_id: int, received: Sequence[Received], at: datetime) -> list[Paper]:
    """What reached us another way (by letter, in the shop) belongs to the case too. Returns those it has not had."""
    open_cases.seen_by(seat, case_id)
    return sent.add(open_cases.held(case_id), received, by=seat.agent, at=at)


@transaction.atomic
def opened(*, seat: Seat, paper_id: int, at: datetime) -> Paper:
    """Somebody looks at a paper: the customer can be told who did."""
    paper = papers.seen_by(seat, paper_id)
    sent.opened(paper, by=seat.agent, at=at)
    return paper
