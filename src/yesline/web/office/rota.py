"""Who is on duty: the week as it is drawn, and the turns it is made of."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from yesline.flows import plan
from yesline.flows import rota as flow
from yesline.orgs.models import Organisation
from yesline.web.office.forms import rota as forms
from yesline.web.office.forms.hours import WEEKDAYS
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest
from yesline.web.rota import drawn, said


@require_http_methods(["GET", "HEAD", "POST"])
@office
def rota(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = _new_turn(request, organisation)

    def add(typed: dict[str, Any]) -> None:
        given = {name: typed[name] for name in ("agent_id", "purpose", "position", "begins", "ends", "number")}
        flow.plan(seat=request.seat, organisation=organisation, on=form.on(), at=request.at, **given)

    if request.method == "POST" and tried(form, add, field="number"):
        return done("office_rota", organisation)
    return _page(request, organisation, form)


@require_POST
@office
def strike(request: AgentRequest, organisation: Organisation, turn_id: int) -> HttpResponse:
    flow.strike(seat=request.seat, organisation=organisation, turn_id=turn_id, at=request.at)
    return done("office_rota", organisation)


def _page(request: AgentRequest, organisation: Organisation, form: forms.NewTurn) -> HttpResponse:
    zone = ZoneInfo(organisation.timezone)
    first = drawn.monday(request.GET.get("week", ""), at=request.at, zone=zone)
    since, until = drawn.edges(first, zone)
    duties = flow.duties(organisation=organisation, since=min(since, request.at), until=max(until, request.at))
    now = [one for one in duties if one.spell.begins_at <= request.at < one.spell.ends_at]
    turns = flow.turns(seat=request.seat, organisation=organisation)
    with timezone.override(zone):
        return show(
            request,
            "rota",
            organisation,
            form=form,
            week=drawn.week(first, duties, at=request.at, zone=zone),
            first=first,
            before=first - timedelta(days=7),
            after=first + timedelta(days=7),
            now=now,
            turns=[(one, "" if one.weekday is None else WEEKDAYS[one.weekday]) for one in turns],
            warnings=said.warnings(plan.warnings(organisation=organisation, at=request.at)),
        )


def _new_turn(request: AgentRequest, organisation: Organisation) -> forms.NewTurn:
    form = forms.NewTurn(request.POST or None)
    people = flow.colleagues(seat=request.seat, organisation_id=organisation.pk)
    form.fields["agent_id"].choices = [(one.pk, one.name) for one in people]  # type: ignore[attr-defined]
    return form
