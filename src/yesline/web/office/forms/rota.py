"""A turn of duty."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yesline.staff.enums import Purpose
from yesline.web.office.forms.hours import WEEKDAYS
from yesline.web.office.forms.look import Form

_TIME = {"type": "time"}


class NewTurn(Form):
    agent_id = forms.TypedChoiceField(label=_("Who"), coerce=int)
    purpose = forms.ChoiceField(label=_("Rung for"), choices=Purpose.choices)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Every"),
        coerce=int,
        required=False,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple(attrs={"class": ""}),
    )
    day = forms.DateField(
        label=_("or only on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("That day then has this instead of the week's turns for the same purpose."),
    )
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    ends = forms.TimeField(
        label=_("To"),
        widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
        help_text=_("Not later than the beginning: on the next day."),
    )
    number = forms.CharField(
        label=_("Mobile"),
        required=False,
        max_length=40,
        help_text=_("Empty: their desk phone. A mobile is confirmed with a key, so that no voicemail answers."),
    )
    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, initial=1, help_text=_("1 rings first."))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if bool(typed.get("weekdays")) == bool(typed.get("day")) and "day" not in self.errors:
            self.add_error("day", _("Tick days of the week, or name one date."))
        return typed

    def on(self) -> list[int] | date:
        """The weekdays (Monday is 0), or the date."""
        day: date | None = self.cleaned_data["day"]
        return day if day is not None else list(self.cleaned_data["weekdays"])
