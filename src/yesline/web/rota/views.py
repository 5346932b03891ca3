"""When am I on duty; asking a colleague to take a turn over, and answering one who asks."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yesline.flows import rota
from yesline.kernel.errors import NotNow
from yesline.web import answers
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_safe
def mine(request: AgentRequest) -> HttpResponse:
    """The duty of the next weeks, and what colleagues ask."""
    return _page(request)


@require_POST
@found_or_404
def ask(request: AgentRequest, organisation_id: int, turn_id: int, day: str) -> HttpResponse:
    """A colleague is asked to take over this turn of that day."""
    colleague = request.POST.get("colleague", "")
    try:
        rota.ask(
            seat=request.seat,
            organisation_id=organisation_id,
            turn_id=turn_id,
            day=date.fromisoformat(day),
            agent_id=int(colleague) if colleague.isdigit() else 0,
            at=request.at,
        )
    except ValueError as error:
        raise Http404 from error
    except NotNow as refusal:
        return _page(request, refused=str(refusal))
    return redirect("my_duty")


@require_POST
@found_or_404
def answer(request: AgentRequest, swap_id: int) -> HttpResponse:
    """Accept, by which phone; decline; or take back what one asked. What was typed stays when it is refused."""
    to, number = request.POST.get("to", ""), request.POST.get("number", "")
    try:
        rota.answer(seat=request.seat, swap_id=swap_id, to=to, number=number, at=request.at)
    except NotNow as refusal:
        return _page(request, refused=str(refusal), typed={"swap": swap_id, "number": number})
    return redirect("my_duty")


def _page(request: AgentRequest, *, refused: str = "", typed: dict[str, object] | None = None) -> HttpResponse:
    duties, swaps = rota.mine(seat=request.seat, at=request.at)
    colleagues = {
        organisation_id: [
            one for one in rota.colleagues(seat=request.seat, organisation_id=organisation_id)
            if one.pk != request.seat.agent.pk
        ]
        for organisation_id in {duty.organisation.pk for duty in duties}
    }  # fmt: skip
    shown = {
        "duties": [(duty, colleagues[duty.organisation.pk]) for duty in duties],
        "asked_of_me": [one for one in swaps if one.asked_of_id == request.seat.agent.pk],
        "asked_by_me": [one for one in swaps if one.asked_by_id == request.seat.agent.pk],
        "refused": refused,
        "typed": typed or {},
    }
    return render(request, "rota/mine.html", shown, status=answers.INVALID if refused else 200)
