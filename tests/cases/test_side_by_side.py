"""Everything that can be done to cases, by several people at once on PostgreSQL: the clock, the person and the order
of things hold at every end.
"""

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from tests.cast import Cast

from yesline.cases import actions, machine, queries
from yesline.cases.machine import Clock, Entry
from yesline.cases.models import Case, HandOver, Question
from yesline.flows import ask, close, join, own, promise
from yesline.kernel.errors import Refusal
from yesline.promises.models import Promise
from yesline.running.visitor import until
from yesline.staff.models import Membership
from yesline.staff.queries import Seat

THREADS, DEEDS, CASES = 6, 30, 4
HOUR = timedelta(hours=1)
FREE = "SELECT id FROM cases_case ORDER BY id FOR UPDATE SKIP LOCKED"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
START = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)


class Desk:
    """Somebody who does things to cases, one after another, without looking what the others do."""

    def __init__(self, n: int, seats: list[Seat], cases: list[int], failures: list[Exception]) -> None:
        self.chance, self.seats, self.cases, self.failures = Random(n), seats, cases, failures
        self.at = START

    def run(self) -> None:
        try:
            for _ in range(DEEDS):
                self.at += timedelta(minutes=self.chance.randint(0, 600))
                with suppress(Refusal):
                    self.chance.choice(self.deeds())()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shall say so
            self.failures.append(error)
        finally:
            connection.close()

    def deeds(self) -> list[Callable[[], object]]:
        seat, at = self.chance.choice(self.seats), self.at
        case, other = self.chance.sample(self.cases, 2)
        to = self.chance.choice(self.seats).agent
        waiting = HandOver.objects.filter(state="asked").first()
        answering = next((one for one in self.seats if waiting and one.agent.pk == waiting.to_id), seat)
        return [
            lambda: join.join(seat=seat, case_id=case, other_id=other, why="the same", at=at),
            lambda: join.part(seat=seat, case_id=case, other_id=other, why="not the same", at=at),
            lambda: ask.ask(seat=seat, case_id=case, text="Which lamp?", at=at),
            lambda: ask.heard(seat=seat, case_id=case, at=at),
            lambda: close.over(seat=seat, case_id=case, at=at),
            lambda: close.asked(seat=seat, case_id=case, how="call", at=at),
            lambda: close.silent(at=at),
            lambda: close.again(seat=seat, case_id=case, why="dead again", at=at),
            lambda: own.hand_over(seat=seat, case_id=case, to_id=to.pk, why="closer", at=at),
            lambda: own.accept(seat=answering, hand_over_id=waiting.pk if waiting else 0, at=at),
            lambda: own.decline(seat=answering, hand_over_id=waiting.pk if waiting else 0, at=at),
            lambda: own.take(seat=seat, case_id=case, why="mine", at=at),
            lambda: own.fall_due(at=at),
            lambda: promise.make(seat=seat, case_id=case, what=f"{at}", due_at=at + HOUR, at=at),
            lambda: promise.notice_late(at=at),
            lambda: promise.remind(at=at),
        ]


@pytest.fixture
def crowd(transactional_db: None) -> tuple[list[Seat], list[int]]:
    cast = Cast(START)
    lena = cast.agent("lena", cast.network)
    Membership.objects.filter(agent=lena).update(role="lead")
    made = [
        actions.open_by_letter(
            organisation=cast.network, customer=cast.cem, owner=cast.anna, key=uuid4(), said="Dark",
            at=START - n * 7 * HOUR, name="", answer_to="", language="en",
        )
        for n in range(CASES)
    ]  # fmt: skip
    return [cast.seat(one) for one in (cast.anna, cast.bo, lena)], [case.pk for case in made]


def test_several_people_at_once_break_nothing(crowd: tuple[list[Seat], list[int]]) -> None:
    seats, ids = crowd
    failures: list[Exception] = []
    threads = [threading.Thread(target=Desk(n, seats, ids, failures).run) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for case in Case.objects.all():
        entries = queries.moves_of(case.pk)
        found = queries.clock_of(case)
        assert (case.first_reported_at, case.due_at) == (found.first_reported_at, found.due(entries[-1].at))
        assert never_later(case, entries) == []
        assert (case.asked_at is not None) == (case.pk in standing())
    assert list(queries.without_a_person()) == []
    assert {one.merged_into.state for one in Case.objects.filter(state="merged").select_related("merged_into")} <= {
        "open", "closed", "merged",
    }  # fmt: skip
    assert Promise.objects.filter(state="due", case__state="closed").count() == 0
    broken = Promise.objects.exclude(broken_at=None)
    assert all(one.broken_at >= one.due_at and one.lead_id for one in broken if one.broken_at)


def test_what_a_case_took_in_while_it_was_waited_for_is_locked_with_it(crowd: tuple[list[Seat], list[int]]) -> None:
    (anna, *_), (part, whole, *others) = crowd
    free: list[tuple[int]] = []

    def waits() -> None:
        with transaction.atomic():
            queries.locked(whole)
            free.extend(elsewhere(FREE))
        connection.close()

    with transaction.atomic():
        join.join(seat=anna, case_id=whole, other_id=part, why="the same", at=START)
        thread = threading.Thread(target=waits)
        thread.start()
        until(lambda: elsewhere(WAITING) == [(1,)], what="the other to wait for the lock")
    thread.join()
    assert free == [(pk,) for pk in others]


def elsewhere(query: str) -> list[Any]:
    """What another session reads."""
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def standing() -> set[int]:
    return set(Question.objects.filter(replied_at=None).values_list("case_id", flat=True))


def never_later(case: Case, entries: list[Entry]) -> list[str]:
    """Deeds after which it was due later than before them. What a part brought, it takes away again."""
    began = machine.began(case.pk, first_reported_at=case.first_reported_at, due_at=case.due_at)
    found = []
    for n in range(1, len(entries)):
        before, deed = machine.clock(entries[:n], of=began), entries[n]
        after = machine.clock(entries[: n + 1], of=began)
        if deed.verb == "case.let_go":
            gone = deed.details["case"]
            before = Clock(tuple(one for one in before.lines if one.taken_in != gone))
        if after.due(deed.at) > before.due(deed.at):
            found.append(f"{deed.verb} at {deed.at}")
    return found
