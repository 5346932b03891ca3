"""Whoever follows an invitation makes an account of their own; the first of all also names their organisation."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth import get_user_model, login, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yesline.flows import invite
from yesline.kernel import clock
from yesline.kernel.errors import NotNow
from yesline.staff.queries import Invited
from yesline.web import answers, limits, sessions
from yesline.web.gate.views import BACKEND

TRIES_PER_MINUTE = 20
_TEXT = {"class": "input"}


class Account(forms.Form):
    """What a new person says of themselves."""

    organisation = forms.CharField(
        label=gettext_lazy("Your organisation"), max_length=100, widget=forms.TextInput(attrs=_TEXT)
    )
    name = forms.CharField(
        label=gettext_lazy("Your name, as colleagues see it"), max_length=100, widget=forms.TextInput(attrs=_TEXT)
    )
    username = forms.RegexField(
        r"^[\w.@+-]{2,30}$",
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("You sign in with it: letters, digits, and . @ + - _"),
        error_messages={"invalid": gettext_lazy("Two to thirty letters, digits, and . @ + - _ only.")},
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("Ten characters or more. A sentence is easier to remember than a riddle."),
        widget=forms.PasswordInput(attrs={**_TEXT, "autocomplete": "new-password"}, render_value=True),
    )

    def __init__(self, *args: Any, invited: Invited, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = invited.name
        if invited.organisation is not None:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("password"):
            user = get_user_model()(username=typed.get("username", ""))
            try:
                password_validation.validate_password(typed["password"], user)
            except ValidationError as error:
                self.add_error("password", error)
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link itself, and the account it makes."""
    if limits.too_often(request, "invitation", per_minute=TRIES_PER_MINUTE, at=clock.now()):
        return render(request, "parts/sorry.html", {"sentence": _("Too many attempts. Wait a minute.")}, status=429)
    invited = invite.invited(secret=secret)
    if invited is None:
        sentence = _("This invitation was used already, or is too old. Ask for a new one.")
        return render(request, "parts/sorry.html", {"sentence": sentence}, status=404)
    form = Account(request.POST or None, invited=invited)
    if request.method == "POST" and form.is_valid() and _accepted(request, secret, form):
        return redirect("office" if invited.role == "admin" else "desk")
    status = answers.INVALID if form.errors else 200
    return render(request, "gate/invitation.html", {"form": form, "invited": invited}, status=status)


def _accepted(request: HttpRequest, secret: str, form: Account) -> bool:
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
