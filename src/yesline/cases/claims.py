"""What a worker takes upon itself, and every other worker passes by."""

from datetime import datetime

from django.db.models import QuerySet

from yesline.cases.enums import CaseState, HandOverState
from yesline.cases.models import Case, HandOver


def unanswered(*, at: datetime, most: int) -> list[Case]:
    """Cases somebody was asked to own and did not answer about; locked, another worker passes them by."""
    due = HandOver.objects.filter(state=HandOverState.ASKED, answer_by_at__lte=at).values("case_id")
    return _claimed(Case.objects.filter(pk__in=due), most)


def held_too_long(*, at: datetime, most: int) -> list[Case]:
    """Cases that are only held, and shall have a named owner by now; locked as above."""
    return _claimed(Case.objects.filter(state=CaseState.OPEN, owner_by_at__lte=at), most)


def _claimed(due: QuerySet[Case], most: int) -> list[Case]:
    ids = list(due.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:most])
    return list(Case.objects.filter(pk__in=ids).select_related("owner").order_by("pk"))
