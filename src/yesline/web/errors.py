"""Pages for what went wrong. They need no database, since it may be what is missing."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_AFTER = 5  # seconds


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - its name is Django's
    return HttpResponse(_page(_("There is no such page, or it isn't yours to see.")), status=404)


def failed(_request: HttpRequest) -> HttpResponse:
    """The database is away (503: the page tries again by itself), or the mistake is ours (500)."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        sentence = _("The database doesn't answer. Conversations go on; this page will try again by itself.")
        response = HttpResponse(_page(sentence, retry_after=RETRY_AFTER), status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return HttpResponse(_page(_("Something broke on our side. It is written down; please try again.")), status=500)


def forbidden(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - its name is Django's
    return HttpResponse(_page(_("This is not for you to see.")), status=403)


def too_large() -> HttpResponse:
    return HttpResponse(_page(_("That is too much at once. Go back, and send fewer or smaller files.")), status=413)


def _page(sentence: str, **more: object) -> str:
    return render_to_string("parts/sorry.html", {"sentence": sentence, **more})
