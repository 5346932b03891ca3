"""How an organisation stands beside others: its short name, whether it is the common one, another one beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yesline.flows import stand_beside
from yesline.orgs.models import Organisation
from yesline.web.office.forms import standing as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest


@require_safe
@office
def standing(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    return _page(request, organisation)


@require_POST
@office
def short_name(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.ShortName(request.POST)

    def rename(typed: dict[str, Any]) -> None:
        stand_beside.rename(seat=request.seat, organisation=organisation, slug=typed["slug"], at=request.at)

    if tried(form, rename, field="slug"):
        return done("office_standing", organisation)
    return _page(request, organisation, named=form)


@require_POST
@office
def common(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """Marked, or no more: whichever it is not now."""
    form = forms.Common(request.POST)

    def be(_typed: dict[str, Any]) -> None:
        wanted = not organisation.common
        stand_beside.be_common(seat=request.seat, organisation=organisation, common=wanted, at=request.at)

    if tried(form, be, field="understood"):
        return done("office_standing", organisation)
    return _page(request, organisation, common=form)


@require_http_methods(["GET", "HEAD", "POST"])
@office
def another(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """It shares its people with this one, and whoever sets it up administers both."""
    form = forms.Another(request.POST or None)
    made = ""

    def found(typed: dict[str, Any]) -> None:
        nonlocal made
        made = stand_beside.found_beside(seat=request.seat, organisation=organisation, name=typed["name"])

    if request.method == "POST" and tried(form, found, field="name"):
        return redirect("office_overview", made)
    return show(request, "another", organisation, form=form)


def _page(request: AgentRequest, organisation: Organisation, **typed: Any) -> HttpResponse:
    shown = {
        "named": forms.ShortName(initial={"slug": organisation.slug}),
        "common": forms.Common(),
        "address": request.build_absolute_uri(reverse("page", args=[organisation.slug])),
    }
    return show(request, "standing", organisation, **(shown | typed))
