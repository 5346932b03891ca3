"""Ten thousand promises fall due in a minute; a worker is killed in between, two others go on: each is noticed once."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from tests.cast import Cast

from yesline.flows import promise
from yesline.journal.models import Entry
from yesline.promises.models import Promise
from yesline.staff.models import Membership

MANY = 10_000


class Killed(Exception):
    """What a worker's transaction sees of kill -9: it is never committed."""


def test_each_of_ten_thousand_is_noticed_once(transactional_db: None, at: datetime) -> None:
    cast = Cast(at)
    Membership.objects.filter(agent=cast.bo, organisation=cast.network).update(role="lead")
    case = cast.case(cast.cem, cast.anna)
    Promise.objects.bulk_create(
        Promise(
            organisation=cast.network, case=case, what=f"Call {n}", keeper=cast.anna, made_at=at,
            due_at=at + timedelta(milliseconds=6 * n),
        )
        for n in range(MANY)
    )  # fmt: skip
    now = at + timedelta(minutes=1)
    with pytest.raises(Killed), transaction.atomic():
        killed_in_between(now)
    began = time.monotonic()
    workers = [threading.Thread(target=until_nothing_is_due, args=(now,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert time.monotonic() - began < 60
    assert Promise.objects.filter(broken_at=now, lead=cast.bo).count() == MANY
    noticed = Entry.objects.filter(verb="promise.broken").values_list("noun_id", flat=True)
    assert (len(noticed), len(set(noticed))) == (MANY, MANY)


def killed_in_between(now: datetime) -> None:
    promise.notice_late(at=now)
    raise Killed


def until_nothing_is_due(now: datetime) -> None:
    while promise.notice_late(at=now):
        pass
    connection.close()
