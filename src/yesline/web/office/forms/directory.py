"""An organisation that is not with us."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yesline.web.office.forms.look import Form


class NewOutsider(Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    written = forms.CharField(label=_("Number"), max_length=40)
    hours = forms.CharField(label=_("Hours"), max_length=100, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("How one gets through: “in the menu 2, then 1”.")
    )
