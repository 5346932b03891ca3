"""Two cards of one person, side by side: made one with a click, and two again with another."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yesline.flows import same_person
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_safe
@found_or_404
def perhaps(request: AgentRequest, customer_id: int) -> HttpResponse:
    """Who may be the same, and what has gone into this card."""
    found = same_person.perhaps(seat=request.seat, customer_id=customer_id, at=request.at)
    return render(request, "card/same.html", {"found": found})


@require_POST
@found_or_404
def merge(request: AgentRequest, customer_id: int, other_id: int) -> HttpResponse:
    """The other card goes into this one."""
    made = same_person.merge(seat=request.seat, gone_id=other_id, kept_id=customer_id, at=request.at)
    return redirect("same", customer_id=made.kept_id)


@require_POST
@found_or_404
def undo(request: AgentRequest, merge_id: int) -> HttpResponse:
    merged = same_person.undo(seat=request.seat, merge_id=merge_id, at=request.at)
    return redirect("same", customer_id=merged.kept_id)
