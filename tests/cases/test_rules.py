"""What may be done to a case, and when: refused in a sentence, or allowed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from yesline.cases import rules
from yesline.cases.rules import Like
from yesline.kernel.errors import NotNow

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_whose_term_counts() -> None:
    assert rules.term("trouble", own=None, default=3 * DAY) == 3 * DAY
    assert rules.term("trouble", own=90 * DAY, default=3 * DAY) == 90 * DAY
    assert rules.term("complaint", own=90 * DAY, default=3 * DAY) == 30 * DAY
    assert rules.term("complaint", own=10 * DAY, default=3 * DAY) == 10 * DAY


def like(case: int, *, customer: int | None = 7, number: str = "", topic: int | None = 1, days: int = 0) -> Like:
    return Like(case, customer, number, topic, AT + days * DAY)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (like(2), True),
        (like(1), False),  # itself
        (like(2, customer=8), False),
        (like(2, topic=2), False),
        (like(2, topic=None), True),
        (like(2, days=-14), True),
        (like(2, days=-15), False),
        (like(2, days=14), True),
        (like(2, days=15), False),
        (like(2, customer=None, number="+1"), True),  # the same number, whoever it was
        (like(2, customer=None, number="+2"), False),
        (like(2, customer=8, number="+1"), False),  # somebody else on the same telephone
    ],
)
def test_what_is_the_same_trouble(other: Like, same: bool) -> None:
    found = rules.same_trouble(like(1, number="+1"), [other])
    assert found == (other if same else None)


def test_without_a_customer_or_a_number_nothing_is_the_same() -> None:
    assert rules.same_trouble(like(1, customer=None), [like(2, customer=None)]) is None
    assert rules.same_trouble(like(1, topic=None), [like(2, topic=5)]) == like(2, topic=5)


def test_the_oldest_report_is_joined() -> None:
    assert rules.same_trouble(like(1), [like(3), like(2, days=-2), like(4, days=-1)]) == like(2, days=-2)
    assert rules.same_trouble(like(1), [like(3), like(2)]) == like(2)


ALLOWED: list[Callable[[], object]] = [
    lambda: rules.check_is_open("open"),
    lambda: rules.check_can_be_one(keeps=like(1), joins=like(2)),
    lambda: rules.check_can_be_one(keeps=like(1, customer=None), joins=like(2)),
    lambda: rules.check_can_be_one(keeps=like(1), joins=like(2, customer=None)),
    lambda: rules.check_is_part(into=1, case=1),
    lambda: rules.check_said(kind="works", text=""),
    lambda: rules.check_said(kind="words", text="x" * 4000),
    lambda: rules.check_described(title="x", kind="order"),
    lambda: rules.check_next_step(what="x", by_when=AT + SECOND, at=AT),
    lambda: rules.check_absence(themselves=False, from_at=AT, until_at=AT + SECOND, at=AT),
    lambda: rules.check_can_be_asked(text="x", stands=False),
    lambda: rules.check_can_be_reopened("closed", closed_at=AT, at=AT + 30 * DAY),
    lambda: rules.check_can_be_closed(promises=0, stands=False),
    lambda: rules.check_can_be_handed_over(why="x", to_themselves=False, holds=39, is_lead=False, waiting=False),
    lambda: rules.check_can_be_handed_over(why="x", to_themselves=False, holds=40, is_lead=True, waiting=False),
    lambda: rules.check_can_be_answered("asked"),
]
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: rules.check_is_open("merged"), "part of another"),
    (lambda: rules.check_is_open("closed"), "closed"),
    (lambda: rules.check_can_be_one(keeps=like(1), joins=like(1)), "same case"),
    (lambda: rules.check_can_be_one(keeps=like(1), joins=like(2, customer=8)), "two people"),
    (lambda: rules.check_is_part(into=None, case=1), "no part"),
    (lambda: rules.check_said(kind="x", text="y"), "Choose one"),
    (lambda: rules.check_said(kind="words", text=" "), "Write something"),
    (lambda: rules.check_said(kind="words", text="x" * 4001), "too long"),
    (lambda: rules.check_described(title=" ", kind="order"), "few words"),
    (lambda: rules.check_described(title="x", kind="sale"), "what kind"),
    (lambda: rules.check_next_step(what=" ", by_when=AT + DAY, at=AT), "what happens next"),
    (lambda: rules.check_next_step(what="x", by_when=None, at=AT), "what happens next"),
    (lambda: rules.check_next_step(what="x", by_when=AT, at=AT), "has passed"),
    (lambda: rules.check_absence(themselves=True, from_at=AT, until_at=AT + DAY, at=AT), "themselves"),
    (lambda: rules.check_absence(themselves=False, from_at=AT - DAY, until_at=AT, at=AT), "until when"),
    (lambda: rules.check_absence(themselves=False, from_at=AT + DAY, until_at=AT + DAY, at=AT), "until when"),
    (lambda: rules.check_can_be_asked(text=" ", stands=False), "need to know"),
    (lambda: rules.check_can_be_asked(text="x", stands=True), "stands already"),
    (lambda: rules.check_can_be_reopened("open", closed_at=AT, at=AT), "not closed"),
    (lambda: rules.check_can_be_reopened("closed", closed_at=None, at=AT), "not closed"),
    (lambda: rules.check_can_be_reopened("closed", closed_at=AT, at=AT + 30 * DAY + SECOND), "30 days"),
    (lambda: rules.check_can_be_closed(promises=1, stands=False), "still promised"),
    (lambda: rules.check_can_be_closed(promises=0, stands=True), "stands"),
    (lambda: hand_over(why=" "), "Say why"),
    (lambda: hand_over(to_themselves=True), "theirs already"),
    (lambda: hand_over(waiting=True), "asked already"),
    (lambda: hand_over(holds=40), "as many cases"),
    (lambda: rules.check_can_be_answered("fell"), "answered already"),
]


def hand_over(
    *, why: str = "x", to_themselves: bool = False, holds: int = 0, is_lead: bool = False, waiting: bool = False
) -> None:
    rules.check_can_be_handed_over(why=why, to_themselves=to_themselves, holds=holds, is_lead=is_lead, waiting=waiting)


@pytest.mark.parametrize("deed", ALLOWED)
def test_what_may_be_done_is_not_refused(deed: Callable[[], object]) -> None:
    assert deed() is None


@pytest.mark.parametrize(("deed", "sentence"), REFUSED)
def test_what_may_not_be_done_is_refused_in_a_sentence(deed: Callable[[], object], sentence: str) -> None:
    with pytest.raises(NotNow, match=sentence):
        deed()


def test_what_people_are_told_in_numbers() -> None:
    assert (rules.ANSWER_FOR, rules.OWNER_WITHIN, rules.CALL_WITHIN) == (60 * SECOND, DAY / 6, DAY / 12)
    assert (rules.STATUTORY, rules.REOPEN_FOR, rules.SAME_WITHIN) == (30 * DAY, 30 * DAY, 14 * DAY)
    assert (rules.MOST_CASES, rules.HAND_OVERS_AT_MOST, rules.LONGEST) == (40, 2, 4000)
