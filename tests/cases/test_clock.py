"""The clock of a case: no deed moves it to a later time, but for a question the customer can see."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from yesline.cases import machine
from yesline.cases.machine import PAUSED_AT_MOST, Clock, Entry
from yesline.orgs.rules import Hours

START = datetime(2026, 3, 26, 11, 47, tzinfo=UTC)  # a Thursday; the clocks change on Sunday
OFFICE = Hours(ZoneInfo("Europe/Sofia"), tuple((day, time(9), time(18)) for day in range(5)))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TERM = timedelta(hours=72)


def opened(at: datetime = START, *, term: timedelta = TERM, hours: Hours | None = None) -> Entry:
    return Entry("case.opened", at, machine.opening(first_reported_at=at, term=term, hours=hours))


def clock(*entries: Entry, case: int = 1) -> Clock:
    return machine.clock(entries, of=machine.began(case, first_reported_at=START, due_at=START + 9 * TERM))


def asked(at: datetime) -> Entry:
    return Entry("case.asked", at, {})


def replied(at: datetime) -> Entry:
    return Entry("case.replied", at, {})


def took_in(other: Clock, at: datetime, *, case: int = 2) -> Entry:
    return Entry("case.took_in", at, {"case": case, "lines": machine.carried(other)})


def let_go(at: datetime, *, case: int = 2) -> Entry:
    return Entry("case.let_go", at, {"case": case})


def test_it_runs_from_the_first_report() -> None:
    found = clock(opened())
    assert (found.first_reported_at, found.due(START), found.asked_at) == (START, START + TERM, None)


def test_without_an_opening_it_is_due_when_its_row_says() -> None:
    assert clock().due(START) == START + 9 * TERM


def test_what_moves_no_clock() -> None:
    deeds = ["case.described", "case.handed_over", "case.taken", "case.closed", "case.reopened", "case.written", "x"]
    entries = [Entry(verb, START + HOUR * n, {}) for n, verb in enumerate(deeds)]
    assert clock(opened(), *entries) == clock(opened())


def test_a_report_from_before_makes_it_due_earlier() -> None:
    earlier = Entry("case.heard", START + DAY, {"arrived_at": (START - 30 * HOUR).isoformat()})
    found = clock(opened(), earlier)
    assert (found.first_reported_at, found.due(START)) == (START - 30 * HOUR, START + 42 * HOUR)


def test_a_report_from_before_counts_though_a_question_had_stopped_it() -> None:
    earlier = Entry("case.heard", START + DAY, {"arrived_at": (START - 30 * HOUR).isoformat()})
    found = clock(opened(), asked(START + 10 * HOUR), replied(START + 15 * HOUR), earlier)
    assert found.due(START + DAY) == START + 47 * HOUR


def test_a_later_call_about_it_changes_nothing() -> None:
    later = Entry("case.heard", START + DAY, {"arrived_at": (START + DAY).isoformat()})
    assert clock(opened(), later) == clock(opened())


def test_a_question_stops_it_until_the_first_reply() -> None:
    stopped = clock(opened(), asked(START + 10 * HOUR))
    assert stopped.asked_at == START + 10 * HOUR
    assert stopped.due(START + 10 * HOUR) == START + TERM
    assert stopped.due(START + 15 * HOUR) == START + TERM + 5 * HOUR
    running = clock(opened(), asked(START + 10 * HOUR), replied(START + 15 * HOUR), replied(START + 40 * HOUR))
    assert (running.asked_at, running.due(START + 60 * HOUR)) == (None, START + TERM + 5 * HOUR)


def test_all_questions_together_stop_it_for_a_week_at_most() -> None:
    never_answered = clock(opened(), asked(START))
    assert never_answered.due(START + 30 * DAY) == START + TERM + 7 * DAY
    again = clock(opened(), asked(START), replied(START + 6 * DAY), asked(START + 7 * DAY), replied(START + 10 * DAY))
    assert again.due(START + 30 * DAY) == START + TERM + PAUSED_AT_MOST


def test_a_question_asked_when_it_is_late_makes_it_no_less_late() -> None:
    assert clock(opened(), asked(START + TERM), replied(START + 2 * TERM)).due(START + 3 * TERM) == START + TERM


def test_in_working_hours_a_night_of_waiting_costs_nothing() -> None:
    friday_evening, monday_morning = datetime(2026, 3, 27, 16, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)
    base = clock(opened(term=24 * HOUR, hours=OFFICE))
    waited = clock(opened(term=24 * HOUR, hours=OFFICE), asked(friday_evening), replied(monday_morning))
    assert base.due(START) == datetime(2026, 3, 31, 7, 47, tzinfo=UTC)
    assert waited.due(monday_morning) == datetime(2026, 3, 31, 8, 47, tzinfo=UTC)  # one hour of Monday


def test_a_holiday_declared_later_moves_nobodys_time() -> None:
    """The calendar stands in the journal; nothing else is asked for it."""
    entry = opened(term=24 * HOUR, hours=OFFICE)
    assert clock(entry).lines[0].hours == OFFICE


def test_merging_inherits_the_earliest() -> None:
    older = clock(opened(START - 50 * HOUR), case=2)
    found = clock(opened(), took_in(older, START + HOUR))
    assert (found.first_reported_at, found.due(START), found.earliest(START).case) == (
        START - 50 * HOUR,
        START + 22 * HOUR,
        2,
    )


def test_taking_in_a_younger_one_changes_nothing() -> None:
    younger = clock(opened(START + 20 * HOUR), case=2)
    assert clock(opened(), took_in(younger, START + 21 * HOUR)).due(START + 21 * HOUR) == START + TERM


def test_a_question_asked_of_the_whole_stops_both() -> None:
    older = clock(opened(START - 50 * HOUR), case=2)
    found = clock(opened(), took_in(older, START + HOUR), asked(START + 2 * HOUR), replied(START + 7 * HOUR))
    assert found.due(START + 7 * HOUR) == START + 27 * HOUR
    assert clock(opened(), took_in(older, START + HOUR), asked(START + 2 * HOUR), let_go(START + 3 * HOUR)).lines == (
        clock(opened(), asked(START + 2 * HOUR)).lines
    )


def test_one_that_had_taken_in_a_third_brings_it_along_and_takes_it_away_again() -> None:
    third = clock(opened(START - 60 * HOUR), case=3)
    second = clock(opened(START - DAY), took_in(third, START, case=3), case=2)
    whole = clock(opened(), took_in(second, START + HOUR))
    assert (whole.due(START), whole.earliest(START).case) == (START + 12 * HOUR, 3)
    assert clock(opened(), took_in(second, START + HOUR), let_go(START + 2 * HOUR)) == clock(opened())


# ── over all sequences ────────────────────────────────────────────────────────────────────────────────────────────
verbs = some.sampled_from(
    ["heard", "asked", "replied", "took_in", "let_go", "case.described", "case.closed", "case.taken"]
)
steps = some.lists(some.tuples(verbs, some.integers(0, 60), some.integers(-100, 100)), max_size=14)
terms = some.sampled_from([HOUR, 24 * HOUR, TERM, 10 * DAY])
calendars = some.sampled_from([None, OFFICE])


def story(plan: list[tuple[str, int, int]], first: Entry) -> list[Entry]:
    """A sequence that could have happened: each some hours after the one before."""
    entries, at, inside = [first], first.at, False
    for verb, hours, number in plan:
        at += hours * HOUR
        if verb == "heard":
            details: dict[str, Any] = {"arrived_at": (START + number * HOUR).isoformat()}
            entries.append(Entry("case.heard", at, details))
        elif verb == "took_in" and not inside:
            other = clock(opened(min(at, START + number * HOUR), term=(1 + abs(number)) * HOUR), case=2)
            entries.append(took_in(other, at))
            inside = True
        elif verb == "let_go" and inside:
            entries.append(let_go(at))
            inside = False
        elif verb in {"asked", "replied"}:
            entries.append(Entry(f"case.{verb}", at, {}))
        elif "." in verb:
            entries.append(Entry(verb, at, {}))
    return entries


def test_what_is_due_at_closing_time_is_not_due_the_next_morning_because_it_was_asked() -> None:
    closing = datetime(2026, 3, 30, 18, tzinfo=OFFICE.zone)
    found = clock(opened(START - 5 * HOUR, term=27 * HOUR, hours=OFFICE), asked(START))
    assert [found.due(START + wait) for wait in (timedelta(), HOUR)] == [closing, closing + 16 * HOUR]


@given(steps, terms, calendars)
def test_no_deed_moves_it_to_a_later_time(
    plan: list[tuple[str, int, int]], term: timedelta, hours: Hours | None
) -> None:
    """Taking a case out again gives back what it brought, and no more than that."""
    entries = story(plan, opened(term=term, hours=hours))
    for n in range(1, len(entries)):
        before, deed = clock(*entries[:n]), entries[n]
        after = clock(*entries[: n + 1])
        if deed.verb == "case.let_go":
            before = Clock(tuple(one for one in before.lines if one.taken_in is None))
        assert after.due(deed.at) <= before.due(deed.at)


@given(steps, terms, calendars, some.integers(0, 400))
def test_between_deeds_only_a_question_that_stands_moves_it(
    plan: list[tuple[str, int, int]], term: timedelta, hours: Hours | None, wait: int
) -> None:
    entries = story(plan, opened(term=term, hours=hours))
    found, at = clock(*entries), entries[-1].at
    if all(line.asked_at is None for line in found.lines):
        assert found.due(at + wait * HOUR) == found.due(at)
    else:
        assert found.due(at) <= found.due(at + wait * HOUR)


@given(steps, terms)
def test_questions_never_move_it_by_more_than_the_cap(plan: list[tuple[str, int, int]], term: timedelta) -> None:
    entries = story(plan, opened(term=term))
    assert clock(*entries).due(START + 10 * 365 * DAY) <= START + term + PAUSED_AT_MOST


@given(steps, terms, calendars)
def test_taken_in_and_out_again_both_are_what_they_were(
    plan: list[tuple[str, int, int]], term: timedelta, hours: Hours | None
) -> None:
    entries = story(plan, opened(term=term, hours=hours))
    at = entries[-1].at
    was, other = clock(*entries), clock(opened(START - 5 * HOUR), asked(START), case=9)
    assert clock(*entries, took_in(other, at, case=9), let_go(at, case=9)) == was


@given(steps, terms, calendars)
def test_what_is_carried_over_is_the_same_clock(
    plan: list[tuple[str, int, int]], term: timedelta, hours: Hours | None
) -> None:
    entries = story(plan, opened(term=term, hours=hours))
    at = entries[-1].at
    there = clock(opened(at + 900 * DAY), took_in(clock(*entries), at))
    for later in (at, at + 3 * DAY, at + 30 * DAY):
        assert there.due(later) == clock(*entries).due(later)


@given(steps, terms, calendars)
def test_merged_it_is_due_no_later_than_either(
    plan: list[tuple[str, int, int]], term: timedelta, hours: Hours | None
) -> None:
    entries = story(plan, opened(term=term, hours=hours))
    at = entries[-1].at
    one, other = clock(*entries), clock(opened(START - 5 * HOUR), case=9)
    whole = clock(*entries, took_in(other, at, case=9))
    assert whole.due(at) == min(one.due(at), other.due(at))
    assert whole.first_reported_at == min(one.first_reported_at, other.first_reported_at)
