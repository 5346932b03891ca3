"""What a caller meets who meets nobody, in sentences whose numbers can be changed."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yesline.flows import plan as flow
from yesline.orgs.enums import Situation, Step
from yesline.orgs.models import Organisation
from yesline.web.office.forms import plan as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest
from yesline.web.rota import said


@require_http_methods(["GET", "HEAD", "POST"])
@office
def plan(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    now = flow.steps(seat=request.seat, organisation=organisation)
    form = forms.Plan(
        request.POST or None, initial={f"{situation}_{step}": now[situation, step] for situation, step in now}
    )

    def change(_typed: dict[str, Any]) -> None:
        flow.change(seat=request.seat, organisation=organisation, steps=form.steps(), at=request.at)

    if request.method == "POST" and tried(form, change):
        return done("office_plan", organisation)
    with timezone.override(ZoneInfo(organisation.timezone)):
        return show(
            request,
            "plan",
            organisation,
            form=form,
            situations=[_situation(form, one) for one in Situation],
            warnings=said.warnings(flow.warnings(organisation=organisation, at=request.at)),
        )


def _situation(form: forms.Plan, situation: Situation) -> dict[str, Any]:
    names = {
        Situation.BUSY: _("You are open, and everybody is busy"),
        Situation.CLOSED: _("You are closed"),
        Situation.NOBODY: _("Nobody is signed in"),
    }
    at_work = {
        Situation.BUSY: _(
            "Own people and the pool are rung the moment one of them is free, the caller in their place."
        ),
        Situation.CLOSED: _("Whoever is ready all the same, own people first, is rung at once."),
        Situation.NOBODY: _("Whoever signs in meanwhile is rung at once."),
    }
    return {
        "name": names[situation],
        "at_work": at_work[situation],
        "rota": form.field(situation, Step.ROTA),
    }
