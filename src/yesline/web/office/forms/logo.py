"""The picture of an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yesline.web.office.forms.look import Form


class Logo(Form):
    logo = forms.FileField(label=_("Logo"), help_text=_("A PNG picture of at most 100 kB."))
