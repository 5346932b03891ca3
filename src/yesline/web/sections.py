"""Sections of a page that are sent again only when their words have changed.

Each carries a mark of its own text in a hidden field; the browser sends the marks along, and whatever is
still the same stays untouched, with its focus, its scroll and its player.
"""

import hashlib
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FIELD = "seen"


def seen(request: HttpRequest) -> dict[str, str]:
    """What the browser has on its screen: section → mark."""
    marks = [*request.GET.getlist(FIELD), *request.POST.getlist(FIELD)]
    return dict(mark.split(":", 1) for mark in marks if ":" in mark)


def draw(audience: str, name: str, context: dict[str, Any], request: HttpRequest) -> SafeString:
    """A section as it stands in its page: the template <audience>/<name>.html within an element of that id."""
    return _wrapped(name, *_drawn(audience, name, context, request), instead=False)


def draw_if_changed(audience: str, name: str, context: dict[str, Any], request: HttpRequest) -> SafeString:
    """The section to be put in place of the one the browser has; nothing if that is still right."""
    html, mark = _drawn(audience, name, context, request)
    return SafeString("") if seen(request).get(name) == mark else _wrapped(name, html, mark, instead=True)


def _drawn(audience: str, name: str, context: dict[str, Any], request: HttpRequest) -> tuple[str, str]:
    html = render_to_string(f"{audience}/{name}.html", context, request=request)
    return html, hashlib.sha256(html.encode()).hexdigest()[:10]


def _wrapped(name: str, html: str, mark: str, *, instead: bool) -> SafeString:
    swap = SafeString(' hx-swap-oob="true"') if instead else SafeString("")
    field = format_html('<input type="hidden" name="{}" value="{}:{}">', FIELD, name, mark)
    inside = mark_safe(html)  # noqa: S308 - drawn by a template that escapes
    return format_html('<div class="part" id="{}"{}>{}{}</div>', name, swap, field, inside)
