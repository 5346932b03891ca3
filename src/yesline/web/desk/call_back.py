"""Calling back: whom an agent chooses, who was not there, and who needs no call any more."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from yesline.flows import answer, call_now
from yesline.web.desk import pages
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_POST
@found_or_404
def call(request: AgentRequest, contact_id: int) -> HttpResponse:
    """The agent's own phone first, then the customer's."""
    call_now.call(seat=request.seat, contact_id=contact_id, at=request.at)
    return pages.changes(request)


@require_POST
@found_or_404
def not_there(request: AgentRequest, contact_id: int) -> HttpResponse:
    """A voicemail, or somebody who knows nothing: it is tried again."""
    answer.not_there(seat=request.seat, contact_id=contact_id, at=request.at)
    return pages.changes(request)


@require_POST
@found_or_404
def settle(request: AgentRequest, contact_id: int) -> HttpResponse:
    """No call is owed any more; `why` says so."""
    call_now.settle(seat=request.seat, contact_id=contact_id, why=request.POST.get("why", ""), at=request.at)
    return pages.changes(request)
