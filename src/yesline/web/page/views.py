"""An organisation's page: how to reach a person, from a telephone, from the browser, or in writing."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yesline.flows import show, visit
from yesline.flows.visit import Guest, Shown, Words
from yesline.kernel.errors import NotNow
from yesline.orgs.enums import NumberKind
from yesline.web import limits
from yesline.web.answers import INVALID

CALLS_PER_MINUTE, LETTERS_PER_MINUTE = 12, 4  # from one address, which may be a whole office's
TOO_OFTEN = 429


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What anybody sees."""
    return _page(request, _shown(request, slug), None)


@require_safe
def own_page(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """The same for somebody who has a link of their own: we know who calls and who writes."""
    shown = _shown(request, slug)
    guest = visit.guest(slug=slug, secret=secret, at=request.at)  # type: ignore[attr-defined]
    if guest is None:
        return _page(request, shown, None, status=404, link_is_old=True)
    return _page(request, shown, guest, secret=secret)


@require_POST
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """A ticket for one call from this browser, in a cookie only the switch's door is sent."""
    at = request.at  # type: ignore[attr-defined]
    shown = _shown(request, slug)
    if limits.too_often(request, "visitor-call", per_minute=CALLS_PER_MINUTE, at=at):
        return JsonResponse({}, status=TOO_OFTEN)
    if not shown.page.numbers:
        raise Http404
    guest = _guest(request, slug)
    number = shown.page.numbers[0][0]
    customer_id = guest.customer.pk if guest else None
    ticket = visit.ticket(number=number, language=get_language() or "", customer_id=customer_id, at=at)
    answer = JsonResponse({"number": number})
    answer.set_cookie(
        visit.COOKIE, ticket, path="/sip/visitor", httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    add_never_cache_headers(answer)
    return answer


@require_POST
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """What they wrote is somebody's case before this answers."""
    at = request.at  # type: ignore[attr-defined]
    shown = _shown(request, slug)
    guest = _guest(request, slug)
    again = {"secret": request.POST.get("secret", ""), "said": request.POST}
    if limits.too_often(request, "letter", per_minute=LETTERS_PER_MINUTE, at=at):
        sorry = _("So many letters in one minute. Wait for the next, nothing you wrote is lost here.")
        return _page(request, shown, guest, status=TOO_OFTEN, sorry=sorry, **again)
    try:
        case = visit.write(
            slug=slug, words=_words(request), customer_id=guest.customer.pk if guest else None, at=at
        )  # fmt: skip
    except NotNow as refusal:
        return _page(request, shown, guest, status=INVALID, sorry=str(refusal), **again)
    with timezone.override(shown.page.hours.zone):
        return render(
            request,
            "page/written.html",
            {"shown": shown, "case": case, "case_secret": show.link(case=case), "secret": again["secret"]},
        )


def _words(request: HttpRequest) -> Words:
    given = request.POST
    try:
        key = UUID(given.get("key", ""))
    except ValueError:
        key = uuid4()
    return Words(
        key=key,
        said=given.get("said", ""),
        name=given.get("name", ""),
        answer_to=given.get("answer_to", ""),
        language=(get_language() or "")[:2],
    )


def _shown(request: HttpRequest, slug: str) -> Shown:
    shown = visit.page(slug=slug, at=request.at)  # type: ignore[attr-defined]
    if shown is None:
        raise Http404
    return shown


def _guest(request: HttpRequest, slug: str) -> Guest | None:
    secret = request.POST.get("secret", "")
    return visit.guest(slug=slug, secret=secret, at=request.at) if secret else None  # type: ignore[attr-defined]


def _page(request: HttpRequest, shown: Shown, guest: Guest | None, *, status: int = 200, **more: Any) -> HttpResponse:
    numbers = [(e164, NumberKind(kind).label) for e164, kind in shown.page.numbers]
    context = {"shown": shown, "numbers": numbers, "guest": guest, "key": request.POST.get("key") or uuid4(), **more}
    with timezone.override(shown.page.hours.zone):
        return render(request, "page/page.html", context, status=status)
