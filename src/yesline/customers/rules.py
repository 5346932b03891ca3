"""Pure decisions about customers: what somebody looks for, and what a typed word may have meant."""

import re
from dataclasses import dataclass

# What stands on the same key of a Latin and of a Russian keyboard.
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "\u0439\u0446\u0443\u043a\u0435\u043d\u0433\u0448\u0449\u0437\u0445\u044a\u0444\u044b\u0432\u0430\u043f\u0440\u043e\u043b\u0434\u0436\u044d\u044f\u0447\u0441\u043c\u0438\u0442\u044c\u0431\u044e\u0451"  # noqa: E501
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)

_NUMBER = re.compile(r"\+?\d[\d\-()\u00a0 ]*\d")
_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
LONGEST = 100  # characters of a question that are looked at
TELEPHONE, FRAGMENT = 10, 4  # digits: a whole number without its country, the least that is looked for inside one


@dataclass(frozen=True)
class Sought:
    """A question taken apart: words (of names and addresses), and digits that stand in telephones and contracts."""

    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.numbers


def understood(text: str) -> Sought:
    """What a person typed. Digits alone are a number; beside words only a whole telephone, or four in a row, are."""
    given = text.lower().strip()[:LONGEST]
    has_words = bool(re.search(r"[^\W\d_]", given))
    numbers: list[str] = []

    def taken(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        if len(digits) >= TELEPHONE or (not has_words and len(digits) >= FRAGMENT):
            numbers.append(national(digits))
            return " "
        return found.group()

    words = _WORD.findall(_NUMBER.sub(taken, given))
    numbers += [word for word in words if word.isdigit() and len(word) >= FRAGMENT]
    return Sought(
        words=tuple(word for word in words if not (word.isdigit() and len(word) >= FRAGMENT))[:MOST_WORDS],
        numbers=tuple(numbers[:MOST_WORDS]),
    )


def national(digits: str) -> str:
    """A Russian number without its 8 or 7, which people write or leave out; any other as it is."""
    return digits[1:] if len(digits) == 11 and digits[0] in "78" else digits.removeprefix("00")


def other_layout(text: str) -> str:
    """The same keys on the other keyboard: `ghbdtn` becomes what was meant, and the other way round."""
    given = text.lower()
    latin = sum("a" <= letter <= "z" for letter in given)
    return given.translate(_TO_CYRILLIC if latin else _TO_LATIN)
