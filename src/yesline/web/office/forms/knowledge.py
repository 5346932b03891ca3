"""A fact as it is written: in one language at a time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yesline.knowledge.rules import LONGEST, Written
from yesline.staff.models import Membership
from yesline.web.office.forms.look import Form


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class OneFact(Form):
    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("The fact itself, as briefly as it goes."))
    text = forms.CharField(
        label=_("What there is to know"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Markdown: **bold**, lists with a dash, [a link](https://…). What one may say, and the limits."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    owner = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int)
    valid_from = _day(label=_("Holds from"))
    valid_until = _day(label=_("Until"), required=False, help_text=_("The last day. Empty: until it is changed."))

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(one.agent_id, one.agent.name) for one in members]  # type: ignore[attr-defined]

    def written(self) -> Written:
        typed = self.cleaned_data
        begins: date = typed["valid_from"]
        return Written(
            title=typed["title"],
            text=typed["text"],
            language=typed["language"],
            owner_id=typed["owner"],
            valid_from=begins,
            valid_until=typed["valid_until"],
        )
