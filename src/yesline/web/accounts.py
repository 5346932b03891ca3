"""How people get in: only those somebody of ours has let in."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from yesline.kernel import clock
from yesline.web import sessions

log = logging.getLogger(__name__)


class ClosedDoor(DefaultAccountAdapter):
    """Nobody signs up by themselves; administrators make accounts."""

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        sessions.remember(request, at=clock.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that can't be sent is said at once; whoever waits for a link must not wait in vain."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.warning("A mail could not be sent: %s", error)
            sentence = _("Mail can't be sent from here just now. An administrator can let you go and invite you anew.")
            page = render(self.request, "parts/sorry.html", {"sentence": sentence}, status=503)
            raise ImmediateHttpResponse(page) from error

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's
        return False
