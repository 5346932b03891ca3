"""Who answers, who may soon, and what they may and speak."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yesline.flows import invite as invitations
from yesline.kernel.errors import NotYours
from yesline.orgs.models import Organisation
from yesline.web.office.forms import people as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest


@require_safe
@office
def everybody(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    return _page(request, organisation)


@require_POST
@office
def invite(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The link is shown once, and mailed if there is an address."""
    form = forms.Invite(request.POST)
    link = ""

    def make(typed: dict[str, Any]) -> None:
        nonlocal link
        given = {name: typed[name] for name in ("name", "email", "role")}
        secret = invitations.invite(
            seat=request.seat, organisation=organisation, fluency=form.fluency(), at=request.at, **given
        )
        link = settings.ORIGIN + reverse("invitation", args=[secret])

    if not tried(form, make):
        return _page(request, organisation, form=form)
    sent = _mail(request, organisation, form.cleaned_data["email"], link)
    return _page(request, organisation, link=link, invited=form.cleaned_data["name"], sent=sent)


@require_POST
@office
def take_back(request: AgentRequest, organisation: Organisation, invitation_id: int) -> HttpResponse:
    invitations.take_back(seat=request.seat, organisation=organisation, invitation_id=invitation_id, at=request.at)
    return done("office_people", organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@office
def person(request: AgentRequest, organisation: Organisation, agent_id: int) -> HttpResponse:
    found = invitations.people_of(seat=request.seat, organisation=organisation)
    member = next((one for one in found.members if one.agent_id == agent_id), None)
    if member is None:
        raise NotYours
    spoken = {f"speaks_{code}": level for code, level in member.agent.fluency.items()}
    form = forms.Person(request.POST or None, initial={"role": member.role, **spoken})

    def change(typed: dict[str, Any]) -> None:
        invitations.change_person(
            seat=request.seat,
            organisation=organisation,
            agent_id=agent_id,
            role=typed["role"],
            fluency=form.fluency(),
            at=request.at,
        )

    if request.method == "POST" and tried(form, change):
        return done("office_people", organisation)
    return show(request, "person", organisation, member=member, form=form)


@require_POST
@office
def leaving(request: AgentRequest, organisation: Organisation, agent_id: int) -> HttpResponse:
    invitations.let_go(seat=request.seat, organisation=organisation, agent_id=agent_id, at=request.at)
    return done("office_people", organisation)


def _page(request: AgentRequest, organisation: Organisation, **more: Any) -> HttpResponse:
    found = invitations.people_of(seat=request.seat, organisation=organisation)
    shown = {"found": found, "form": forms.Invite(initial={f"speaks_{organisation.language}": "native"}), "link": ""}
    return show(request, "people", organisation, **(shown | more))


def _mail(request: AgentRequest, organisation: Organisation, address: str, link: str) -> bool:
    """Whether the link is on its way by mail; when mail is down the link on the screen still serves."""
    if not address:
        return False
    subject = _("%(organisation)s invites you") % {"organisation": organisation.name}
    words = _("%(who)s invites you to answer for %(organisation)s. Follow this link within a week:\n\n%(link)s\n")
    body = words % {"who": request.seat.agent.name, "organisation": organisation.name, "link": link}
    try:
        return bool(send_mail(subject, body, None, [address]))
    except OSError:
        return False
