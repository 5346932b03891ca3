"""Numbers people dial, and which call to think through."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yesline.orgs.enums import NumberKind
from yesline.web.office.forms.lines import COUNTRIES
from yesline.web.office.forms.look import Form


class NewNumber(Form):
    written = forms.CharField(
        label=_("Number"), max_length=40, help_text=_("As you would dial it, for example 8 (8182) 55-01-00.")
    )
    kind = forms.ChoiceField(label=_("What it is for"), choices=NumberKind.choices, initial=NumberKind.TROUBLE)
    trunk_id = forms.TypedChoiceField(label=_("Comes in by the line"), coerce=int)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("the organisation's")), *settings.LANGUAGES]
    )


class Try(Form):
    """Which call to think through."""

    dialled = forms.CharField(label=_("Somebody dials"), max_length=40)
    country = forms.ChoiceField(label=_("in the spelling of"), choices=COUNTRIES, required=False)
    when = forms.DateTimeField(
        label=_("when"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: now."),
    )  # fmt: skip
