"""Somebody's role and languages, and an invitation."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yesline.staff.enums import Fluency, Role
from yesline.web.office.forms.look import Form


class Person(Form):
    """What somebody is here and what they speak."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            choices = [("", _("no")), *Fluency.choices]
            widget = forms.Select(attrs={"class": "select"})
            self.fields[f"speaks_{code}"] = forms.ChoiceField(
                label=language, required=False, choices=choices, widget=widget
            )

    def fluency(self) -> dict[str, str]:
        levels = {code: self.cleaned_data[f"speaks_{code}"] for code, _name in settings.LANGUAGES}
        return {code: level for code, level in levels.items() if level}

    def languages(self) -> list[Any]:
        return [self[f"speaks_{code}"] for code, _name in settings.LANGUAGES]


class Invite(Person):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Empty: you hand the link over yourself."))
    field_order = ["name", "email", "role"]
