from datetime import datetime

from yesline.cases.models import Case


def silent(*, at: datetime, most: int) -> list[int]:
    """Cases their customers' silence ends by now."""
    due = Case.objects.filter(ends_at__lte=at).order_by("ends_at", "pk")
    return list(due.values_list("pk", flat=True)[:most])
