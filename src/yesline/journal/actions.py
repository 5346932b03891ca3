from collections.abc import Iterable
from datetime import datetime
from typing import Any

from yesline.journal.models import Entry
from yesline.kernel import sql


def record(
    verb: str,
    *,
    noun: str,
    noun_id: int,
    organisation_id: int | None,
    by: int | None,
    at: datetime,
    **details: Any,
) -> None:
    """Write that `by` (an agent's id, or nobody) did `verb` to a thing at that moment (UTC)."""
    entry = Entry(verb=verb, noun=noun, noun_id=noun_id, organisation_id=organisation_id, by_agent_id=by, at=at)
    entry.details = details
    sql.add(entry)


def record_all(verb: str, *, noun: str, things: Iterable[tuple[int, int]], at: datetime, **details: Any) -> None:
    """The same deed of nobody's to many things (id, organisation's id) at once."""
    Entry.objects.bulk_create(
        [
            Entry(verb=verb, noun=noun, noun_id=thing, organisation_id=organisation, at=at, details=details)
            for thing, organisation in things
        ]
    )
