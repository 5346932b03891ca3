"""A day that is not like the others."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yesline.web.office.forms.look import Form


class NewHoliday(Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("What is it"), max_length=60)
    opens = forms.TimeField(label=_("Opens"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(
        label=_("Closes"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Empty: closed all day."),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if (typed.get("opens") is None) != (typed.get("closes") is None):
            self.add_error("closes", _("Both times, or none."))
        return typed

    def hours(self) -> tuple[time, time] | None:
        opens, closes = self.cleaned_data["opens"], self.cleaned_data["closes"]
        return (opens, closes) if opens is not None else None
