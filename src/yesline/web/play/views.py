"""The front page of the example, for a newcomer. Outside the example it is not there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yesline.kernel import clock
from yesline.kernel.errors import Refusal
from yesline.web import limits

CALLS_PER_MINUTE = 6


@dataclass(frozen=True)
class Front:
    """What stands on an organisation's front page."""

    organisation: str
    numbers: list[tuple[str, str]]  # E.164, what it is for
    people: list[tuple[str, str]]  # name, languages


@require_safe
def home(request: HttpRequest, front: Callable[[], Front]) -> HttpResponse:
    """How to reach a person. Outside the example it leads to the desk."""
    if not settings.EXAMPLE:
        return redirect("desk")
    return render(request, "play/home.html", {"front": front()})


@require_POST
def demo_call(request: HttpRequest, call: Callable[[], str]) -> HttpResponse:
    """An invented caller rings the first number, for those who have no phone at hand. Example only."""
    if not settings.EXAMPLE:
        raise Http404
    if limits.too_often(request, "demo-call", per_minute=CALLS_PER_MINUTE, at=clock.now()):
        return _answer(request, _("Enough callers for this minute. Try again in the next."), status=429)
    try:
        who = call()
    except (Refusal, OSError) as problem:
        return _answer(request, str(problem), status=409)
    return _answer(request, _("%(who)s is calling. Whoever is on the line hears it ring.") % {"who": who}, ok=True)


def _answer(request: HttpRequest, sentence: str, *, status: int = 200, ok: bool = False) -> HttpResponse:
    return render(request, "play/demo-call.html", {"sentence": sentence, "ok": ok}, status=status)
