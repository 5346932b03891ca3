from collections.abc import Sequence

from yesline.cases.enums import CaseKind
from yesline.cases.models import Case, Complaint


def of(case: Case) -> Complaint | None:
    """The formal complaint this case is; None: it is another kind of work."""
    if case.kind != CaseKind.COMPLAINT:
        return None
    return Complaint.objects.select_related("answered_by").filter(case=case).first()


def unanswered(case_ids: Sequence[int]) -> bool:
    """Whether one of these is a formal complaint without a written answer."""
    return Complaint.objects.filter(case_id__in=case_ids, answered_at=None).exists()
