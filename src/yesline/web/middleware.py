"""Two doors every page passes: what the browser may load, and whom the person may see."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yesline.kernel import clock
from yesline.kernel.errors import NotNow, NotYours
from yesline.staff import queries as staff
from yesline.web import answers, errors
from yesline.web.papers import MOST_BYTES

Next = Callable[[HttpRequest], HttpResponse]
INSIDE = ("/desk/", "/floor/", "/box/", "/office/")  # for those who work here

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",  # /live, /sip and fragments: one origin
        "media-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


class ContentPolicy:
    """Only our own files, nothing inline; personal pages are kept by nobody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class NotTooLarge:
    """What is larger than all papers that may come at once is refused before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        return self.get_response(request) if length.isdigit() and int(length) <= MOST_BYTES else errors.too_large()


class AgentDoor:
    """Whatever lies inside (see INSIDE) is done by an agent, in one transaction open to their organisations only.

    Sets `request.seat` (who acts) and `request.at` (when, UTC). Times are shown in the zone of the agent's home.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        request.seat = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.path_info.startswith(INSIDE):
            return None
        if not request.user.is_authenticated:
            return self._to_the_gate(request)
        try:
            with transaction.atomic():
                seat = staff.act_as(request.user.pk)
                request.seat = seat  # type: ignore[attr-defined]
                with timezone.override(ZoneInfo(seat.agent.organisation.timezone)):
                    return view(request, *args, **kwargs)
        except NotNow as refusal:
            return answers.say(request, refusal)
        except NotYours:
            return render(request, "parts/not_yours.html", status=403)

    def _to_the_gate(self, request: HttpRequest) -> HttpResponse:
        if answers.is_fragment(request):
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
        return redirect_to_login(request.get_full_path())
