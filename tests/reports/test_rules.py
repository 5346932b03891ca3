"""Why somebody waits, what threatens a promise, which day it is: plain values in, plain values out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from yesline.reports import rules
from yesline.reports.rules import Risk, Staffed, Why
from yesline.routing.rules import Idle, Waiting

NETWORK, BANK = 1, 2


def person(name: str, state: str, *, speaks: str = "ru", serves: int = NETWORK, reachable: bool = True) -> Staffed:
    since = datetime(2026, 11, 19, 9, tzinfo=UTC)
    idle = Idle(
        agent_id=ord(name[0]), organisation_id=serves, languages=frozenset(speaks.split()), available_since=since,
        serves=frozenset({serves}),
    )  # fmt: skip
    return Staffed(name=name, state=state, reachable=reachable, idle=idle)


def caller(**given: object) -> Waiting:
    return Waiting(**{"contact_id": 1, "organisation_id": NETWORK, "language": "ru", **given})  # type: ignore[arg-type]


def test_a_caller_is_kept_for_whom_they_talked_to(at: datetime) -> None:
    kept = caller(kept_for=ord("A"), kept_until=at + timedelta(seconds=9))
    found = rules.why_waits(kept, [person("Anna", "offline"), person("Bo", "available")], at=at)
    assert (found.why, found.names) == (Why.KEPT, ("Anna",))


CASES: list[tuple[list[Staffed], Why, tuple[str, ...]]] = [
    ([], Why.NOBODY_CAN, ()),
    ([person("Anna", "available", speaks="bg")], Why.NOBODY_CAN, ()),
    ([person("Eve", "available", serves=BANK)], Why.NOBODY_CAN, ()),
    ([person("Anna", "offline"), person("Bo", "offline")], Why.NOBODY_IN, ("Anna", "Bo")),
    ([person("Anna", "offline"), person("Bo", "break")], Why.PAUSE, ()),
    ([person("Anna", "talking"), person("Bo", "break")], Why.BUSY, ()),
    ([person("Anna", "available", reachable=False), person("Bo", "talking")], Why.UNREACHABLE, ("Anna",)),
    ([person("Anna", "available"), person("Bo", "talking")], Why.FREE, ("Anna",)),
]


@pytest.mark.parametrize(("staff", "why", "names"), CASES)
def test_the_reason_names_who_it_is_about(staff: list[Staffed], why: Why, names: tuple[str, ...], at: datetime) -> None:
    found = rules.why_waits(caller(), staff, at=at)
    assert (found.why, found.names) == (why, names)


def test_those_who_declined_are_named_only_while_nobody_else_is_free(at: datetime) -> None:
    declined = caller(declined_by=frozenset({ord("A")}))
    alone = rules.why_waits(declined, [person("Anna", "available")], at=at)
    with_bo = rules.why_waits(declined, [person("Anna", "available"), person("Bo", "available")], at=at)
    assert [(one.why, one.names) for one in (alone, with_bo)] == [(Why.DECLINED, ("Anna",)), (Why.FREE, ("Bo",))]


def test_busy_says_how_many_are_in_which_state(at: datetime) -> None:
    staff = [
        person("Anna", "talking"),
        person("Bo", "talking"),
        person("Cy", "wrap_up"),
        person("Eve", "talking", serves=BANK),
    ]
    assert rules.why_waits(caller(), staff, at=at).states == {"talking": 2, "wrap_up": 1}


def risk_in(length: timedelta, keeper: str) -> Callable[[datetime], Risk | None]:
    return lambda at: rules.risk(at + length, keeper_state=keeper, at=at, day_ends=at + timedelta(hours=9))


@pytest.mark.parametrize(
    ("promised", "expected"),
    [
        (risk_in(timedelta(seconds=-1), "available"), Risk.LATE),
        (risk_in(timedelta(minutes=59), "available"), Risk.SOON),
        (risk_in(timedelta(hours=2), "available"), None),
        (risk_in(timedelta(hours=2), "offline"), Risk.KEEPER_AWAY),
        (risk_in(timedelta(hours=10), "offline"), None),
    ],
)
def test_a_promise_is_at_risk(promised: Callable[[datetime], Risk | None], expected: Risk | None, at: datetime) -> None:
    assert promised(at) == expected


def test_the_day_is_that_of_the_place() -> None:
    late_in_the_evening = datetime(2026, 11, 19, 21, 30, tzinfo=UTC)  # half past midnight in Moscow
    began, ended = rules.day_of(late_in_the_evening, "Europe/Moscow")
    assert (began.astimezone(UTC), ended.astimezone(UTC)) == (
        datetime(2026, 11, 19, 21, tzinfo=UTC),
        datetime(2026, 11, 20, 21, tzinfo=UTC),
    )


def test_the_day_on_which_clocks_go_back_has_25_hours() -> None:
    began, ended = rules.day_of(datetime(2026, 10, 25, 12, tzinfo=UTC), "Europe/Sofia")
    assert ended.astimezone(UTC) - began.astimezone(UTC) == timedelta(hours=25)
