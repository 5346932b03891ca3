from django.db.models import QuerySet

from yesline.journal.models import Entry


def of(noun: str, noun_id: int) -> QuerySet[Entry]:
    """Everything that was done to a thing, newest first."""
    return Entry.objects.filter(noun=noun, noun_id=noun_id).order_by("-at", "-id")
