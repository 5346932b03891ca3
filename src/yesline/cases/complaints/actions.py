from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Max

from yesline.cases.complaints import rules
from yesline.cases.models import Case, Complaint
from yesline.journal import actions as journal
from yesline.kernel import hints, locks
from yesline.staff.models import Agent


def register(case: Case, *, by: Agent, at: datetime) -> Complaint:
    """It gets the organisation's next number of this year; numbers have no gaps, since a rolled back one is free."""
    already = Complaint.objects.filter(case=case).first()
    if already is not None:
        return already
    locks.hold(locks.COMPLAINTS, case.organisation_id)
    year = at.astimezone(ZoneInfo(case.organisation.timezone)).year
    given = Complaint.objects.filter(organisation_id=case.organisation_id, year=year)
    number = (given.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Complaint.objects.create(
        organisation_id=case.organisation_id, case=case, year=year, number=number, registered_at=at
    )
    _record("case.registered", case, by=by, at=at, number=str(made))
    return made


def keep_draft(complaint: Complaint, *, text: str) -> None:
    """What is being written, as it is written."""
    Complaint.objects.filter(pk=complaint.pk, answered_at=None).update(draft=text[: rules.LONGEST])


def propose(
    complaint: Complaint,
    *,
    monthly: Decimal,
    currency: str,
    dead_from: datetime,
    dead_until: datetime,
    by: Agent,
    at: datetime,
) -> None:
    """What follows from the time without service; nothing is granted by it."""
    zone = ZoneInfo(complaint.case.organisation.timezone)
    proposed = rules.owed_back(monthly=monthly, dead_from=dead_from, dead_until=dead_until, zone=zone)
    Complaint.objects.filter(pk=complaint.pk).update(
        monthly=monthly, currency=currency, dead_from=dead_from, dead_until=dead_until, proposed=proposed,
        granted=None, granted_why="",
    )  # fmt: skip
    _record("case.recalculated", complaint.case, by=by, at=at, sum=f"{proposed} {currency}")


def grant(complaint: Complaint, *, amount: Decimal, why: str, by: Agent, at: datetime) -> None:
    """This sum is paid back."""
    rules.check_grant(proposed=complaint.proposed, granted=amount, why=why)
    Complaint.objects.filter(pk=complaint.pk).update(granted=amount, granted_why=why.strip()[:200])
    _record("case.granted", complaint.case, by=by, at=at, sum=f"{amount} {complaint.currency}", why=why.strip()[:200])


def answer(complaint: Complaint, *, text: str, by: Agent, at: datetime) -> None:
    """The written answer, signed: from now on it stands as it is."""
    rules.check_is_not_answered(complaint.answered_at)
    rules.check_answer(text)
    Complaint.objects.filter(pk=complaint.pk, answered_at=None).update(
        answer=text.strip(), draft="", answered_by=by, answered_at=at
    )
    _record("case.answered", complaint.case, by=by, at=at)


def _record(verb: str, case: Case, /, *, by: Agent, at: datetime, **details: str) -> None:
    journal.record(verb, noun="case", noun_id=case.pk, organisation_id=case.organisation_id, by=by.pk, at=at, **details)
    hints.tell(hints.agent(case.owner_id))
