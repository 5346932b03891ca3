"""What an organisation is called, how it greets, its terms."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yesline.web.office.forms.look import Form

ZONES = sorted(zone for zone in available_timezones() if re.match(r"(Europe|Asia|Africa|America|Australia)/", zone))


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
