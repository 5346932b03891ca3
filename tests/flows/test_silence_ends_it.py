"""A case ends when the customer says so; or when they were asked twice, at decent times, and said nothing."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.cast import Cast

from yesline.cases.models import Case
from yesline.flows import ask, close, join, open_case, promise, show
from yesline.journal.models import Entry
from yesline.kernel.errors import NotNow, NotYours
from yesline.work import falling_due

pytestmark = pytest.mark.django_db
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.case(cast.cem, cast.anna)


def asked(cast: Cast, case: Case, *, at: datetime, how: str = "call") -> None:
    close.asked(seat=cast.seat(cast.anna), case_id=case.pk, how=how, at=at)


def twice(cast: Cast, case: Case, at: datetime) -> datetime:
    """Asked today and tomorrow; gives the moment their silence ends it."""
    asked(cast, case, at=at)
    asked(cast, case, at=at + DAY, how="writing")
    return at + 3 * DAY


def state(case: Case) -> tuple[str, int, datetime | None]:
    found = Case.objects.get(pk=case.pk)
    return found.state, found.silences, found.ends_at


def test_asked_twice_and_silent_for_two_days_it_is_over_and_not_a_second_earlier(
    cast: Cast, case: Case, at: datetime
) -> None:
    ends = twice(cast, case, at)
    assert falling_due.do_due(at=ends - SECOND) == 0
    assert state(case) == ("open", 2, ends)
    assert falling_due.do_due(at=ends) == 1
    assert state(case) == ("closed", 0, None)
    assert Entry.objects.get(verb="case.closed").details["how"] == "silence"
    assert falling_due.do_due(at=ends) == 0


def test_once_is_not_enough(cast: Cast, case: Case, at: datetime) -> None:
    asked(cast, case, at=at)
    assert falling_due.do_due(at=at + 30 * DAY) == 0
    assert state(case) == ("open", 1, None)


def test_it_is_taken_up_again_in_place_with_its_clock_and_owner(cast: Cast, case: Case, at: datetime) -> None:
    ends = twice(cast, case, at)
    falling_due.do_due(at=ends)
    show.say(
        slug="network", secret=show.link(case=case), kind="broken", text="", key=uuid4(), at=ends + 20 * DAY
    )  # fmt: skip
    now = Case.objects.get()
    assert (now.state, now.due_at, now.first_reported_at, now.owner) == (
        "open", case.due_at, case.first_reported_at, cast.anna,
    )  # fmt: skip


@pytest.mark.parametrize("speaks", ["on their page", "in a call"])
def test_whoever_speaks_is_silent_no_more(cast: Cast, case: Case, at: datetime, speaks: str) -> None:
    ends = twice(cast, case, at)
    if speaks == "on their page":
        show.say(slug="network", secret=show.link(case=case), kind="words", text="wait", key=uuid4(), at=at + 2 * DAY)
    else:
        contact = cast.talking(cast.anna)
        open_case.save(
            seat=cast.seat(cast.anna), contact_id=contact.pk, said="Wait", topic_id=None, case_id=case.pk, at=at
        )  # fmt: skip
    assert state(case) == ("open", 0, None)
    assert falling_due.do_due(at=ends) == 0
    asked(cast, case, at=at + 4 * DAY)
    assert state(case)[1] == 1, "and they are asked from the beginning"


def test_what_is_promised_meanwhile_is_owed_and_the_case_goes_on(cast: Cast, case: Case, at: datetime) -> None:
    ends = twice(cast, case, at)
    promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Pay back", due_at=ends + 9 * DAY, at=at + 2 * DAY)
    close.silent(at=ends)
    assert state(case) == ("open", 0, None)
    assert Entry.objects.filter(verb="case.goes_on").count() == 1


def test_over_what_is_owed_nobody_is_even_asked(cast: Cast, case: Case, at: datetime) -> None:
    promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Pay back", due_at=at + DAY, at=at)
    with pytest.raises(NotNow, match="still promised"):
        asked(cast, case, at=at)
    other = cast.case(cast.dora, cast.anna)
    ask.ask(seat=cast.seat(cast.anna), case_id=other.pk, text="Which lamp?", at=at)
    with pytest.raises(NotNow, match="stands"):
        asked(cast, other, at=at)


def test_what_is_refused_when_asking(cast: Cast, case: Case, at: datetime) -> None:
    with pytest.raises(NotNow, match="how you asked"):
        asked(cast, case, at=at, how="by pigeon")
    asked(cast, case, at=at)
    with pytest.raises(NotNow, match="less than a day ago"):
        asked(cast, case, at=at + 20 * HOUR - SECOND)
    asked(cast, case, at=at + 20 * HOUR)
    with pytest.raises(NotNow, match="asked twice"):
        asked(cast, case, at=at + 3 * DAY)
    with pytest.raises(NotYours):
        close.asked(seat=cast.seat(cast.eve), case_id=case.pk, how="call", at=at)


@pytest.mark.parametrize(("hour", "decent"), [(8, False), (9, True), (19, True), (20, False)])
def test_a_time_is_decent_where_they_are(cast: Cast, case: Case, at: datetime, *, hour: int, decent: bool) -> None:
    # Moscow is three hours ahead of UTC.
    moment = at.replace(hour=hour - 3, minute=59 if hour in (8, 19) else 0) + DAY
    if decent:
        asked(cast, case, at=moment)
    else:
        with pytest.raises(NotNow, match="decent time"):
            asked(cast, case, at=moment)
    assert state(case)[1] == int(decent)


def test_joined_to_another_it_waits_for_nobodys_silence(cast: Cast, case: Case, at: datetime) -> None:
    other, seat = cast.case(cast.cem, cast.anna), cast.seat(cast.anna)
    ends = twice(cast, case, at)
    join.join(seat=seat, case_id=other.pk, other_id=case.pk, why="the same", at=at + DAY)
    assert state(case) == ("merged", 0, None)
    join.part(seat=seat, case_id=other.pk, other_id=case.pk, why="not the same", at=at + 2 * DAY)
    assert falling_due.do_due(at=ends) == 0
    assert state(case) == ("open", 0, None)
