"""What a view answers: a page, or the fragment of it that htmx asked for, or a refusal in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from yesline.kernel.errors import Refusal

REFUSED, INVALID = 409, 422


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of the page (going back in the history asks for all of it)."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def say(request: HttpRequest, refusal: Refusal, *, status: int = REFUSED) -> HttpResponse:
    """The refusal's sentence, put beside what was pressed: into the next `.word` of the page."""
    sentence = str(refusal) or _("This can't be done now.")
    if not is_fragment(request):
        return render(request, "parts/sorry.html", {"sentence": sentence}, status=status)
    response = HttpResponse(format_html('<span class="bad">{}</span>', sentence), status=status)
    response["HX-Retarget"] = "next .word"
    response["HX-Reswap"] = "innerHTML"
    return response
