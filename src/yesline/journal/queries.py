from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from yesline.journal.models import Entry


def of(noun: str, noun_id: int) -> QuerySet[Entry]:
    """Everything that was done to a thing, newest first."""
    return Entry.objects.filter(noun=noun, noun_id=noun_id).order_by("-at", "-id")


def done(verb: str, noun: str, ids: Collection[int]) -> QuerySet[Entry]:
    """This deed, done to any of these things, newest first."""
    return Entry.objects.filter(verb=verb, noun=noun, noun_id__in=ids).order_by("-at", "-id")


def of_organisation(organisation_id: int, *, verbs: Sequence[str]) -> QuerySet[Entry]:
    """What was done in an organisation by these verbs (each may be a beginning: `office.`), newest first."""
    wanted = Q()
    for verb in verbs:
        wanted |= Q(verb__startswith=verb)
    return Entry.objects.filter(wanted, organisation_id=organisation_id).order_by("-at", "-id")
