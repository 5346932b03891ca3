"""Going home; and, in the example only, signing in as one of its people with one click."""

import contextlib
from collections.abc import Callable
from typing import Any

from allauth.account.views import LogoutView
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yesline.flows import be_there
from yesline.kernel import clock
from yesline.kernel.errors import NotNow, NotYours
from yesline.staff import queries as staff
from yesline.staff.enums import AgentState
from yesline.web import sessions

BACKEND = "django.contrib.auth.backends.ModelBackend"
Person = tuple[str, str, str, str]  # user name, name, organisation, role


class GoHome(LogoutView):
    """Who signs out is off duty: a desk phone left behind must not ring for nobody."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.request.user.is_authenticated:
            self._goes_off_duty(self.request.user.pk)
        return super().post(*args, **kwargs)

    def _goes_off_duty(self, user_id: int) -> None:
        # NotNow: they have a caller, who must not be cut off; the lost phone will tell. NotYours: nobody's agent.
        with contextlib.suppress(NotNow, NotYours), transaction.atomic():
            be_there.choose(seat=staff.act_as(user_id), state=AgentState.OFFLINE, at=clock.now())


@require_POST
def sign_in_as(request: HttpRequest, people: Callable[[], list[Person]]) -> HttpResponse:
    """Only in the example, and only as somebody it made: never a way into anybody else's account."""
    username = request.POST.get("username", "")
    if not settings.EXAMPLE or username not in {person[0] for person in people()}:
        raise Http404
    user = get_user_model().objects.get(username=username)
    login(request, user, backend=BACKEND)
    sessions.remember(request, at=clock.now())
    asked = request.POST.get("next", "")
    return redirect(asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "desk")
