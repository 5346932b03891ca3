"""Numbers people dial, the lines they come in by, and a box that thinks a call through before anybody calls."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from yesline.flows import foresee, set_up
from yesline.orgs import queries as orgs
from yesline.orgs.models import Organisation
from yesline.web.office import said
from yesline.web.office.forms import lines as line_forms
from yesline.web.office.forms import numbers as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office
def numbers(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = _new_number(organisation, request.POST or None)

    def add(typed: dict[str, Any]) -> None:
        set_up.add_number(seat=request.seat, organisation=organisation, at=request.at, **typed)

    if request.method == "POST" and tried(form, add, field="written"):
        return done("office_numbers", organisation)
    return _page(request, organisation, form=form)


@require_POST
@office
def remove(request: AgentRequest, organisation: Organisation, number_id: int) -> HttpResponse:
    set_up.remove_number(seat=request.seat, organisation=organisation, number_id=number_id, at=request.at)
    return done("office_numbers", organisation)


@require_POST
@office
def lines(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = line_forms.NewLine(request.POST)

    def add(typed: dict[str, Any]) -> None:
        given = {**typed, "addresses": typed["addresses"].split(), "answer_after": said.seconds(typed["answer_after"])}
        set_up.add_line(seat=request.seat, organisation=organisation, at=request.at, **given)

    if tried(form, add, field="addresses"):
        return done("office_numbers", organisation)
    return _page(request, organisation, line=form)


@require_POST
@office
def line(request: AgentRequest, organisation: Organisation, trunk_id: int) -> HttpResponse:
    form = line_forms.Line(request.POST, auto_id=f"line{trunk_id}_%s")

    def change(typed: dict[str, Any]) -> None:
        given = {**typed, "addresses": typed["addresses"].split()}
        set_up.change_line(seat=request.seat, organisation=organisation, trunk_id=trunk_id, at=request.at, **given)

    if tried(form, change, field="addresses"):
        return done("office_numbers", organisation)
    return _page(request, organisation, changed=(trunk_id, form), wrong=form)


def _page(request: AgentRequest, organisation: Organisation, **forms_typed: Any) -> HttpResponse:
    asked = forms.Try(request.GET if "dialled" in request.GET else None)
    changed_id, changed = forms_typed.pop("changed", (None, None))
    own = [line for line in orgs.trunks_of(organisation) if line.organisation_id == organisation.pk]
    shown = {
        "form": _new_number(organisation, None),
        "line": line_forms.NewLine(initial={"country": organisation.country}),
        "numbers": orgs.numbers_of(organisation),
        "lines": [(one, changed if one.pk == changed_id else _as_typed(one)) for one in own],
        "asked": asked,
        "foreseen": _foreseen(request, organisation, asked),
    }
    return show(request, "numbers", organisation, **(shown | forms_typed))


def _foreseen(request: AgentRequest, organisation: Organisation, asked: forms.Try) -> list[str]:
    if not asked.is_bound or not asked.is_valid():
        return []
    typed = asked.cleaned_data
    zone = ZoneInfo(organisation.timezone)
    moment = typed["when"].replace(tzinfo=zone) if typed["when"] else request.at
    found = foresee.call(
        seat=request.seat,
        organisation=organisation,
        written=typed["dialled"],
        country=typed["country"] or organisation.country,
        moment=moment,
    )
    with timezone.override(zone):
        return said.foreseen(found, organisation, now=typed["when"] is None, moment=moment)


def _new_number(organisation: Organisation, typed: Any) -> forms.NewNumber:
    form = forms.NewNumber(typed)
    form.fields["trunk_id"].choices = [(one.pk, one.name) for one in orgs.trunks_of(organisation)]  # type: ignore[attr-defined]
    return form


def _as_typed(trunk: Any) -> line_forms.Line:
    typed = {"addresses": "\n".join(trunk.addresses), "max_calls": trunk.max_calls}
    return line_forms.Line(initial=typed, auto_id=f"line{trunk.pk}_%s")
