"""How somebody signs in: their password, codes, passkeys; and where they are signed in now."""

import ipaddress
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, IndexView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from yesline.web import sessions
from yesline.web.gate import identity


class SignIn(LoginView):
    """allauth's, which says whether passkeys can be used at this address."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"passkeys": is_named(self.request), "elsewhere": identity.ways()}
        return {**super().get_context_data(**kwargs), **shown}


class SecondStep(AuthenticateView):
    """The same for the code or the passkey after the password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "passkeys": is_named(self.request)}


class Ways(IndexView):
    """allauth's page, with the sessions beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["signed_in"] = sessions.of(self.request.user.pk, this=self.request.session.session_key)
        found["named"] = is_named(self.request)
        return found


@require_POST
@login_required
def end_session(request: HttpRequest) -> HttpResponse:
    """Whoever sits there is asked to sign in at their next click. Only one's own can be ended."""
    sessions.end(int(request.user.pk or 0), request.POST.get("session", ""))
    return redirect("mfa_index")


def is_named(request: HttpRequest) -> bool:
    """Passkeys belong to a name; a page at a bare address (127.0.0.1) has none."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False
