from datetime import datetime
from zoneinfo import ZoneInfo

from yesline.cases.ending import rules
from yesline.cases.models import Case
from yesline.journal import actions as journal
from yesline.kernel import hints
from yesline.staff.models import Agent


def asked(case: Case, *, how: str, by: Agent, at: datetime) -> None:
    """They were asked whether it is over, and did not answer. `case` is locked."""
    wall = at.astimezone(ZoneInfo(case.organisation.timezone)).time()
    rules.check_can_ask(how=how, silences=case.silences, silent_since=case.silent_since, wall=wall, at=at)
    case.silences, case.silent_since = case.silences + 1, at
    case.ends_at = rules.ends_at(case.silences, at)
    Case.objects.filter(pk=case.pk).update(silences=case.silences, silent_since=at, ends_at=case.ends_at)
    _record("case.silent", case, by=by, at=at, how=how)


def goes_on(case: Case, *, at: datetime) -> None:
    """Something is owed in it by now: their silence doesn't end it, and they are asked from the beginning."""
    Case.objects.filter(pk=case.pk).update(silences=0, silent_since=None, ends_at=None)
    _record("case.goes_on", case, by=None, at=at)


def _record(verb: str, case: Case, /, *, by: Agent | None, at: datetime, **details: str) -> None:
    journal.record(
        verb, noun="case", noun_id=case.pk, organisation_id=case.organisation_id, by=by.pk if by else None, at=at,
        **details,
    )  # fmt: skip
    hints.tell(hints.agent(case.owner_id))
