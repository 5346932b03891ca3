"""Which recorded words tell how it stands, in four languages: no word is bent wrongly, none is left out."""

from datetime import UTC, datetime, timedelta

import pytest

from yesline.routing import estimate, telling
from yesline.routing.estimate import Wait
from yesline.routing.telling import Told

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
OWN = {name: f"/voices/{name}" for name in telling.PHRASES}


def spoken(place: int, said: int, language: str = "ru", own: dict[str, str] | None = None) -> list[str]:
    return [word.removeprefix("/voices/") for word in telling.words(place, said, language=language, own=own or {})]


@pytest.mark.parametrize("language", ["ru", "uk", "bg", "en"])
def test_own_people_say_it_alike_in_every_language(language: str) -> None:
    assert spoken(4, 8, language, OWN) == ["place", "4", "minutes", "8"]
    assert spoken(11, 3, language, OWN) == ["minutes", "3"]
    assert spoken(40, estimate.LONGER, language, OWN) == ["longer"]


def test_every_step_that_can_be_said_has_its_number() -> None:
    assert [step for step in estimate.STEPS if str(step) not in telling.PHRASES] == []


@pytest.mark.parametrize(
    ("place", "said", "words"),
    [
        (1, 5, "queue-youarenext queue-holdtime digits/5 queue-minutes"),
        (3, 2, "queue-thereare digits/3"),  # "2 минуты" is not among what Asterisk has
        (34, 25, "queue-thereare digits/30 digits/4 queue-holdtime digits/20 digits/5 queue-minutes"),
        (100, estimate.LONGER, ""),
    ],
)
def test_in_russian_asterisks_words_are_used_where_they_are_right(place: int, said: int, words: str) -> None:
    assert spoken(place, said) == words.split()


def test_in_english_one_minute_is_no_minutes() -> None:
    assert spoken(2, 1, "en") == ["queue-thereare", "digits/2", "queue-holdtime", "digits/1", "queue-minute"]
    assert spoken(2, 2, "en") == ["queue-thereare", "digits/2", "queue-holdtime", "digits/2", "queue-minutes"]


@pytest.mark.parametrize("language", ["uk", "bg"])
def test_where_nobody_has_recorded_anything_nothing_is_said(language: str) -> None:
    assert spoken(2, 5, language) == []
    assert telling.missing({}) == telling.PHRASES


def test_who_is_likely_answered_within_seconds_hears_it_ring() -> None:
    soon, later = Wait(median=6, likely=19, said=1), Wait(median=6, likely=20, said=1)
    assert [telling.rings(wait) for wait in (soon, later, None)] == [True, False, True]


@pytest.mark.parametrize(
    ("before", "new"),
    [
        (None, True),
        (Told(3, 5, AT - timedelta(seconds=50)), False),
        (Told(4, 5, AT - timedelta(seconds=50)), True),
        (Told(3, 8, AT - timedelta(seconds=50)), True),
        (Told(4, 8, AT - timedelta(seconds=44)), False),
    ],
)
def test_only_what_has_changed_is_told_and_not_too_often(before: Told | None, new: bool) -> None:
    assert telling.is_new(3, Wait(median=100, likely=300, said=5), before, at=AT) is new
