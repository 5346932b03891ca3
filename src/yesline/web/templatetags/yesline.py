"""Built into every template: icons, files, and words for times, money and numbers (see web.words)."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yesline.kernel import phone_numbers
from yesline.web import assets, sections, words

register = template.Library()
SOON = timedelta(hours=1)

register.filter("span", words.span)
register.filter("lasted", words.lasted)
register.filter("until", words.until)
register.filter("ago", words.ago)
register.filter("clock", words.clock)
register.filter("clock_seconds", words.clock_seconds)
register.filter("ticking", words.ticking)
register.filter("day", words.day)
register.filter("weekday", words.weekday)
register.filter("on_day", words.on_day)
register.filter("dated", words.dated)
register.filter("moment", words.moment)
register.filter("at_moment", words.at_moment)
register.filter("money", words.money)
register.filter("price", words.price)
register.filter("speaks", words.speaks)
register.filter("language", words.language)
register.filter("initials", words.initials)
register.filter("tied", words.tied)
register.filter("spoken", phone_numbers.spoken)
register.filter("caller", words.caller)
register.filter("calls_from", words.calls_from)
register.filter("next_call", words.next_call)


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of our files."""
    return assets.url(name)


@register.simple_tag
def modules() -> list[str]:
    """The addresses of the desk's ES modules."""
    return assets.modules()


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """An icon beside words; alone it needs an `aria-label` on what it stands in."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f"i {more}".strip(),
        assets.url("img/icons.svg"),
        name,
    )


@register.simple_tag
def key(place: str) -> SafeString:
    """The key that presses this button: a place on the keyboard such as `KeyM`, `Space`, `Ctrl+Enter` (see keys.js)."""
    spoken = place.removeprefix("Key").removeprefix("Digit").replace("Ctrl+", "Control+")
    return format_html('data-key="{}" aria-keyshortcuts="{}"', place, spoken)


@register.simple_tag
def goes_to(name: str, *args: object) -> SafeString:
    """A link that changes the desk's main part and leaves the telephone where it is; without scripts it is a link."""
    address = reverse(name, args=args)
    return format_html(
        'href="{0}" hx-get="{0}" hx-include="this" hx-target="#main" hx-indicator="#main" hx-swap="outerHTML"'
        ' hx-push-url="{0}"',
        address,
    )


def _kept_right(says: str, text: str, when: datetime) -> SafeString:
    """Words about a time that go on being right while a page is open (relative.js)."""
    shown = '<span data-behaviour="relative" data-says="{}" data-at="{}">{}</span>'
    return format_html(shown, says, when.isoformat(), text)


@register.filter
def still(when: datetime, at: datetime) -> SafeString:
    """`in 43 min`, `late by 5 min`."""
    return _kept_right("until", words.until(when, at), when)


@register.filter
def left(when: datetime, at: datetime) -> SafeString:
    """How long until then: `43 min`."""
    return _kept_right("left", words.span(when - at), when)


@register.filter
def already(since: datetime, at: datetime) -> SafeString:
    """How long since then: `12 s`."""
    return _kept_right("for", words.span(at - since), since)


@register.filter
def aged(when: datetime, at: datetime) -> SafeString:
    """`3 s ago`."""
    return _kept_right("ago", words.ago(when, at), when)


@register.simple_tag
def times() -> str:
    """The words of times, for relative.js."""
    return json.dumps(words.of_times())


@register.filter
def minus(later: datetime, earlier: datetime) -> timedelta:
    return later - earlier


@register.filter
def hours(length: timedelta) -> float:
    """For <progress>: hours with one decimal."""
    return round(length.total_seconds() / 3600, 1)


@register.filter
def seconds(number: float | None) -> timedelta:
    return timedelta(seconds=number or 0)


@register.filter
def late(when: datetime, at: datetime) -> bool:
    return when < at


@register.filter
def soon(when: datetime, at: datetime) -> bool:
    """Within the hour, and not late yet."""
    return at <= when < at + SOON


@register.filter
def instant(when: datetime | None) -> str:
    """For scripts and <time datetime>: ISO 8601 with its zone."""
    return when.isoformat() if when else ""


@register.filter
def negative(amount: Decimal) -> bool:
    return amount < 0


@register.simple_tag(takes_context=True)
def section(context: template.Context, audience: str, name: str) -> SafeString:
    """A part of the page that is sent again when it changes (see web.sections)."""
    values: dict[str, Any] = context.flatten()  # type: ignore[assignment]
    return sections.draw(audience, name, values, context["request"])


@register.filter
def within_hours(when: datetime, at: datetime) -> float:
    """How many hours are left until `when`."""
    return (when - at).total_seconds() / 3600


@register.filter
def zone_minutes(when: datetime) -> int:
    """How far the reader's zone is from UTC, for a clock that runs in the browser."""
    offset = timezone.localtime(when).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
