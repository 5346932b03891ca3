"""Whoever is on duty is called into a conversation, and the conversation left to them."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from yesline.flows import call_in as flow
from yesline.web.desk import pages
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_POST
@found_or_404
def call_in(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Ring the technician on duty; both talk on meanwhile."""
    flow.ask(seat=request.seat, contact_id=contact_id, at=request.at)
    return pages.changes(request)


@require_POST
@found_or_404
def hand_over(request: AgentRequest, contact_id: int) -> HttpResponse:
    """The agent leaves; whoever joined goes on with the caller."""
    flow.hand_over(seat=request.seat, contact_id=contact_id, at=request.at)
    return pages.changes(request)
