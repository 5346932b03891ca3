"""What an organisation is called, how it greets, and what is still missing before people can call it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yesline.flows import plan, set_up
from yesline.orgs import queries as orgs
from yesline.orgs.models import Organisation
from yesline.web.doors import found_or_404
from yesline.web.office.forms import logo as logo_forms
from yesline.web.office.forms import terms as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest
from yesline.web.rota import said


@require_safe
@found_or_404
def door(request: AgentRequest) -> HttpResponse:
    """To the one office, or a choice of several."""
    mine = set_up.administered(seat=request.seat)
    if len(mine) == 1:
        return redirect("office_overview", mine[0].slug)
    return render(request, "office/door.html", {"organisations": mine})


@require_safe
@office
def overview(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    progress = set_up.progress(seat=request.seat, organisation=organisation)
    with timezone.override(ZoneInfo(organisation.timezone)):
        gaps = said.warnings(plan.warnings(organisation=organisation, at=request.at))
    return show(request, "overview", organisation, progress=progress, warnings=gaps)


@require_http_methods(["GET", "HEAD", "POST"])
@office
def terms(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.Terms(request.POST or None, initial=_as_typed(organisation))

    def say(_typed: dict[str, Any]) -> None:
        set_up.say(seat=request.seat, organisation=organisation, at=request.at, **form.terms())

    if request.method == "POST" and tried(form, say):
        return done("office_terms", organisation)
    return show(request, "terms", organisation, form=form, logo=logo_forms.Logo(), topics=orgs.topics_of(organisation))


@require_POST
@office
def logo(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = logo_forms.Logo(request.POST, request.FILES)

    def keep(typed: dict[str, Any]) -> None:
        set_up.show_logo(seat=request.seat, organisation=organisation, png=typed["logo"].read(), at=request.at)

    if tried(form, keep, field="logo"):
        return done("office_terms", organisation)
    terms = forms.Terms(initial=_as_typed(organisation))
    return show(request, "terms", organisation, form=terms, logo=form, topics=orgs.topics_of(organisation))


def _as_typed(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "greeting": organisation.greeting,
        "language": organisation.language,
        "timezone": organisation.timezone,
        "colour": organisation.colour or "#1f5fa8",
        "plain": not organisation.colour,
        "due": int(organisation.case_due_for.total_seconds() // 3600),
        "kept": organisation.recordings_kept_for.days,
    }
