"""When an organisation is open, and on which days otherwise."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from yesline.flows import set_up
from yesline.orgs import queries as orgs
from yesline.orgs import rules
from yesline.orgs.models import Organisation
from yesline.web.office.forms import holidays as holiday_forms
from yesline.web.office.forms import hours as forms
from yesline.web.office.shell import done, office, show, tried
from yesline.web.requests import AgentRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office
def week(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.Week(request.POST or None, initial=_as_typed(organisation))

    def keep(_typed: dict[str, Any]) -> None:
        set_up.open_on(seat=request.seat, organisation=organisation, week=form.week(), at=request.at)

    if request.method == "POST" and tried(form, keep):
        return done("office_hours", organisation)
    return _page(request, organisation, form, holiday_forms.NewHoliday())


@require_POST
@office
def holidays(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = holiday_forms.NewHoliday(request.POST)

    def add(typed: dict[str, Any]) -> None:
        set_up.add_holiday(
            seat=request.seat,
            organisation=organisation,
            day=typed["day"],
            name=typed["name"],
            hours=form.hours(),
            at=request.at,
        )

    if tried(form, add, field="day"):
        return done("office_hours", organisation)
    return _page(request, organisation, forms.Week(initial=_as_typed(organisation)), form)


@require_POST
@office
def remove(request: AgentRequest, organisation: Organisation, holiday_id: int) -> HttpResponse:
    set_up.remove_holiday(seat=request.seat, organisation=organisation, holiday_id=holiday_id, at=request.at)
    return done("office_hours", organisation)


def _page(
    request: AgentRequest, organisation: Organisation, form: forms.Week, holiday: holiday_forms.NewHoliday
) -> HttpResponse:
    hours = orgs.hours_of(organisation)
    return show(
        request,
        "hours",
        organisation,
        form=form,
        holiday=holiday,
        holidays=orgs.holidays_of(organisation),
        is_open=rules.open_at(hours, request.at),
        changes_at=rules.next_change(hours, request.at),
    )


def _as_typed(organisation: Organisation) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for day, opens, closes in sorted(orgs.hours_of(organisation).week):
        span = "b" if f"opens{day}a" in typed else "a"
        typed |= {f"opens{day}{span}": opens, f"closes{day}{span}": closes}
    return typed
