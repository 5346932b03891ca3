"""When somebody may be asked whether it is over, and what their silence means."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from yesline.cases.ending import rules
from yesline.kernel.errors import NotNow

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def asked(
    *, how: str = "call", silences: int = 0, since: datetime | None = None, wall: time = time(12), at: datetime = AT
) -> None:
    rules.check_can_ask(how=how, silences=silences, silent_since=since, wall=wall, at=at)


@pytest.mark.parametrize(
    "deed",
    [
        asked,
        lambda: asked(how="writing"),
        lambda: asked(silences=1, since=AT - 20 * HOUR),
        lambda: asked(wall=time(9)),
        lambda: asked(wall=time(19, 59, 59)),
    ],
)
def test_they_may_be_asked(deed: Callable[[], object]) -> None:
    assert deed() is None


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda: asked(how="pigeon"), "how you asked"),
        (lambda: asked(silences=2, since=AT - 40 * HOUR), "asked twice"),
        (lambda: asked(silences=3, since=AT - 40 * HOUR), "asked twice"),
        (lambda: asked(silences=1, since=AT - 20 * HOUR + SECOND), "less than a day"),
        (lambda: asked(wall=time(8, 59, 59)), "decent"),
        (lambda: asked(wall=time(20)), "decent"),
    ],
)
def test_they_may_not_be_asked(deed: Callable[[], object], sentence: str) -> None:
    with pytest.raises(NotNow, match=sentence):
        deed()


def test_the_second_silence_ends_it_after_two_days() -> None:
    assert [rules.ends_at(n, AT) for n in (0, 1, 2)] == [None, None, AT + 48 * HOUR]
