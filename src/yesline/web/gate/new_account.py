"""What a new person says of themselves."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from yesline.staff.invitations.queries import Invited

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
