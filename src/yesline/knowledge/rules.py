"""Pure decisions about facts: whether one may be relied on, which wording is read, what can't be written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from yesline.kernel.errors import NotNow
from yesline.knowledge.enums import Standing

LOOKED_THROUGH_EVERY = timedelta(days=180)
LONGEST = 20_000  # characters of one wording


@dataclass(frozen=True)
class Written:
    """A fact as somebody writes it, in one language."""

    title: str
    text: str
    language: str
    owner_id: int
    valid_from: date
    valid_until: date | None  # the last day; None: until somebody says otherwise


def standing(*, valid_from: date, valid_until: date | None, checked_on: date, today: date) -> Standing:
    """By the calendar of the fact's organisation; `valid_until` is the last day it holds."""
    if today < valid_from:
        return Standing.NOT_YET
    if valid_until is not None and today > valid_until:
        return Standing.OVER
    return Standing.UNCHECKED if today - checked_on > LOOKED_THROUGH_EVERY else Standing.HOLDS


def language_to_read(there: Collection[str], *, wanted: str, usual: str) -> str:
    """The reader's language if the fact has it, else the organisation's, else whichever there is."""
    return next((one for one in (wanted, usual) if one in there), min(there, default=""))


def check_can_be_written(written: Written) -> None:
    if not written.title.strip():
        raise NotNow(_("Give the fact a title: it is what people see first."))
    if len(written.text) > LONGEST:
        raise NotNow(_("This is too long to be read during a call. Make several facts of it."))
    if written.valid_until is not None and written.valid_until < written.valid_from:
        raise NotNow(_("It would end before it begins."))
