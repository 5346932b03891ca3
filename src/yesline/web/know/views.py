"""One fact, in the reader's language or in the one they ask for."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from yesline.flows import know
from yesline.web import answers
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_safe
@found_or_404
def fact(request: AgentRequest, fact_id: int) -> HttpResponse:
    return _drawn(request, fact_id)


@require_POST
@found_or_404
def still_right(request: AgentRequest, fact_id: int) -> HttpResponse:
    """It has been looked through: its owner's answer to a fact that grew old."""
    know.confirm(seat=request.seat, fact_id=fact_id, at=request.at)
    return _drawn(request, fact_id) if answers.is_fragment(request) else redirect("fact", fact_id=fact_id)


def _drawn(request: AgentRequest, fact_id: int) -> HttpResponse:
    language = request.GET.get("language") or translation.get_language() or ""
    known = know.told(seat=request.seat, fact_id=fact_id, language=language, at=request.at)
    template = "know/fact.html" if answers.is_fragment(request) else "know/page.html"
    return render(request, template, {"known": known})
