from collections.abc import Sequence

from django.db.models import Q, QuerySet

from yesline.journal.models import Entry


def of(noun: str, noun_id: int) -> QuerySet[Entry]:
    """Everything that was done to a thing, newest first."""
    return Entry.objects.filter(noun=noun, noun_id=noun_id).order_by("-at", "-id")


def of_organisation(organisation_id: int, *, verbs: Sequence[str]) -> QuerySet[Entry]:
    """What was done in an organisation by these verbs (each may be a beginning: `office.`), newest first."""
    wanted = Q()
    for verb in verbs:
        wanted |= Q(verb__startswith=verb)
    return Entry.objects.filter(wanted, organisation_id=organisation_id).order_by("-at", "-id")
