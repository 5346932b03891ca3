"""What the caller says is compared; the card opens, or says how often it was wrong."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from yesline.flows import prove, recognise
from yesline.web import answers
from yesline.web.desk import pages, shown
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_POST
@found_or_404
def said(request: AgentRequest, contact_id: int) -> HttpResponse:
    """The last digits of the contract or the birthday, as the caller says them; the card's sections come along."""
    right = prove.said(seat=request.seat, contact_id=contact_id, words=request.POST.get("said", ""), at=request.at)
    card = recognise.card_of_contact(seat=request.seat, contact_id=contact_id, at=request.at)
    context = {"card": card, "tried": True, "right": right, "instead": True}
    changes = pages.changes(request)
    changes.write(render_to_string("card/proof.html", context, request=request))
    return changes


@require_POST
@found_or_404
def show(request: AgentRequest, customer_id: int) -> HttpResponse:
    """The whole card without a call, for a reason that is written down."""
    prove.show(seat=request.seat, customer_id=customer_id, reason=request.POST.get("reason", ""), at=request.at)
    if not answers.is_fragment(request):
        return redirect("customer", customer_id=customer_id)
    # The desk keeps its telephone: its main part comes anew, the page is never left.
    view = shown.customer(request, customer_id)
    return render(request, "desk/main.html", {**view.context, "view": view})
