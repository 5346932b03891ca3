"""After how long what is added, in each situation."""

from typing import Any

from django import forms
from django.forms import BoundField

from yesline.orgs.enums import Situation, Step
from yesline.web.office.forms.look import Form

LONGEST = 3600  # seconds


class Plan(Form):
    """A field for each step in each situation; empty: it is not taken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for situation in Situation:
            for step in Step:
                widget = forms.NumberInput(attrs={"class": "input place"})
                self.fields[f"{situation}_{step}"] = forms.IntegerField(
                    label=step.label, required=False, min_value=0, max_value=LONGEST, widget=widget
                )

    def steps(self) -> dict[tuple[str, str], int | None]:
        return {(situation, step): self.cleaned_data[f"{situation}_{step}"] for situation in Situation for step in Step}

    def field(self, situation: str, step: str) -> BoundField:
        return self[f"{situation}_{step}"]
