"""How an organisation stands beside others: its short name, the common number, another one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yesline.web.office.forms.look import Form


class ShortName(Form):
    slug = forms.RegexField(
        r"^[a-z0-9](-?[a-z0-9])*$",
        label=_("Short name"),
        min_length=2,
        max_length=40,
        error_messages={"invalid": _("Small Latin letters, digits and single hyphens between them, as in north-net.")},
        help_text=_("It stands in the address of your page. Whoever has the old address is brought to the new one."),
    )


class Common(Form):
    understood = forms.BooleanField(
        label=_("I understand, and want it so"),
        error_messages={"required": _("Read what it means, and tick that you want it so.")},
    )


class Another(Form):
    name = forms.CharField(label=_("Name"), max_length=100)
