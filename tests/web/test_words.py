"""Times, money and numbers as a person would say them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from yesline.web import words

AT = datetime(2026, 11, 19, 11, 47, 32, tzinfo=UTC)  # 14:47:32 in Moscow


@pytest.fixture(autouse=True)
def in_russian() -> None:
    translation.activate("ru")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 с"), (59, "59 с"), (60, "1 мин"), (2580, "43 мин"), (11580, "3 ч 13 мин"), (249000, "69 ч 10 мин")],
)
def test_a_span_is_said_in_its_two_largest_units(seconds: int, said: str) -> None:
    assert plain(words.span(timedelta(seconds=seconds))) == said


def test_a_number_and_its_unit_are_never_torn_apart() -> None:
    assert words.span(timedelta(minutes=193)) == "3\u00a0ч\u00a013\u00a0мин"


def test_a_time_to_come_is_ahead_and_a_time_gone_is_late() -> None:
    assert plain(words.until(AT + timedelta(minutes=43), AT)) == "через 43 мин"
    assert plain(words.until(AT - timedelta(minutes=17), AT)) == "опоздали на 17 мин"


def test_an_age_becomes_a_date_after_a_day() -> None:
    assert plain(words.ago(AT - timedelta(seconds=3), AT)) == "3 с назад"
    assert plain(words.ago(AT - timedelta(days=2), AT)) == "17 ноября, 14:47"


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "вчера"), (0, "сегодня"), (1, "завтра"), (-2, "17 ноября"), (90, "17 февраля 2027")]
)
def test_days_near_by_have_names(days: int, said: str) -> None:
    assert plain(words.day(AT + timedelta(days=days), AT)) == said


def test_a_day_begins_at_the_readers_midnight() -> None:
    """22:30 in UTC is tomorrow already in Moscow."""
    assert words.day(datetime(2026, 11, 19, 22, 30, tzinfo=UTC), AT) == "завтра"


def test_a_day_at_the_head_of_a_page() -> None:
    assert words.weekday(AT) == "Четверг, 19 ноября"


def test_moments_stand_alone_or_within_a_sentence() -> None:
    at_six = AT.replace(hour=15, minute=0)
    assert plain(words.moment(at_six, AT)) == "сегодня, 18:00"
    assert plain(words.at_moment(at_six, AT)) == "сегодня в 18:00"


@pytest.mark.parametrize(
    ("amount", "said"), [("455.93", "455,93 ₽"), ("-120", "−120,00 ₽"), ("240000", "240 000,00 ₽"), ("0", "0,00 ₽")]
)
def test_money_has_commas_and_spaces_where_russians_put_them(amount: str, said: str) -> None:
    assert plain(words.money(Decimal(amount), "RUB")) == said


def test_a_whole_price_needs_no_hundredths() -> None:
    assert plain(words.price(Decimal("650.00"), "RUB")) == "650 ₽"
    assert plain(words.price(Decimal("43.33"), "RUB")) == "43,33 ₽"


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (192, "3:12"), (3792, "1:03:12")])
def test_a_timer_counts_up(seconds: int, said: str) -> None:
    assert words.ticking(timedelta(seconds=seconds)) == said


def test_how_long_a_conversation_took() -> None:
    assert plain(words.lasted(timedelta(seconds=362))) == "6 мин 02 с"


@pytest.mark.parametrize(
    ("language", "head", "day"),
    [
        ("ru", "Четверг, 19 ноября", "3 декабря"),
        ("uk", "Четвер, 19 листопада", "3 грудня"),
        ("bg", "Четвъртък, 19 ноември", "3 декември"),
        ("en", "Thursday, 19 November", "3 December"),
    ],
)
def test_months_are_written_as_each_language_does(language: str, head: str, day: str) -> None:
    with translation.override(language):
        assert (words.weekday(AT), plain(words.day(AT + timedelta(days=14), AT))) == (head, day)
