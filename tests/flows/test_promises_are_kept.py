"""What was promised is kept, or moved with a word to the customer, or noticed by a lead: never silently late."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast

from yesline.cases.models import Case
from yesline.flows import close, open_case, promise, wrap_up
from yesline.journal.models import Entry
from yesline.kernel.errors import NotNow, NotYours
from yesline.promises import queries
from yesline.promises.models import Promise
from yesline.staff.models import Agent, Membership

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.case(cast.cem, cast.anna)


@pytest.fixture
def lena(cast: Cast) -> Agent:
    lena = cast.agent("lena", cast.network)
    Membership.objects.filter(agent=lena).update(role="lead")
    return lena


def made(cast: Cast, case: Case, at: datetime, *, due: timedelta = HOUR, what: str = "Call back") -> Promise:
    return promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what=what, due_at=at + due, at=at)


def test_made_twice_it_is_one(cast: Cast, case: Case, at: datetime) -> None:
    assert made(cast, case, at) == made(cast, case, at + MINUTE, due=HOUR - MINUTE)
    assert Promise.objects.count() == 1


def test_finishing_the_notes_while_they_are_saved_promises_once(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    from yesline.flows import answer  # noqa: PLC0415

    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    seat, due = cast.seat(cast.anna), at + HOUR
    open_case.save(
        seat=seat, contact_id=contact.pk, said="Dark", topic_id=None, promise_what="Call", promise_due_at=due, at=at
    )
    wrap_up.finish(seat=seat, contact_id=contact.pk, promise_what="Call", promise_due_at=due, at=at)
    wrap_up.finish(seat=seat, contact_id=contact.pk, promise_what="Call", promise_due_at=due, at=at)
    assert [(one.what, one.due_at) for one in Promise.objects.all()] == [("Call", due)]


def test_it_is_moved_before_it_is_late_and_only_with_a_word_to_the_customer(
    cast: Cast, case: Case, at: datetime
) -> None:
    one, seat = made(cast, case, at), cast.seat(cast.anna)
    later = at + 3 * HOUR
    for told, to, now, sentence in [
        ("", later, at, "Tell the customer first"),
        ("call", None, at, "say by when"),
        ("call", at, at, "has passed already"),
        ("call", later, at + HOUR, "late already"),
    ]:
        with pytest.raises(NotNow, match=sentence):
            promise.move(seat=seat, promise_id=one.pk, due_at=to, told=told, at=now)
    promise.move(seat=seat, promise_id=one.pk, due_at=later, told="call", at=at)
    assert Promise.objects.get().due_at == later
    assert Entry.objects.get(verb="promise.moved").details == {
        "before": one.due_at.isoformat(),
        "due_at": later.isoformat(),
        "told": "call",
    }
    with pytest.raises(NotYours):
        promise.move(seat=cast.seat(cast.eve), promise_id=one.pk, due_at=later, told="call", at=at)


def test_a_broken_one_is_noticed_once_and_a_lead_sees_it_until_it_is_kept(
    cast: Cast, case: Case, lena: Agent, at: datetime
) -> None:
    one = made(cast, case, at)
    assert promise.notice_late(at=at + HOUR - MINUTE) == 0
    assert (promise.notice_late(at=at + HOUR), promise.notice_late(at=at + 2 * HOUR)) == (1, 0)
    assert queries.broken_for(lena.pk) == [one]
    assert Entry.objects.filter(verb="promise.broken", noun_id=one.pk).count() == 1
    promise.keep(seat=cast.seat(cast.anna), promise_id=one.pk, at=at + 3 * HOUR)
    assert (queries.broken_for(lena.pk), Entry.objects.get(verb="promise.kept").details) == ([], {"late": True})


def test_a_keeper_is_alarmed_once_for_all_that_falls_due_soon_and_then_left_in_peace(
    cast: Cast, case: Case, no_hints_leave: list[str], at: datetime
) -> None:
    for minutes in (5, 6, 7):
        made(cast, case, at, due=minutes * MINUTE, what=f"Call {minutes}")
    made(cast, case, at, due=10 * MINUTE, what="Call 10")
    made(cast, case, at, due=10 * MINUTE + timedelta(seconds=1), what="Call 11")
    assert promise.remind(at=at) == 4
    made(cast, case, at, due=8 * MINUTE, what="Call 8")
    assert (promise.remind(at=at + 4 * MINUTE), promise.remind(at=at + 5 * MINUTE)) == (0, 2)


def test_no_case_closes_over_a_promise(cast: Cast, case: Case, at: datetime) -> None:
    one, seat = made(cast, case, at), cast.seat(cast.anna)
    with pytest.raises(NotNow, match="still promised"):
        close.over(seat=seat, case_id=case.pk, at=at)
    with pytest.raises(NotNow, match="Write what the customer said"):
        promise.release(seat=seat, promise_id=one.pk, why=" ", at=at)
    promise.release(seat=seat, promise_id=one.pk, why="He says it is not needed", at=at)
    with pytest.raises(NotNow, match="settled already"):
        promise.move(seat=seat, promise_id=one.pk, due_at=at + HOUR, told="call", at=at)
    close.over(seat=seat, case_id=case.pk, at=at)
    assert Case.objects.get().state == "closed"
    with pytest.raises(NotNow, match="closed"):
        made(cast, case, at)
