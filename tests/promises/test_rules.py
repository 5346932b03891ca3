"""What may be done to a promise, and when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from yesline.kernel.errors import NotNow
from yesline.promises import rules

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def moved(
    *, state: str = "due", due_at: datetime = AT + SECOND, to: datetime | None = AT + SECOND, told: str = "call"
) -> object:
    return rules.check_can_be_moved(state, due_at=due_at, to=to, told=told, at=AT)


def test_what_may_be_done() -> None:
    assert rules.check_can_be_made(what="x", due_at=AT + SECOND, at=AT) == AT + SECOND
    assert moved() == AT + SECOND
    assert rules.check_can_be_kept("due") is None
    assert rules.check_can_be_released("due", why="x") is None


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: rules.check_can_be_made(what=" ", due_at=AT + SECOND, at=AT), "what we promise"),
    (lambda: rules.check_can_be_made(what="x", due_at=None, at=AT), "by when"),
    (lambda: rules.check_can_be_made(what="x", due_at=AT, at=AT), "has passed"),
    (lambda: rules.check_can_be_kept("kept"), "kept already"),
    (lambda: moved(state="kept"), "settled already"),
    (lambda: moved(due_at=AT), "late already"),
    (lambda: moved(told="never"), "Tell the customer"),
    (lambda: moved(to=None), "by when"),
    (lambda: moved(to=AT), "has passed"),
    (lambda: rules.check_can_be_released("kept", why="x"), "settled already"),
    (lambda: rules.check_can_be_released("due", why=" "), "what the customer said"),
]


@pytest.mark.parametrize(("deed", "sentence"), REFUSED)
def test_what_may_not_be_done_is_refused_in_a_sentence(deed: Callable[[], object], sentence: str) -> None:
    with pytest.raises(NotNow, match=sentence):
        deed()


def test_an_alarm_is_followed_by_five_minutes_of_quiet() -> None:
    assert rules.may_be_reminded(None, at=AT) is True
    assert rules.may_be_reminded(AT - timedelta(minutes=5), at=AT) is True
    assert rules.may_be_reminded(AT - timedelta(minutes=5) + SECOND, at=AT) is False


def test_who_keeps_it_is_reminded_ten_minutes_before() -> None:
    assert timedelta(minutes=10) == rules.REMIND_BEFORE
