"""Signing in by an account elsewhere (OpenID Connect): only for those who are invited, and only by a proven e-mail."""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as elsewhere
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from requests import RequestException

from yesline.flows import invite
from yesline.kernel import clock
from yesline.kernel.errors import NotNow
from yesline.web import limits

TRIES_PER_MINUTE = 20
log = logging.getLogger(__name__)


class OnlyTheInvited(DefaultSocialAccountAdapter):
    """Having an identity there is not enough: it must be of somebody whom an administrator of ours named."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Whoever comes for the first time is led to the account, or the invitation, of their e-mail."""
        if sociallogin.state.get("process") != "login":
            self._stop(request, _("Sign out first, then sign in that way."), status=409)
        if sociallogin.is_existing:
            return
        try:
            user_id = invite.come_by_email(email=proven_email(sociallogin.account.extra_data))
        except NotNow as refusal:
            self._stop(request, str(refusal), status=403)
        sociallogin.connect(request, get_user_model().objects.get(pk=user_id))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        """The provider is away, refuses, or the person went back."""
        raise ImmediateHttpResponse(_failed(request, provider.name, exception or error))

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Only what the environment names: a row in a table must not open a way in."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's
        return False

    def _stop(self, request: HttpRequest, sentence: str, *, status: int) -> None:
        raise ImmediateHttpResponse(_sorry(request, sentence, status=status))


@require_safe
def leave(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the provider, whose addresses are asked of itself first."""
    if limits.too_often(request, "oidc", per_minute=TRIES_PER_MINUTE, at=clock.now()):
        return _sorry(request, _("Too many attempts. Wait a minute."), status=429)
    try:
        return elsewhere.login(request, provider_id)
    except RequestException as error:
        return _failed(request, ways()[0]["name"], error)


def _failed(request: HttpRequest, provider: str, why: object) -> HttpResponse:
    log.warning("Signing in by %s failed: %.200s", provider, why)
    sentence = _("%(provider)s did not let you in, or does not answer. Try again, or use your password.")
    return _sorry(request, sentence % {"provider": provider}, status=502)


def _sorry(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "parts/sorry.html", {"sentence": sentence}, status=status)


def ways() -> list[dict[str, str]]:
    """The provider that is configured, for the sign-in page: what its button says, and where it leads."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [{"name": app["name"], "url": reverse("openid_connect_login", args=[app["provider_id"]])} for app in apps]


def proven_email(said: dict[str, Any]) -> str:
    """The e-mail the provider says is this person's, or nothing if it does not vouch for it in so many words."""
    token, info = said.get("id_token") or {}, said.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        return ""  # words about somebody else
    claims = token | info
    # Some say it as a word; "false" is one too.
    proven = claims.get("email_verified") in (True, "true")
    return str(claims.get("email") or "") if proven else ""
