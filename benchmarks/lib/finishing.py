"""What the finisher does for one agent."""

import time
from collections.abc import Callable, Iterator

import psycopg
from django.conf import settings
from django.db import transaction
from psycopg.conninfo import make_conninfo

from yesline.flows import answer, wrap_up
from yesline.kernel import clock
from yesline.kernel import hints as topics
from yesline.staff import queries as staff


def finish(user_id: int) -> dict[str, float] | None:
    """End this agent's notes if there are any to end; when it was asked, about to be committed, committed."""
    asked_at = time.time()
    with transaction.atomic():
        seat = staff.act_as(user_id)
        line = answer.line(seat=seat, at=clock.now())
        if line.stage != "wrap_up" or line.contact is None:
            return None
        wrap_up.finish(seat=seat, contact_id=line.contact.pk, at=clock.now())
        committing_at = time.time()
    return {"asked_at": asked_at, "committing_at": committing_at, "committed_at": time.time()}


def hints(*, when_listening: Callable[[], None]) -> Iterator[int]:
    """The agents something changed for, as browsers learn of it."""
    known = settings.DATABASES["default"]
    address = make_conninfo(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"], port=known["PORT"]
    )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"LISTEN {topics.CHANNEL}")
        when_listening()
        for hint in connection.notifies():
            kind, _, number = hint.payload.partition("-")
            if kind == "agent":
                yield int(number)
