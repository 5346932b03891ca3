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


def local(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """In Moscow, where these people are."""
    return datetime(2026, month, day, hour - 3, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "what", "due_at"),
    [
        ("перезвонить сегодня в 18", "перезвонить", local(19, 18)),
        ("Перезвонить в 18:30", "Перезвонить", local(19, 18, 30)),
        ("завтра в 10 перезвонить", "перезвонить", local(20, 10)),
        ("завтра перезвонить до 10", "перезвонить", local(20, 10)),
        ("техник завтра 10–12", "техник", local(20, 12)),
        ("техник завтра с 10 до 12", "техник", local(20, 12)),
        ("перезвонить через 40 минут", "перезвонить", local(19, 15, 27)),
        ("перезвонить через час", "перезвонить", local(19, 15, 47)),
        ("через полчаса скажу, что с домом", "скажу, что с домом", local(19, 15, 17)),
        ("ответить письменно в пятницу до 15", "ответить письменно", local(20, 15)),
        ("ответить в четверг к 10", "ответить", local(26, 10)),
        ("выезд 25 ноября в 9:30", "выезд", local(25, 9, 30)),
        ("выезд 25.11 9:30", "выезд", local(25, 9, 30)),
        ("перезвонить завтра до обеда", "перезвонить", local(20, 13)),
        ("ще се обадя утре между 10 и 12", "ще се обадя", local(20, 12)),
        ("ще се обадя след два часа", "ще се обадя", local(19, 16, 47)),
        ("техник в петък следобед", "техник", local(20, 17)),
        ("зателефонувати завтра о 10", "зателефонувати", local(20, 10)),
        ("зателефонувати за годину", "зателефонувати", local(19, 15, 47)),
        ("майстер у п’ятницю між 10 та 12", "майстер", local(20, 12)),
        ("call back tomorrow at 10", "call back", local(20, 10)),
        ("a technician on Friday between 10 and 12", "a technician", local(20, 12)),
        ("I write to you in two hours", "I write to you", local(19, 16, 47)),
        ("call by 18:00", "call", local(19, 18)),
    ],
)
def test_a_promise_is_one_line_in_any_of_our_languages(typed: str, what: str, due_at: datetime) -> None:
    found = spoken_time.one_line(typed, AT)
    assert (found.what, found.due_at) == (what, due_at)


def test_a_span_keeps_the_minute_from_which_somebody_waits() -> None:
    assert spoken_time.one_line("техник завтра 10–12", AT).from_at == local(20, 10)
    assert spoken_time.one_line("перезвонить завтра в 10", AT).from_at is None


@pytest.mark.parametrize(
    "typed",
    ["перезвонить", "перезвонить завтра", "прислать 5 копий", "вернуть 650 рублей", "квартира 12, дом 4",
     "call in 5 ways", "позвонить на 89215550147", "тариф 2.0"],
)  # fmt: skip
def test_a_line_without_an_hour_promises_no_time(typed: str) -> None:
    assert spoken_time.one_line(typed, AT) == spoken_time.Line(typed)


def test_no_line_of_letters_and_numbers_breaks_it() -> None:
    for typed in ("99:99", "в 99", "с 40 до 50", "31 февраля в 10", "через", "в", "1.1.1.1", "–", "до до до", "0 0 0"):
        assert spoken_time.one_line(typed, AT).due_at is None
