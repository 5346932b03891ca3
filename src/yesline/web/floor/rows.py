"""The rows behind the numbers: calls, promises, people; and one call's story."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from yesline.flows import look_back, oversee
from yesline.flows.look_back import Page, Sought
from yesline.staff.enums import AgentState
from yesline.web.doors import found_or_404
from yesline.web.floor import said
from yesline.web.requests import AgentRequest

WHERE = [
    ("", _("all that came")),
    ("talked", _("talked to a person")),
    ("answered", _("answered")),
    ("left", _("left before an answer")),
    ("owed", _("owed a call")),
    ("let_go", _("left, nothing is owed")),
    ("nobodys", _("with nobody, and nobody knows")),
    ("unheard", _("talked, without a recording")),
    ("waiting", _("waiting now")),
    ("on_duty", _("with the on-duty people")),
]
WHICH = [("risk", _("at risk")), ("due", _("due today")), ("kept", _("kept today"))]


class Filters(forms.Form):
    """What somebody looks for; what is not understood is not looked for."""

    where = forms.ChoiceField(choices=WHERE, required=False)
    day = forms.DateField(required=False)
    hour = forms.IntegerField(required=False, min_value=0, max_value=23)
    column = forms.IntegerField(required=False, min_value=0, max_value=7)
    organisation = forms.IntegerField(required=False)
    agent = forms.IntegerField(required=False)
    page = forms.IntegerField(required=False, min_value=1)


@require_safe
@found_or_404
def contacts(request: AgentRequest) -> HttpResponse:
    """Calls, newest first: those a figure counts, or those somebody looks for."""
    sought = _sought(request.GET)
    found = look_back.contacts(seat=request.seat, sought=sought, at=request.at)
    rows = [(contact, said.outcome(contact, request.at)) for contact in found.rows]
    narrowed = {"column": said.column(sought.column) if sought.column is not None else ""}
    context = {"found": found, "rows": rows, "sought": sought, "where": WHERE, **narrowed}
    return render(request, "floor/contacts.html", {**context, **_pages(request, found)})


@require_safe
@found_or_404
def story(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Why did they wait?"""
    told = look_back.story(seat=request.seat, contact_id=contact_id, at=request.at)
    steps, outcome = said.steps(told, request.at), said.outcome(told.contact, request.at)
    return render(request, "floor/story.html", {"contact": told.contact, "steps": steps, "outcome": outcome})


@require_safe
@found_or_404
def promises(request: AgentRequest) -> HttpResponse:
    which = request.GET.get("which", "")
    which = which if which in dict(WHICH) else "risk"
    number = int(page) if (page := request.GET.get("page", "")).isdigit() else 1
    rows, total = oversee.promises(seat=request.seat, which=which, page=number, at=request.at)
    found = Page(rows=[], total=total, number=number, organisations=[], people=[])
    context = {"rows": [(one, said.risk(one)) for one in rows], "which": which, "choices": WHICH, "found": found}
    return render(request, "floor/promises.html", {**context, **_pages(request, found)})


@require_safe
@found_or_404
def people(request: AgentRequest) -> HttpResponse:
    """Everybody, or those in one state."""
    state = request.GET.get("state", "")
    rows = oversee.people(seat=request.seat, at=request.at)
    if state in AgentState.values:
        rows = [one for one in rows if one.agent.state == state]
    return render(request, "floor/people-list.html", {"people": rows, "state": state, "states": AgentState.choices})


def _sought(given: QueryDict) -> Sought:
    form = Filters(given)
    form.is_valid()
    values: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value not in {None, ""}}
    day = values.get("day")
    return Sought(**values) if not isinstance(day, date) or day.year > 1900 else Sought()


def _pages(request: AgentRequest, found: Page) -> dict[str, Any]:
    """Addresses of the other pages, with the same filters."""

    def address(number: int) -> str:
        given = request.GET.copy()
        given["page"] = str(number)
        return f"?{given.urlencode()}"

    return {
        "first": address(1) if found.number > 1 else "",
        "before": address(found.number - 1) if found.number > 1 else "",
        "after": address(found.number + 1) if found.number < found.last else "",
        "end": address(found.last) if found.number < found.last else "",
    }
