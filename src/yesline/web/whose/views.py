"""The choice of organisations beside a call by the common number, and moving the contact to one of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from yesline.flows import belong
from yesline.web.desk import pages
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest

LONGEST = 100


@require_safe
@found_or_404
def whose(request: AgentRequest, contact_id: int) -> HttpResponse:
    """Who knows this caller; or, with words, whom the words fit, and who is not with us."""
    like = request.GET.get("like", "")[:LONGEST]
    found = belong.whose(seat=request.seat, contact_id=contact_id, like=like, at=request.at)
    return render(request, "whose/found.html", {"whose": found})


@require_POST
@found_or_404
def move(request: AgentRequest, contact_id: int) -> HttpResponse:
    """The contact is theirs; the whole desk is drawn anew, for it shows another organisation's words now."""
    customer = request.POST.get("customer", "")
    organisation = request.POST.get("organisation", "")
    belong.move(
        seat=request.seat,
        contact_id=contact_id,
        organisation_id=int(organisation) if organisation.isdigit() else 0,
        customer_id=int(customer) if customer.isdigit() else None,
        at=request.at,
    )
    return pages.anew(request)
