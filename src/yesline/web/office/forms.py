"""What is typed in the office. Every refusal is a sentence beside its field."""

import re
from datetime import time, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yesline.orgs.enums import NumberKind
from yesline.staff.enums import Fluency, Role

COUNTRIES = [("RU", _("Russia")), ("UA", _("Ukraine")), ("BG", _("Bulgaria")), ("BY", _("Belarus")),
             ("KZ", _("Kazakhstan")), ("DE", _("Germany")), ("US", _("United States"))]  # fmt: skip
ZONES = sorted(zone for zone in available_timezones() if re.match(r"(Europe|Asia|Africa|America|Australia)/", zone))
WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
_CLASSES: dict[type[Any], str] = {forms.Select: "select", forms.Textarea: "area"}
_PLAIN = (forms.CheckboxInput, forms.FileInput, forms.HiddenInput)


class Form(forms.Form):
    """In our look: one class for each kind of field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, _PLAIN):
                field.widget.attrs.setdefault("class", _CLASSES.get(type(field.widget), "input"))


class Terms(Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    greeting = forms.CharField(
        label=_("Greeting"),
        max_length=200,
        required=False,
        help_text=_("What the agent says first. They see it while it rings."),
    )
    language = forms.ChoiceField(label=_("Language of callers"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in ZONES])
    colour = forms.CharField(label=_("Colour"), required=False, widget=forms.TextInput(attrs={"type": "color"}))
    plain = forms.BooleanField(label=_("no colour of its own"), required=False)
    due = forms.IntegerField(
        label=_("A case is done within, hours"),
        min_value=1,
        max_value=2160,
        help_text=_("What you promise at the latest; the clock starts at the first ring."),
    )
    kept = forms.IntegerField(
        label=_("Recordings are kept, days"),
        min_value=1,
        max_value=3650,
        help_text=_("Then they are erased by themselves."),
    )
    topics = forms.CharField(
        label=_("What calls are about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line. The agent chooses with one click; new ones are added to those below."),
    )

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"]).lower()
        if colour and not re.fullmatch("#[0-9a-f]{6}", colour):
            raise ValidationError(_("A colour is written as #1f5fa8."))
        return colour

    def terms(self) -> dict[str, Any]:
        """As the flow takes them."""
        typed = self.cleaned_data
        return {
            **{name: typed[name] for name in ("name", "greeting", "language", "timezone")},
            "colour": "" if typed["plain"] else typed["colour"],
            "case_due_for": timedelta(hours=typed["due"]),
            "recordings_kept_for": timedelta(days=typed["kept"]),
            "topics": [line.strip() for line in typed["topics"].splitlines() if line.strip()],
        }


class Logo(Form):
    logo = forms.FileField(label=_("Logo"), help_text=_("A PNG picture of at most 100 kB."))


class NewNumber(Form):
    written = forms.CharField(
        label=_("Number"), max_length=40, help_text=_("As you would dial it, for example 8 (8182) 55-01-00.")
    )
    kind = forms.ChoiceField(label=_("What it is for"), choices=NumberKind.choices, initial=NumberKind.TROUBLE)
    trunk_id = forms.TypedChoiceField(label=_("Comes in by the line"), coerce=int)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("the organisation's")), *settings.LANGUAGES]
    )


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


class Line(Form):
    addresses = forms.CharField(label=_("Calls come from"), widget=forms.Textarea(attrs={"rows": 2}))
    max_calls = forms.IntegerField(label=_("Calls at once"), min_value=1, max_value=5000)


class Try(Form):
    """Which call to think through."""

    dialled = forms.CharField(label=_("Somebody dials"), max_length=40)
    country = forms.ChoiceField(label=_("in the spelling of"), choices=COUNTRIES, required=False)
    when = forms.DateTimeField(
        label=_("when"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: now."),
    )  # fmt: skip


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
    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Empty: you hand the link over yourself."))
    field_order = ["name", "email", "role"]


class NewOutsider(Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    written = forms.CharField(label=_("Number"), max_length=40)
    hours = forms.CharField(label=_("Hours"), max_length=100, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("How one gets through: “in the menu 2, then 1”.")
    )
