"""Lines calls come in by."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yesline.kernel.errors import NotNow
from yesline.orgs import rules
from yesline.web.office.forms.look import Form

COUNTRIES = [("RU", _("Russia")), ("UA", _("Ukraine")), ("BG", _("Bulgaria")), ("BY", _("Belarus")),
             ("KZ", _("Kazakhstan")), ("DE", _("Germany")), ("US", _("United States"))]  # fmt: skip


class NewLine(Form):
    name = forms.RegexField(
        r"^[a-z0-9-]{2,40}$",
        label=_("Short name"),
        error_messages={"invalid": _("Small Latin letters, digits and hyphens only, for example my-carrier.")},
        help_text=_("For you: small Latin letters, digits, hyphens."),
    )
    addresses = forms.CharField(
        label=_("Calls come from"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Addresses your carrier named, one a line: 203.0.113.7, 203.0.113.0/28 or sip.carrier.example."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES, help_text=_("In its spelling numbers come in."))
    answer_after = forms.IntegerField(
        label=_("Rings at most, seconds"),
        initial=60,
        min_value=5,
        max_value=600,
        help_text=_("Then it is answered while the ring tone goes on: some carriers cut calls that ring too long."),
    )
    max_calls = forms.IntegerField(
        label=_("Calls at once"), initial=100, min_value=1, max_value=5000, help_text=_("Further ones hear “busy”.")
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        try:
            rules.check_names_a_line(name)
        except NotNow as refusal:
            raise ValidationError(str(refusal)) from refusal
        return name


class Line(Form):
    addresses = forms.CharField(label=_("Calls come from"), widget=forms.Textarea(attrs={"rows": 2}))
    max_calls = forms.IntegerField(label=_("Calls at once"), min_value=1, max_value=5000)
