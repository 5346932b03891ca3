"""The page of a customer's case: who has it, what comes next, and what they say to that. It needs no scripts."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yesline.cases.enums import SaidKind
from yesline.cases.models import Paper
from yesline.flows import show, visit
from yesline.kernel.errors import NotNow, NotYours
from yesline.web import limits, papers
from yesline.web.answers import INVALID
from yesline.web.page import case_words

WORDS_PER_MINUTE, TOO_OFTEN = 8, 429


@require_safe
def case(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    return _page(request, slug, secret)


@require_POST
def say(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """What they say is with the owner before this answers; then the page again, as it is now."""
    at = request.at  # type: ignore[attr-defined]
    if limits.too_often(request, "case-words", per_minute=WORDS_PER_MINUTE, at=at):
        sorry = _("So many letters in one minute. Wait for the next, nothing you wrote is lost here.")
        return _page(request, slug, secret, status=TOO_OFTEN, sorry=sorry)
    try:
        found = _said(request, slug, secret, at)
    except NotNow as refusal:
        return _page(request, slug, secret, status=INVALID, sorry=str(refusal))
    if not found:
        raise Http404
    return redirect("case_page", slug=slug, secret=secret)


@require_POST
def confirm(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Yes to the terms of their order, as they stood on the page they read."""
    at = request.at  # type: ignore[attr-defined]
    try:
        found = show.confirm(slug=slug, secret=secret, read=request.POST.get("read", ""), at=at)
    except NotNow as refusal:
        return _page(request, slug, secret, status=INVALID, sorry=str(refusal))
    except NotYours as error:
        raise Http404 from error
    if not found:
        raise Http404
    return redirect("case_page", slug=slug, secret=secret)


def _said(request: HttpRequest, slug: str, secret: str, at: datetime) -> bool:
    """False if the link is nobody's: then nothing they sent is kept."""
    given = request.POST
    received = papers.receive(request.FILES.getlist("papers"), at=at)
    taken: list[Paper] | None = None
    try:
        taken = show.say(
            slug=slug, secret=secret, kind=given.get("kind", SaidKind.WORDS), text=given.get("text", ""),
            key=_key(given.get("key", "")), received=received, at=at,
        )  # fmt: skip
    finally:
        papers.forget(received, but=taken or ())
    return taken is not None


def _page(request: HttpRequest, slug: str, secret: str, *, status: int = 200, sorry: str = "") -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    shown, found = visit.page(slug=slug, at=at), show.case(slug=slug, secret=secret, at=at)
    if shown is None or found is None:
        raise Http404
    with timezone.override(shown.page.hours.zone):
        context = {
            "shown": shown, "case": found.file.case, "file": found.file, "found": found, "secret": secret,
            "path": case_words.path(found.file, found.said, found.papers), "accepted": papers.ACCEPTED,
            "key": uuid4(), "sorry": sorry, "text": request.POST.get("text", ""),
        }  # fmt: skip
        return render(request, "page/case.html", context, status=status)


def _key(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        return uuid4()
