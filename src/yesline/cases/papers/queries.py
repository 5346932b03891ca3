from pathlib import Path

from django.conf import settings

from yesline.cases.models import Paper
from yesline.kernel.errors import NotYours
from yesline.staff.queries import Seat


def of_cases(case_ids: list[int]) -> list[Paper]:
    """What came to these cases, the oldest first."""
    return list(Paper.objects.filter(case_id__in=case_ids).select_related("by"))


def seen_by(seat: Seat, paper_id: int) -> Paper:
    """A paper this person may open. Raises NotYours without saying whether it exists."""
    found = Paper.objects.filter(pk=paper_id, organisation_id__in=seat.organisations).first()
    if found is None:
        raise NotYours
    return found


def file_of(paper: Paper) -> Path:
    return Path(settings.PAPERS) / paper.path
