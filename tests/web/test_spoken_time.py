"""Times written in a hurry, understood as they are meant."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from yesline.web.desk import spoken_time

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)  # Thursday 14:47 in Moscow, three hours ahead


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("18:00", datetime(2026, 11, 19, 15, 0, tzinfo=UTC)),
        ("18", datetime(2026, 11, 19, 15, 0, tzinfo=UTC)),
        ("18.30", datetime(2026, 11, 19, 15, 30, tzinfo=UTC)),
        ("9:00", datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
        ("сегодня 18:00", datetime(2026, 11, 19, 15, 0, tzinfo=UTC)),
        ("Завтра, 10:00", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
        ("завтра в 10", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
        ("послезавтра 12:15", datetime(2026, 11, 21, 9, 15, tzinfo=UTC)),
        ("tomorrow at 10:00", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
        ("25.11 9:30", datetime(2026, 11, 25, 6, 30, tzinfo=UTC)),
        ("5.01 9:30", datetime(2027, 1, 5, 6, 30, tzinfo=UTC)),
        ("25.11.2027 9:30", datetime(2027, 11, 25, 6, 30, tzinfo=UTC)),
        ("2026-11-20T10:00", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
    ],
)
def test_what_people_write_is_understood(written: str, meant: datetime) -> None:
    with translation.override("ru"):
        assert spoken_time.understand(written, AT) == meant


@pytest.mark.parametrize("written", ["", "потом", "25:00", "12:99", "31.02 10:00", "когда-нибудь 10:00", "завтра"])
def test_what_is_no_time_is_not_guessed(written: str) -> None:
    with translation.override("ru"):
        assert spoken_time.understand(written, AT) is None


def test_a_time_said_for_today_may_be_over() -> None:
    """It is understood all the same: the form then says that it has passed."""
    assert spoken_time.understand("today 9:00", AT) == datetime(2026, 11, 19, 6, 0, tzinfo=UTC)
