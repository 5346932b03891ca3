"""A question taken apart: words and numbers; and what it says on the other keyboard."""

import pytest

from yesline.customers import rules
from yesline.customers.rules import Sought


@pytest.mark.parametrize(
    ("typed", "words", "numbers"),
    [
        ("Белова", ("белова",), ()),
        ("Белова, Тамара", ("белова", "тамара"), ()),
        ("белова ломоносова 82 кв. 47", ("белова", "ломоносова", "82", "кв", "47"), ()),
        ("+7 (921) 555-01-47", (), ("9215550147",)),
        ("8 921 555 01 47", (), ("9215550147",)),
        ("+380 44 555 01 21", (), ("380445550121",)),
        ("00380445550121", (), ("380445550121",)),
        ("0147", (), ("0147",)),
        ("01-47", (), ("0147",)),
        ("40-118-276", (), ("40118276",)),
        ("Белова 0147", ("белова",), ("0147",)),
        ("Белова 8-921-555-01-47", ("белова",), ("9215550147",)),
        ("82", ("82",), ()),
        ("82а", ("82а",), ()),
        ("Д-7-20451", ("д", "7"), ("20451",)),
        ("№ 4718", (), ("4718",)),
        ("O'Brien", ("o", "brien"), ()),
        ("%_\\';--", (), ()),
        ("", (), ()),
    ],
)
def test_what_is_typed_is_taken_apart(typed: str, words: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    assert rules.understood(typed) == Sought(words, numbers)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        (",tkjdf", "белова"),
        ("привет", "ghbdtn"),
        ("Иуддф", "bella"),
        ("82", "82"),
        ("|Kjv", "|лом"),
    ],
)
def test_the_same_keys_on_the_other_keyboard(typed: str, meant: str) -> None:
    assert rules.other_layout(typed) == meant


def test_a_long_question_is_looked_at_in_part() -> None:
    assert len(rules.understood("а б в г д е ж з и к л м").words) == rules.MOST_WORDS
    assert rules.understood("x" * 5000).words == ("x" * rules.LONGEST,)
