"""Pure decisions about customers: what somebody looks for, and what a typed word may have meant."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from yesline.customers.enums import Assurance, Personal
from yesline.kernel.errors import NotNow

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


# What each level opens. Nobody is identified to report a fault: services and cases are open to all who help.
OPENS_AT: Mapping[Personal, Assurance] = {
    Personal.HOUSE: Assurance.NUMBER,
    Personal.BALANCE: Assurance.NUMBER,
    Personal.ADDRESS: Assurance.SAID,
    Personal.CONTRACT: Assurance.SAID,
    Personal.PHONE: Assurance.SAID,
    Personal.BORN: Assurance.SAID,
}
# What each proof gives. `reason`: nobody is on the line, and an agent wrote down why they look.
HOW = {
    "contract": Assurance.SAID,
    "birthday": Assurance.SAID,
    "reason": Assurance.SAID,
    "page": Assurance.PAGE,
}
SHOWN_FOR = timedelta(minutes=15)  # how long a card opened for a reason stays open to whoever gave it
LEAST_DIGITS = 4  # of a contract, from its end
MOST_WRONG = 5  # wrong answers in one contact; then somebody is guessing
STALE_AFTER = timedelta(hours=1)  # what a system of record last said so long ago may be otherwise by now
_DAY = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4}|\d{2})|(\d{4})-(\d{2})-(\d{2})|(\d{2})(\d{2})(\d{4})")


@dataclass(frozen=True)
class Assured:
    """How sure we are in one contact, and how often something wrong was said."""

    level: Assurance = Assurance.NONE
    wrong: int = 0

    def opens(self, field: str) -> bool:
        return self.level >= OPENS_AT[Personal(field)]

    @property
    def may_try(self) -> bool:
        return self.wrong < MOST_WRONG


def assured(*, number_known: bool, proofs: Iterable[str], wrong: int) -> Assured:
    """The highest of what was proven in this contact: by the number alone, or by what was said or done."""
    levels = [HOW[how] for how in proofs if how in HOW]
    return Assured(max([Assurance.NUMBER if number_known else Assurance.NONE, *levels]), wrong)


def check_may_try(so_far: Assured) -> None:
    if not so_far.may_try:
        wrong = {"n": so_far.wrong}
        raise NotNow(_("Wrong %(n)d times: no more guesses in this call. Ring the person back.") % wrong)


def proof_in(said: str, *, contracts: Iterable[str], born_on: date | None) -> str:
    """Which proof the caller's words are: their whole birthday, or a contract's last four digits or more; or ""."""
    if born_on is not None and born_on in _days(said):
        return "birthday"
    digits = re.sub(r"\D", "", said)
    known = [re.sub(r"\D", "", number) for number in contracts]
    if len(digits) >= LEAST_DIGITS and any(number.endswith(digits) for number in known):
        return "contract"
    return ""


def _days(said: str) -> list[date]:
    """Days somebody may mean by `12.3.61`, `12 03 1961`, `1961-03-12`, `12031961`; 61 is of either century."""
    found = _DAY.fullmatch(said.strip())
    if not found:
        return []
    one = [int(part) for part in found.groups() if part is not None]
    if found[4] is not None:
        one.reverse()
    day, month, year = one
    years = [year] if year > 99 else [1900 + year, 2000 + year]
    return [made for each in years if (made := _date(each, month, day))]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_FLAT = re.compile(r",\s*(кв|ап|оф|flat|apt)\.?\s*\S+.*$", re.IGNORECASE)  # the same as in migration 0003


def house_of(address: str) -> str:
    """The address without the flat."""
    return _FLAT.sub("", address)


def masked(number: str, *, shown: int = 0) -> str:
    """A number of which only the last digits are shown, the others as dots: `••• ••47`."""
    digits = sum(letter.isdigit() for letter in number)
    left = digits - shown
    out = []
    for letter in number:
        if letter.isdigit():
            left -= 1
            out.append("•" if left >= 0 else letter)
        else:
            out.append("•" if letter.isalpha() else letter)
    return "".join(out)


def is_stale(read_at: datetime, *, at: datetime) -> bool:
    """Whether what a system of record said then has to be shown as old."""
    return at - read_at > STALE_AFTER


def check_may_merge(*, same_card: bool, gone_already: bool, kept_is_gone: bool) -> None:
    """Two different cards, neither of which has gone into another one."""
    if same_card:
        raise NotNow(_("This is one and the same card."))
    if gone_already or kept_is_gone:
        raise NotNow(_("One of these cards has been merged already. Open the other one."))


def check_may_undo(*, kept_is_gone: bool) -> None:
    if kept_is_gone:
        raise NotNow(_("The card has since gone into another one. Undo that first."))
