"""What an organisation knows: written, looked through, and forgotten again."""

from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from yesline.flows import invite, know
from yesline.knowledge.models import Fact, Wording
from yesline.orgs.models import Organisation
from yesline.web.office.forms import knowledge as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office
def knowledge(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """All of it, and a new fact."""
    members = invite.people_of(seat=request.seat, organisation=organisation).members
    begins = {
        "language": organisation.language,
        "owner": request.seat.agent.pk,
        "valid_from": know.today_of(organisation=organisation, at=request.at),
    }
    form = forms.OneFact(request.POST or None, initial=begins, members=members)

    def write(_typed: dict[str, Any]) -> None:
        know.write(seat=request.seat, organisation=organisation, written=form.written(), at=request.at)

    if request.method == "POST" and tried(form, write, field="title"):
        return done("office_knowledge", organisation)
    language = translation.get_language() or ""
    found = know.kept_by(seat=request.seat, organisation=organisation, language=language, at=request.at)
    return show(request, "knowledge", organisation, form=form, found=found)


@require_http_methods(["GET", "HEAD", "POST"])
@office
def fact(request: AgentRequest, organisation: Organisation, fact_id: int) -> HttpResponse:
    """One fact: change it, or say it in one more language (`?language=`)."""
    found = know.written_here(seat=request.seat, organisation=organisation, fact_id=fact_id)
    language = request.GET.get("language") or translation.get_language() or ""
    known = know.told(seat=request.seat, fact_id=fact_id, language=language, at=request.at)
    wording = next((one for one in found.wordings.all() if one.language == language), None)
    if wording is None and "language" not in request.GET:
        wording = known.wording
    members = invite.people_of(seat=request.seat, organisation=organisation).members
    form = forms.OneFact(request.POST or None, initial=_as_typed(found, wording, language), members=members)

    def change(_typed: dict[str, Any]) -> None:
        written = form.written()
        know.change(seat=request.seat, organisation=organisation, fact_id=fact_id, written=written, at=request.at)

    if request.method == "POST" and tried(form, change, field="title"):
        return done("office_knowledge", organisation)
    return show(request, "fact", organisation, form=form, known=known, language=form["language"].value())


@require_POST
@office
def still_right(request: AgentRequest, organisation: Organisation, fact_id: int) -> HttpResponse:
    know.confirm(seat=request.seat, fact_id=fact_id, at=request.at)
    return done("office_knowledge", organisation)


@require_POST
@office
def forget(request: AgentRequest, organisation: Organisation, fact_id: int) -> HttpResponse:
    know.forget(seat=request.seat, organisation=organisation, fact_id=fact_id, at=request.at)
    return done("office_knowledge", organisation)


def _as_typed(fact: Fact, wording: Wording | None, language: str) -> dict[str, Any]:
    return {
        "title": wording.title if wording else "",
        "text": wording.text if wording else "",
        "language": wording.language if wording else language,
        "owner": fact.owner_id,
        "valid_from": fact.valid_from,
        "valid_until": fact.valid_until,
    }
