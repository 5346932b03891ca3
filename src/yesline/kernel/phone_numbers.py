"""Telephone numbers: every spelling a trunk may use becomes E.164, or is honestly unknown."""

import phonenumbers

WITHHELD = frozenset({"", "anonymous", "unavailable", "unknown", "restricted", "private", "withheld"})

_TYPE = phonenumbers.PhoneNumberType
_PERSONAL = frozenset({_TYPE.MOBILE, _TYPE.FIXED_LINE, _TYPE.FIXED_LINE_OR_MOBILE, _TYPE.VOIP})


def e164(spelling: str | None, *, country: str) -> str:
    """The number as +<digits>, or "" when it is withheld or is not a number of any country.

    `country` is the ISO 3166 code whose national spelling the trunk uses; international spellings
    (+7…, 007…, 8~10…) are understood whatever it is.
    """
    raw = (spelling or "").strip()
    if raw.lower() in WITHHELD:
        return ""
    for attempt in (raw, f"+{raw}"):
        try:
            number = phonenumbers.parse(attempt, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""


def is_personal(number: str) -> bool:
    """Whether an E.164 number is an ordinary mobile or fixed one: nothing that costs extra, nothing short."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in _PERSONAL


def spoken(number: str) -> str:
    """How a person would write the number: international, in groups."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
