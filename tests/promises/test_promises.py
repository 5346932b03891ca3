"""What we owe: never without a time and a keeper, kept once."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from yesline.journal import queries as journal
from yesline.kernel.errors import NotNow
from yesline.promises import actions, queries, rules
from yesline.promises.models import Promise


def made(cast: Cast, *, due_at: datetime, what: str = "Call back") -> Promise:
    case = cast.case(cast.cem, cast.anna)
    return actions.make(case=case, what=what, due_at=due_at, by=cast.anna, at=cast.at)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=-1), timedelta(days=-1)])
def test_a_time_that_has_passed_is_no_promise(at: datetime, late: timedelta) -> None:
    with pytest.raises(NotNow, match="has passed already"):
        rules.check_can_be_made(what="Call back", due_at=at + late, at=at)


def test_a_promise_needs_a_time_and_words(at: datetime) -> None:
    with pytest.raises(NotNow, match="say by when"):
        rules.check_can_be_made(what="Call back", due_at=None, at=at)
    with pytest.raises(NotNow, match="Write what we promise"):
        rules.check_can_be_made(what="  ", due_at=at + timedelta(hours=1), at=at)


def test_who_promises_keeps(cast: Cast, at: datetime) -> None:
    promise = made(cast, due_at=at + timedelta(hours=1))
    assert (promise.keeper, promise.customer, promise.state) == (cast.anna, cast.cem, "due")
    assert queries.due_of_keeper(cast.anna.pk) == [promise]
    assert queries.due_for_customer(cast.cem.pk) == [promise]


def test_what_is_kept_is_no_longer_due_and_the_journal_knows_who_said_so(cast: Cast, at: datetime) -> None:
    promise = made(cast, due_at=at + timedelta(hours=1))
    actions.keep(promise, by=cast.bo, at=at + timedelta(minutes=30))
    promise.refresh_from_db()
    assert (promise.state, promise.kept_at) == ("kept", at + timedelta(minutes=30))
    assert queries.due_of_keeper(cast.anna.pk) == []
    kept = journal.of("promise", promise.pk).filter(verb="promise.kept").get()
    assert kept.by_agent_id == cast.bo.pk


def test_what_was_kept_is_kept_once(cast: Cast, at: datetime) -> None:
    promise = made(cast, due_at=at + timedelta(hours=1))
    stale = Promise.objects.get(pk=promise.pk)
    actions.keep(promise, by=cast.anna, at=at)
    promise.refresh_from_db()
    with pytest.raises(NotNow, match="kept already"):
        actions.keep(promise, by=cast.bo, at=at)
    actions.keep(stale, by=cast.bo, at=at + timedelta(hours=1))  # two at once: the second changes nothing
    promise.refresh_from_db()
    assert promise.kept_at == at
    assert journal.of("promise", promise.pk).filter(verb="promise.kept").count() == 1


def test_the_soonest_is_first(cast: Cast, at: datetime) -> None:
    later = made(cast, due_at=at + timedelta(hours=2), what="Later")
    sooner = made(cast, due_at=at + timedelta(hours=1), what="Sooner")
    assert queries.due_of_keeper(cast.anna.pk) == [sooner, later]


def test_the_sixtieth_is_there_too(cast: Cast, at: datetime) -> None:
    made_of_them = [made(cast, due_at=at + timedelta(minutes=n), what=f"Call {n}") for n in range(1, 61)]
    assert queries.due_of_keeper(cast.anna.pk) == made_of_them


def test_the_database_knows_no_half_kept_promise(cast: Cast, at: datetime) -> None:
    promise = made(cast, due_at=at + timedelta(hours=1))
    for changes in ({"state": "kept"}, {"kept_at": at}):
        with pytest.raises(IntegrityError, match="promise_end_is_whole"), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(**changes)
