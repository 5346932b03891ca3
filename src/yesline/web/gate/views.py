"""One-click signing in as one of the example's people. It exists in the example only."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

BACKEND = "django.contrib.auth.backends.ModelBackend"
Person = tuple[str, str, str, str]  # user name, name, organisation, role


@require_POST
def sign_in_as(request: HttpRequest, people: Callable[[], list[Person]]) -> HttpResponse:
    """Only in the example, and only as somebody it made: never a way into anybody else's account."""
    username = request.POST.get("username", "")
    if not settings.EXAMPLE or username not in {person[0] for person in people()}:
        raise Http404
    user = get_user_model().objects.get(username=username)
    login(request, user, backend=BACKEND)
    return redirect("desk")
