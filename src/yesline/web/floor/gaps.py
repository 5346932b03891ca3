"""What will go wrong if nothing is done: where nobody will be on duty, and whose phone may not ring."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yesline.flows import plan
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest
from yesline.web.rota import said


@require_safe
@found_or_404
def gaps(request: AgentRequest) -> HttpResponse:
    """Asked for once by each floor that is opened: the next seven days of everything this person leads."""
    found = []
    for organisation in plan.led(seat=request.seat):
        with timezone.override(ZoneInfo(organisation.timezone)):
            found.append((organisation, said.warnings(plan.warnings(organisation=organisation, at=request.at))))
    return render(request, "floor/gaps.html", {"gaps": [(one, warnings) for one, warnings in found if warnings]})
