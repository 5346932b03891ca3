from collections.abc import Sequence
from datetime import datetime

from yesline.cases.models import Case, Paper, Said
from yesline.cases.papers import rules
from yesline.cases.papers.rules import Received
from yesline.journal import actions as journal
from yesline.kernel import hints
from yesline.staff.models import Agent


def add(
    case: Case, received: Sequence[Received], *, said: Said | None = None, by: Agent | None, at: datetime
) -> list[Paper]:
    """These papers belong to the case, which is locked. What it has already is not added again."""
    rules.check_at_once(len(received))
    has = set(Paper.objects.filter(case=case).values_list("sha256", flat=True))
    new = {one.sha256: one for one in received if one.sha256 not in has}
    rules.check_room(has=len(has), come=len(new))
    return [_add(case, one, said=said, by=by, at=at) for one in new.values()]


def opened(paper: Paper, *, by: Agent, at: datetime) -> None:
    """Somebody looked at it: it stands in the log."""
    journal.record(
        "paper.opened", noun="paper", noun_id=paper.pk, organisation_id=paper.organisation_id, by=by.pk, at=at,
        case=paper.case_id,
    )  # fmt: skip


def _add(case: Case, one: Received, *, said: Said | None, by: Agent | None, at: datetime) -> Paper:
    paper = Paper.objects.create(
        organisation_id=case.organisation_id, case=case, said=said, name=one.name, kind=one.kind, size=one.size,
        sha256=one.sha256, path=one.path, by=by, at=at,
    )  # fmt: skip
    journal.record(
        "case.paper", noun="case", noun_id=case.pk, organisation_id=case.organisation_id, by=by.pk if by else None,
        at=at, paper=paper.pk, name=paper.name,
    )  # fmt: skip
    hints.tell(hints.agent(case.owner_id))
    return paper
