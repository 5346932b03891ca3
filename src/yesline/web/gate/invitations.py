"""Whoever follows an invitation makes an account of their own, or comes with the one they have; the first of all also
names their organisation.
"""

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yesline.flows import invite, stand_beside
from yesline.kernel import clock
from yesline.kernel.errors import NotNow
from yesline.staff.enums import Role
from yesline.staff.invitations.queries import Invited
from yesline.web import answers, limits, sessions
from yesline.web.gate import new_account as accounts
from yesline.web.gate.views import BACKEND

TRIES_PER_MINUTE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link itself: an account is made with it, or whoever has one answers for one organisation more."""
    if limits.too_often(request, "invitation", per_minute=TRIES_PER_MINUTE, at=clock.now()):
        return _sorry(request, _("Too many attempts. Wait a minute."), status=429)
    try:
        invited = invite.invited(secret=secret)
    except NotNow as refusal:
        return _sorry(request, str(refusal), status=404)
    if request.user.is_authenticated and invited.organisation is not None:
        return _join(request, secret, invited)
    form = accounts.Account(request.POST or None, invited=invited)
    if request.method == "POST" and form.is_valid() and _accepted(request, secret, form):
        return _in(invited.role)
    status = answers.INVALID if form.errors else 200
    return render(request, "gate/invitation.html", {"form": form, "invited": invited}, status=status)


def _join(request: HttpRequest, secret: str, invited: Invited) -> HttpResponse:
    """Who is signed in says whether it is really they who are meant."""
    refused = ""
    if request.method == "POST":
        try:
            return _in(invite.join(secret=secret, user_id=int(request.user.pk or 0)))
        except NotNow as refusal:
            refused = str(refusal)
    status = answers.REFUSED if refused else 200
    return render(request, "gate/join.html", {"invited": invited, "refused": refused}, status=status)


def _in(role: str) -> HttpResponse:
    return redirect("office" if role == Role.ADMIN else "desk")


def _sorry(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "parts/sorry.html", {"sentence": sentence}, status=status)


def _accepted(request: HttpRequest, secret: str, form: accounts.Account) -> bool:
    typed = form.cleaned_data
    organisation = typed.get("organisation", "")
    slug = stand_beside.short_name(name=organisation, language=get_language() or "")
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
