"""Live through it in five minutes: a newcomer's page, whose steps tick themselves off. Outside the example it is not
there at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yesline.kernel import clock
from yesline.kernel.errors import NotYours, Refusal
from yesline.staff import queries as staff
from yesline.staff.queries import Seat
from yesline.web import limits

CALLS_PER_MINUTE = 6
HOURS = (1, 3, 24)
P = ParamSpec("P")


@dataclass(frozen=True)
class Caller:
    """Somebody who calls when a newcomer wishes: `words` say what it is about."""

    key: str
    name: str
    language: str
    words: str


class Playground(Protocol):
    """What the example offers to its pages."""

    first_page: str  # the slug of the organisation to look at first
    agent: str  # the user name a newcomer signs in as

    def callers(self) -> Sequence[Caller]: ...
    def call(self, key: str) -> str: ...
    def steps(self) -> Sequence[str]: ...
    def walked(self, seat: Seat, *, since: datetime) -> set[str]: ...
    def own_pages(self, seat: Seat, *, at: datetime) -> Sequence[tuple[str, str, str]]: ...
    def sent(self) -> Sequence[Any]: ...
    def put_forward(self, hours: int) -> None: ...
    def reset(self) -> None: ...
    def answer(self) -> str: ...


def only_in_the_example(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.EXAMPLE:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def home(request: HttpRequest, playground: Playground) -> HttpResponse:
    """The newcomer's page. Outside the example the first page is the desk."""
    if not settings.EXAMPLE:
        return redirect("desk")
    context = {**_tour(request, playground), "callers": playground.callers(), "slug": playground.first_page,
               "username": playground.agent, "hours": HOURS, "put_forward": clock.wound_by()}  # fmt: skip
    return render(request, "play/home.html", context)


@require_safe
@only_in_the_example
def steps(request: HttpRequest, playground: Playground) -> HttpResponse:
    """The list of steps again, if another one was gone meanwhile."""
    tour = _tour(request, playground)
    if request.GET.get("who") != tour["who"]:
        # Who signs in gets new tokens for forms: those of the page would be refused.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.GET.get("gone") == tour["gone"]:
        return HttpResponse(status=204)
    return render(request, "play/steps.html", {**tour, "username": playground.agent})


@require_POST
@only_in_the_example
def demo_call(request: HttpRequest, playground: Playground) -> HttpResponse:
    """Somebody of the example rings, for those who have no telephone at hand."""
    if limits.too_often(request, "demo-call", per_minute=CALLS_PER_MINUTE, at=_now(request)):
        return _said(request, _("Enough callers for this minute. Try again in the next."), status=429)
    try:
        who = playground.call(request.POST.get("caller", ""))
    except (Refusal, OSError) as problem:
        return _said(request, str(problem), status=409)
    return _said(request, _("%(who)s is calling. Whoever is on the line hears it ring.") % {"who": who}, ok=True)


@require_safe
@only_in_the_example
def outbox(request: HttpRequest, playground: Playground) -> HttpResponse:
    """Everything that would have been sent."""
    return render(request, "play/outbox.html", {"sent": playground.sent()})


@require_POST
@only_in_the_example
def put_forward(request: HttpRequest, playground: Playground) -> HttpResponse:
    hours = request.POST.get("hours", "")
    if hours not in {str(one) for one in HOURS}:
        raise Http404
    playground.put_forward(int(hours))
    return redirect("play_answer")


@require_POST
@only_in_the_example
def reset(request: HttpRequest, playground: Playground) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        return _said(request, _("Tick that you are sure, then press again."), status=422)
    playground.reset()
    request.session.pop("tour", None)
    return redirect("play_answer")


@require_safe
@only_in_the_example
def answer(request: HttpRequest, playground: Playground) -> HttpResponse:
    """What came of it; asks again by itself until something has."""
    said = playground.answer()
    if not said:
        return render(request, "play/wait.html")
    if said == "done":
        return redirect("home")
    return _said(request, _("Somebody is on the line. End the conversation, then press again."), status=409)


def _tour(request: HttpRequest, playground: Playground) -> dict[str, Any]:
    """How far this visitor has come; what was gone once stays gone."""
    at = _now(request)
    tour = request.session.setdefault("tour", {"since": at.isoformat(), "gone": []})
    since = min(datetime.fromisoformat(tour["since"]), at)
    gone: set[str] = set(tour["gone"])
    own_pages: Sequence[tuple[str, str, str]] = []
    if request.user.is_authenticated:
        try:
            with transaction.atomic():
                seat = staff.act_as(request.user.pk)
                gone |= playground.walked(seat, since=since - timedelta(seconds=1))
                own_pages = playground.own_pages(seat, at=at)
        except NotYours:
            pass  # an account of somebody who answers for nobody: nothing to tick off
    if gone != set(tour["gone"]):
        request.session["tour"] = {"since": tour["since"], "gone": sorted(gone)}
    names = playground.steps()
    walked = [(name, name in gone) for name in names]
    return {
        "who": _sign_in(request),
        "steps": walked,
        "gone": ",".join(sorted(gone)),
        "all_gone": gone >= set(names),
        "own_pages": own_pages,
    }


def _said(request: HttpRequest, sentence: str, *, status: int = 200, ok: bool = False) -> HttpResponse:
    return render(request, "play/demo-call.html", {"sentence": sentence, "ok": ok}, status=status)


def _sign_in(request: HttpRequest) -> str:
    """Which signing in this visit belongs to; empty for none."""
    signed_in_at = getattr(request.user, "last_login", None)
    return f"{request.user.pk}-{signed_in_at.timestamp():.3f}" if signed_in_at else ""


def _now(request: HttpRequest) -> datetime:
    """When this was asked for (UTC), as the door of the pages noted it."""
    at: datetime = request.at  # type: ignore[attr-defined]
    return at
