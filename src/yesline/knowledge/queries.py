from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from yesline.kernel.errors import NotYours
from yesline.knowledge.models import Fact
from yesline.staff.queries import Seat


def seen_by(seat: Seat, fact_id: int) -> Fact:
    """A fact this person may read, with its wordings. Raises NotYours without saying whether it exists."""
    found = _whole().filter(pk=fact_id, organisation_id__in=seat.organisations).first()
    if found is None:
        raise NotYours
    return found


def of(organisation_id: int) -> list[Fact]:
    """Everything an organisation knows, what was written last first; two queries."""
    return list(_whole().filter(organisation_id=organisation_id).order_by("-pk"))


def find(words: Sequence[str], *, otherwise: Sequence[str], today: date, most: int) -> dict[int, str]:
    """Facts whose wording holds all these words, and in which language; the best first, what is over last.

    If there are none: those that hold the words otherwise. One round trip.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [[*words], today, most, [*otherwise], today, most])
        rows = cursor.fetchall()
    first = min((way for way, _, _ in rows), default=0)
    return {fact_id: language for way, fact_id, language in rows if way == first}


_FIND = """
SELECT 1, fact_id, language FROM yesline_find_facts(%s::text[], %s, %s)
UNION ALL SELECT 2, fact_id, language FROM yesline_find_facts(%s::text[], %s, %s)"""


def in_order(fact_ids: Collection[int]) -> list[Fact]:
    """These facts with their owners and wordings, in this order; two queries."""
    by_id = {one.pk: one for one in _whole().filter(pk__in=fact_ids)}
    return [by_id[pk] for pk in fact_ids if pk in by_id]


def _whole() -> QuerySet[Fact]:
    return Fact.objects.select_related("owner", "organisation").prefetch_related("wordings")
