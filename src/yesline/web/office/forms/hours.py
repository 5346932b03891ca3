"""The hours of a week."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yesline.web.office.forms.look import Form

WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]


class Week(Form):
    """Two spans for each day; empty: closed. Nothing at all: always open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            for span in "ab":
                for edge in ("opens", "closes"):
                    widget = forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M")
                    self.fields[f"{edge}{day}{span}"] = forms.TimeField(required=False, widget=widget)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for day in range(7):
            for span in "ab":
                opens, closes = typed.get(f"opens{day}{span}"), typed.get(f"closes{day}{span}")
                if (opens is None) != (closes is None):
                    self.add_error(f"closes{day}{span}", _("Both times, or none."))
                elif opens is not None and closes is not None and closes <= opens and closes != time(0):
                    self.add_error(f"closes{day}{span}", _("It closes before it opens. Midnight is 00:00."))
        return typed

    def week(self) -> list[tuple[int, time, time]]:
        typed = self.cleaned_data
        spans = [(day, typed[f"opens{day}{span}"], typed[f"closes{day}{span}"]) for day in range(7) for span in "ab"]
        return [(day, opens, closes) for day, opens, closes in spans if opens is not None]

    def days(self) -> list[tuple[Any, list[Any]]]:
        """Each day's name with its four fields, for the template."""
        return [
            (name, [(self[f"opens{day}{span}"], self[f"closes{day}{span}"]) for span in "ab"])
            for day, name in enumerate(WEEKDAYS)
        ]
