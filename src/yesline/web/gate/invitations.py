"""Whoever follows an invitation makes an account of their own; the first of all also names their organisation."""

from uuid import uuid4

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yesline.flows import invite
from yesline.kernel import clock
from yesline.kernel.errors import NotNow
from yesline.web import answers, limits, sessions
from yesline.web.gate import new_account as accounts
from yesline.web.gate.views import BACKEND

TRIES_PER_MINUTE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link itself, and the account it makes."""
    if limits.too_often(request, "invitation", per_minute=TRIES_PER_MINUTE, at=clock.now()):
        return render(request, "parts/sorry.html", {"sentence": _("Too many attempts. Wait a minute.")}, status=429)
    invited = invite.invited(secret=secret)
    if invited is None:
        sentence = _("This invitation was used already, or is too old. Ask for a new one.")
        return render(request, "parts/sorry.html", {"sentence": sentence}, status=404)
    form = accounts.Account(request.POST or None, invited=invited)
    if request.method == "POST" and form.is_valid() and _accepted(request, secret, form):
        return redirect("office" if invited.role == "admin" else "desk")
    status = answers.INVALID if form.errors else 200
    return render(request, "gate/invitation.html", {"form": form, "invited": invited}, status=status)


def _accepted(request: HttpRequest, secret: str, form: accounts.Account) -> bool:
    typed = form.cleaned_data
    organisation = typed.get("organisation", "")
    # Names in other letters than Latin ones make no address by themselves.
    slug = slugify(organisation)[:40] or f"organisation-{uuid4().hex[:6]}"
    try:
        user_id = invite.accept(
            secret=secret,
            username=typed["username"],
            password=typed["password"],
            name=typed["name"],
            organisation=organisation,
            slug=slug,
        )
    except NotNow as refusal:
        form.add_error("username", str(refusal))
        return False
    login(request, get_user_model().objects.get(pk=user_id), backend=BACKEND)
    sessions.remember(request, at=clock.now())
    return True
