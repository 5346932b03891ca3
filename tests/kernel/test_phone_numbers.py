"""Numbers as trunks spell them: one form for all of them, or honestly none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yesline.kernel import phone_numbers

RUSSIAN, UKRAINIAN, BULGARIAN = "+79215550147", "+380445550121", "+35929876543"
CITY = "+78182550100"

SPELLINGS = [
    # A Russian trunk: in full, national with and without 8, as people write it, international through 00 and 8~10.
    ("+79215550147", "RU", RUSSIAN),
    ("79215550147", "RU", RUSSIAN),
    ("89215550147", "RU", RUSSIAN),
    ("9215550147", "RU", RUSSIAN),
    ("8 (921) 555-01-47", "RU", RUSSIAN),
    ("+7 921 555-01-47", "RU", RUSSIAN),
    ("88182550100", "RU", CITY),
    ("8182550100", "RU", CITY),
    ("78182550100", "RU", CITY),
    ("810380445550121", "RU", UKRAINIAN),
    ("380445550121", "RU", UKRAINIAN),
    # A Ukrainian trunk.
    ("+380445550121", "UA", UKRAINIAN),
    ("0445550121", "UA", UKRAINIAN),
    ("445550121", "UA", UKRAINIAN),
    ("380445550121", "UA", UKRAINIAN),
    ("0079215550147", "UA", RUSSIAN),
    # A Bulgarian trunk.
    ("+35929876543", "BG", BULGARIAN),
    ("029876543", "BG", BULGARIAN),
    ("35929876543", "BG", BULGARIAN),
    ("0035929876543", "BG", BULGARIAN),
    ("0079215550147", "BG", RUSSIAN),
]


@pytest.mark.parametrize(("spelling", "country", "number"), SPELLINGS)
def test_every_spelling_of_a_trunk_is_the_same_number(spelling: str, country: str, number: str) -> None:
    assert phone_numbers.e164(spelling, country=country) == number


@pytest.mark.parametrize("spelling", [None, "", "anonymous", "Anonymous", " unavailable ", "restricted", "private"])
def test_a_withheld_number_is_no_number(spelling: str | None) -> None:
    assert phone_numbers.e164(spelling, country="RU") == ""


@pytest.mark.parametrize("spelling", ["s", "1", "sip:anna", "alarm", "+", "0"])
def test_what_is_no_number_is_not_made_into_one(spelling: str) -> None:
    assert phone_numbers.e164(spelling, country="RU") == ""


@given(st.text(max_size=40))
def test_any_text_gives_a_number_in_full_or_nothing(spelling: str) -> None:
    found = phone_numbers.e164(spelling, country="RU")
    assert found == "" or (found[0] == "+" and found[1:].isdecimal() and found.isascii() and len(found) <= 16)


@given(st.from_regex(r"\+7(9\d{9})", fullmatch=True))
def test_what_was_understood_once_is_understood_again(spelling: str) -> None:
    found = phone_numbers.e164(spelling, country="RU")
    assert phone_numbers.e164(found, country="BG") == found


def test_a_number_is_written_as_people_write_it() -> None:
    assert phone_numbers.spoken(RUSSIAN) == "+7 921 555-01-47"
    assert phone_numbers.spoken("extension 12") == "extension 12"
