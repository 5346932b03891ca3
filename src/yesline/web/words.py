"""Times, money and numbers as a person would say them, in the reader's language. Pure: `at` is given.

No-break spaces stand between a number and its unit, so that neither is left alone at a line's end.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from yesline.contacts.enums import Channel
from yesline.contacts.models import Contact
from yesline.kernel import phone_numbers

MINUTE, HOUR, DAY = 60, 3600, 86400
SYMBOLS = {"RUB": "₽", "UAH": "₴", "EUR": "€", "USD": "$", "BGN": "лв.", "KZT": "₸", "BYN": "Br"}


def tied(text: str) -> str:
    """The same words, never broken over two lines."""
    return text.replace(" ", "\u00a0")


def span(length: timedelta) -> str:
    """`3 h 13 min`, `43 min`, `12 s`; a whole number of the smaller unit."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < MINUTE:
        return tied(_("%(n)d s") % {"n": seconds})
    if seconds < HOUR:
        return tied(_("%(n)d min") % {"n": seconds // MINUTE})
    return tied(_("%(h)d h %(m)02d min") % {"h": seconds // HOUR, "m": seconds % HOUR // MINUTE})


def lasted(length: timedelta) -> str:
    """How long a conversation took: `6 min 02 s`."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < MINUTE or seconds >= HOUR:
        return span(length)
    return tied(_("%(m)d min %(s)02d s") % {"m": seconds // MINUTE, "s": seconds % MINUTE})


def ticking(length: timedelta) -> str:
    """A running timer: `3:12`, `1:03:12`."""
    seconds = max(0, int(length.total_seconds()))
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    return f"{hours}:{minutes:02d}:{seconds % MINUTE:02d}" if hours else f"{minutes}:{seconds % MINUTE:02d}"


def of_times() -> dict[str, str]:
    """The same words as they are before a number is put in, for a browser that counts by itself."""
    lengths = {"seconds": _("%(n)d s"), "minutes": _("%(n)d min"), "hours": _("%(h)d h %(m)02d min")}
    return {**lengths, "in": _("in %(span)s"), "late": _("late by %(span)s"), "ago": _("%(span)s ago")}


def until(when: datetime, at: datetime) -> str:
    """`in 3 h 13 min`, or how late it is."""
    if when >= at:
        return _("in %(span)s") % {"span": span(when - at)}
    return _("late by %(span)s") % {"span": span(at - when)}


def ago(when: datetime, at: datetime) -> str:
    """The age of a fact: `3 s ago`; older than a day it is a date."""
    if at - when < timedelta(days=1):
        return _("%(span)s ago") % {"span": span(at - when)}
    return moment(when, at)


def clock(when: datetime) -> str:
    """`14:47` on the reader's clock."""
    return timezone.localtime(when).strftime("%H:%M")


def clock_seconds(when: datetime) -> str:
    """`14:47:32`, where a moment is proof of something."""
    return timezone.localtime(when).strftime("%H:%M:%S")


def day(when: datetime, at: datetime) -> str:
    """`today`, `yesterday`, `tomorrow`, `19 November`, with the year if it is another one."""
    local, today = timezone.localtime(when), timezone.localtime(at).date()
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((local.date() - today).days)
    if near:
        return near
    return tied(dated(local, "j E" if local.year == today.year else "j E Y"))


def on_day(when: date) -> str:
    """`19 November 2026`: a day of the calendar, whatever day it is today."""
    return tied(dated(when, "j E Y"))


def weekday(when: datetime) -> str:
    """`Thursday, 19 November`, to stand at the head of a day."""
    words = dated(when, "l, j E")
    return words[:1].upper() + words[1:]


def dated(when: date, given: str) -> str:
    """Django's filter `date` writes Bulgarian months with a capital; of our languages only English does so."""
    local = timezone.localtime(when) if isinstance(when, datetime) and timezone.is_aware(when) else when
    written = dateformat.format(local, given)
    return written if (get_language() or "en").startswith("en") else written.lower()


def moment(when: datetime, at: datetime) -> str:
    """`today, 18:00`."""
    return tied(f"{day(when, at)}, {clock(when)}")


def at_moment(when: datetime, at: datetime) -> str:
    """The same within a sentence: `today at 18:00`."""
    return tied(_("%(day)s at %(time)s") % {"day": day(when, at), "time": clock(when)})


def money(amount: Decimal, currency: str) -> str:
    """`455,93 ₽`, `−12,00 ₽`; whole prices without the zeros are `number`'s."""
    digits = formats.number_format(abs(amount), 2, use_l10n=True, force_grouping=True)
    sign = "\u2212" if amount < 0 else ""
    return f"{sign}{digits}\u00a0{SYMBOLS.get(currency, currency)}".replace(" ", "\u00a0")


def price(amount: Decimal, currency: str) -> str:
    """`650 ₽`; with the hundredths only if there are any."""
    if amount == amount.to_integral_value():
        whole = formats.number_format(int(amount), 0, use_l10n=True, force_grouping=True)
        return f"{whole}\u00a0{SYMBOLS.get(currency, currency)}".replace(" ", "\u00a0")
    return money(amount, currency)


def language(code: str) -> str:
    """`Russian`, in the reader's language, as within a sentence."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name if (get_language() or "en").startswith("en") else name.lower()


def speaks(language: str) -> str:
    return {
        "ru": _("Speaks Russian."),
        "uk": _("Speaks Ukrainian."),
        "bg": _("Speaks Bulgarian."),
        "en": _("Speaks English."),
    }.get(language, "")


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()


def caller(contact: Contact) -> str:
    """Who is on the line, as short as it can be said."""
    if contact.customer is not None:
        return contact.customer.full_name
    if contact.channel == Channel.PAGE:
        return _("A visitor of our page")
    return phone_numbers.spoken(contact.customer_number) if contact.customer_number else _("Number withheld")


def calls_from(contact: Contact) -> str:
    """The number they call from; what the line said, if that is no number."""
    if contact.customer_number:
        return phone_numbers.spoken(contact.customer_number)
    if contact.channel == Channel.PAGE:
        return _("from our page")
    return contact.number_shown or _("number withheld")


def next_call(contact: Contact, at: datetime) -> str:
    """When somebody who is owed a call is called back."""
    if contact.call_at is None:
        who = {"who": contact.decider.name if contact.decider else "", "n": contact.tries}
        if not contact.tries:
            return _("can't be called by itself: %(who)s decides") % who
        calls = ngettext("%(n)d call reached nobody", "%(n)d calls reached nobody", contact.tries)
        return (calls + _(": %(who)s decides")) % who
    if contact.call_at <= at:
        return _("is next, at the old place in line")
    return _("is called back %(when)s") % {"when": at_moment(contact.call_at, at)}
