"""Organisations that are not with us: how they are reached, for those who call us about them."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from yesline.flows import elsewhere
from yesline.orgs.models import Organisation
from yesline.web.office.forms import directory as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office
def directory(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.NewOutsider(request.POST or None)

    def add(typed: dict[str, Any]) -> None:
        elsewhere.note(seat=request.seat, organisation=organisation, at=request.at, **typed)

    if request.method == "POST" and tried(form, add, field="written"):
        return done("office_directory", organisation)
    like = request.GET.get("like", "")
    found = elsewhere.kept_by(seat=request.seat, organisation=organisation, like=like)
    return show(request, "directory", organisation, form=form, found=found, like=like)


@require_POST
@office
def remove(request: AgentRequest, organisation: Organisation, outsider_id: int) -> HttpResponse:
    elsewhere.forget(seat=request.seat, organisation=organisation, outsider_id=outsider_id, at=request.at)
    return done("office_directory", organisation)
