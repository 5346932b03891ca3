"""Pure decisions about the work: how terms are counted, what is the same trouble, who may own what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _

from yesline.cases.enums import CaseKind, CaseState, HandOverState, SaidKind
from yesline.kernel.errors import NotNow
from yesline.orgs.rules import Hours

STATUTORY = timedelta(days=30)  # for the answer to a formal complaint: an organisation's own term may only be shorter
REOPEN_FOR = timedelta(days=30)  # after its end a case is taken up again in place, with its clock and its owner
SAME_WITHIN = timedelta(days=14)  # reported again in this time it is the same trouble
ANSWER_FOR = timedelta(seconds=60)  # somebody asked to own a case answers, or a lead has it
OWNER_WITHIN = timedelta(hours=4)  # open hours: from a pool agent's hands to one of the organisation's own
CALL_WITHIN = timedelta(hours=2)  # open hours: who asks for a call on their page is called by then
LONGEST = 4000  # letters of what a customer writes at once
MOST_CASES = 40  # open ones of one person; nobody is given more, leads excepted
HAND_OVERS_AT_MOST = 2  # the third one brings a lead

# No term ends later. A calendar without one open hour in this time is none: hours by the clock on the wall count.
_FARTHEST = 400  # days


def after(start: datetime, length: timedelta, hours: Hours | None) -> datetime:
    """The moment (UTC) when this much time has passed since `start`: by the wall, or in open `hours` only."""
    if hours is None or not _ever_open(hours, start):
        return start + length
    left = length
    for opens, closes in _spans(hours, start):
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    return start + timedelta(days=_FARTHEST)


def between(start: datetime, end: datetime, hours: Hours | None) -> timedelta:
    """How much time passed from one moment to another: by the wall, or in open `hours` only."""
    if end <= start:
        return timedelta(0)
    if hours is None or not _ever_open(hours, start):
        return end - start
    passed = timedelta(0)
    for opens, closes in _spans(hours, start):
        if opens >= end:
            break
        passed += min(closes, end) - opens
    return passed


def term(kind: str, *, own: timedelta | None, default: timedelta) -> timedelta:
    """By when at the latest: the organisation's own term for this kind, or what it promises for any case."""
    found = own if own is not None else default
    return min(found, STATUTORY) if kind == CaseKind.COMPLAINT else found


@dataclass(frozen=True)
class Like:
    """What of a case says whether another one is about the same."""

    case: int
    customer: int | None
    number: str
    topic: int | None
    reported_at: datetime


def same_trouble(new: Like, others: Iterable[Like]) -> Like | None:
    """The case this is probably a second report of, the oldest of them; None: it is a trouble of its own."""
    found = [one for one in others if one.case != new.case and _alike(new, one)]
    return min(found, key=lambda one: (one.reported_at, one.case), default=None)


def _alike(new: Like, one: Like) -> bool:
    if new.customer is not None and one.customer is not None:
        same_person = new.customer == one.customer
    else:
        same_person = bool(new.number) and new.number == one.number
    same_matter = new.topic is None or one.topic is None or new.topic == one.topic
    return same_person and same_matter and abs(new.reported_at - one.reported_at) <= SAME_WITHIN


def check_is_open(state: str) -> None:
    if state == CaseState.MERGED:
        raise NotNow(_("This case is part of another one. Work on that one."))
    if state != CaseState.OPEN:
        raise NotNow(_("This case is closed. Open it again first."))


def check_can_be_one(*, keeps: Like, joins: Like) -> None:
    """Whether two cases may be merged."""
    if keeps.case == joins.case:
        raise NotNow(_("This is the same case."))
    if keeps.customer is not None and joins.customer is not None and keeps.customer != joins.customer:
        raise NotNow(_("These cases belong to two people. If they are one person, say so on their card first."))


def check_is_part(*, into: int | None, case: int) -> None:
    if into != case:
        raise NotNow(_("This case is no part of that one."))


def check_said(*, kind: str, text: str) -> None:
    if kind not in SaidKind.values:
        raise NotNow(_("Choose one of the answers on this page."))
    if kind == SaidKind.WORDS and not text.strip():
        raise NotNow(_("Write something first, or choose a paper."))
    if len(text) > LONGEST:
        raise NotNow(_("This is too long for one letter. Say the main thing; we will ask for the rest."))


def check_described(*, title: str, kind: str) -> None:
    if not title.strip():
        raise NotNow(_("Say in a few words what it is about."))
    if kind not in CaseKind.values:
        raise NotNow(_("Choose what kind of case it is."))


def check_is_agreed(*, agreed: bool) -> None:
    if not agreed:
        raise NotNow(_("Say first what is ordered, and on which terms."))


def check_owns(*, owner: str, is_owner: bool) -> None:
    if not is_owner:
        raise NotNow(_("%(name)s owns this case. Ask them, or a lead.") % {"name": owner})


def check_next_step(*, what: str, by_when: datetime | None, at: datetime) -> None:
    """Concrete, not "works are under way": what, and by when."""
    if not what.strip() or by_when is None:
        raise NotNow(_("Say what happens next, and by when."))
    if by_when <= at:
        raise NotNow(_("This time has passed already. Choose a later one."))


def check_absence(*, themselves: bool, from_at: datetime, until_at: datetime, at: datetime) -> None:
    if themselves:
        raise NotNow(_("Nobody can stand in for themselves."))
    if until_at <= max(from_at, at):
        raise NotNow(_("Say until when: a time still to come."))


def check_can_be_asked(*, text: str, stands: bool) -> None:
    """Whether a question may be put to the customer."""
    if not text.strip():
        raise NotNow(_("Write what we need to know."))
    if stands:
        raise NotNow(_("A question stands already. Wait for the answer, or write down what they said."))


def check_can_be_reopened(state: str, *, closed_at: datetime | None, at: datetime) -> None:
    if state != CaseState.CLOSED or closed_at is None:
        raise NotNow(_("This case is not closed."))
    if at > closed_at + REOPEN_FOR:
        raise NotNow(_("It was closed more than 30 days ago. Write down a new case."))


def check_can_be_closed(*, promises: int, stands: bool) -> None:
    """No case closes over what is still owed in it."""
    if promises:
        raise NotNow(_("Something is still promised in this case. Keep it first, or agree on another time."))
    if stands:
        raise NotNow(_("A question to the customer stands. Write down their answer first."))


def check_can_be_handed_over(*, why: str, to_themselves: bool, holds: int, is_lead: bool, waiting: bool) -> None:
    """Whether somebody may be asked to own a case."""
    if not why.strip():
        raise NotNow(_("Say why: whoever takes it over reads it first."))
    if to_themselves:
        raise NotNow(_("It is theirs already."))
    if waiting:
        raise NotNow(_("Somebody has been asked already. Wait for the answer, it takes a minute at most."))
    if holds >= MOST_CASES and not is_lead:
        raise NotNow(_("They hold as many cases as one person can. Ask somebody else, or a lead."))


def check_can_be_answered(state: str) -> None:
    if state != HandOverState.ASKED:
        raise NotNow(_("This has been answered already."))


def _ever_open(hours: Hours, start: datetime) -> bool:
    return next(_spans(hours, start), None) is not None


def _spans(hours: Hours, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When it is open from `start` on, in UTC: what the organisation's wall says, so a day of change has 23 or 25."""
    first = start.astimezone(hours.zone).date()
    for ahead in range(-1, _FARTHEST):
        day = first + timedelta(days=ahead)
        for opens, closes in hours.on(day):
            last = day + timedelta(days=1) if closes == time(0) else day
            begin = max(datetime.combine(day, opens, hours.zone).astimezone(UTC), start)
            end = datetime.combine(last, closes, hours.zone).astimezone(UTC)
            if begin < end:
                yield begin, end
