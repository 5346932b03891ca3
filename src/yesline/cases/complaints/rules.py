"""What a formal complaint asks of us, and what is owed for the time without service."""

from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from yesline.cases.enums import CaseKind
from yesline.kernel.errors import NotNow

LONGEST = 8000  # letters of a written answer
CENT = Decimal("0.01")


def owed_back(*, monthly: Decimal, dead_from: datetime, dead_until: datetime, zone: tzinfo) -> Decimal:
    """What was paid for a service that wasn't there, to the cent (half a cent up).

    The monthly price is spread evenly over each calendar month on the organisation's wall (`zone`), to the second: of a
    month of 30 days a day without service is a thirtieth, twelve hours half of that; a month with a change of clocks
    is an hour longer or shorter. A span over the end of a month takes of each month its own share.
    """
    owed = Decimal(0)
    start = dead_from.astimezone(zone)
    year, month = start.year, start.month
    while True:
        begins = datetime(year, month, 1, tzinfo=zone)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        ends = datetime(year, month, 1, tzinfo=zone)
        if begins.timestamp() >= dead_until.timestamp():
            return owed.quantize(CENT, ROUND_HALF_UP)
        dead = min(dead_until.timestamp(), ends.timestamp()) - max(dead_from.timestamp(), begins.timestamp())
        owed += monthly * Decimal(round(dead)) / Decimal(round(ends.timestamp() - begins.timestamp()))


def check_stays(*, before: str, kind: str) -> None:
    if before == CaseKind.COMPLAINT and kind != before:
        raise NotNow(_("A formal complaint has its number and stays one."))


def check_is_not_answered(answered_at: datetime | None) -> None:
    if answered_at is not None:
        raise NotNow(
            _("The answer is written and signed: it can't be changed any more. Write what is new as a message.")
        )


def check_answer(text: str) -> None:
    if not text.strip():
        raise NotNow(_("Write the answer first."))
    if len(text) > LONGEST:
        raise NotNow(_("This is too long for one answer."))


def check_proposal(
    *, monthly: Decimal | None, dead_from: datetime | None, dead_until: datetime | None, at: datetime
) -> None:
    if monthly is None or monthly <= 0:
        raise NotNow(_("Say what the service costs a month: a sum above zero."))
    if dead_from is None or dead_until is None:
        raise NotNow(_("Say from when until when there was no service."))
    if not dead_from < dead_until <= at:
        raise NotNow(_("The time without service begins before it ends, and has passed."))


def check_grant(*, proposed: Decimal | None, granted: Decimal | None, why: str) -> None:
    if proposed is None:
        raise NotNow(_("Say first how long there was no service: the sum follows from that."))
    if granted is None or granted < 0:
        raise NotNow(_("Say which sum is paid back."))
    if granted != proposed and not why.strip():
        raise NotNow(_("It is another sum than follows from the time without service: say why."))


def check_can_end(*, unanswered: bool) -> None:
    if unanswered:
        raise NotNow(_("A formal complaint ends with a written answer. Write it first."))
