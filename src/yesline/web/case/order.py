"""An order on its case's page: the terms, who comes, what is handed over."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _

from yesline.cases.orders.rules import Terms
from yesline.flows import order
from yesline.kernel.errors import NotNow, NotYours
from yesline.web.requests import AgentRequest


class Typed(forms.Form):
    """What is typed as a sum or a time; what can't be read is nothing, and the rules say what is missing."""

    price = forms.DecimalField(max_digits=10, decimal_places=2, required=False, localize=True)
    visit_from = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"], required=False)
    visit_until = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"], required=False)


def _agree(request: AgentRequest, case_id: int) -> None:
    form, given = Typed(request.POST), request.POST
    if not form.is_valid() and "price" in form.errors:
        raise NotNow(_("A price is a sum above zero, or none."))
    terms = Terms(
        wanted=given.get("wanted", ""), price=form.cleaned_data.get("price"), discount=given.get("discount", ""),
        billing=given.get("billing", ""),
    )  # fmt: skip
    order.agree(seat=request.seat, case_id=case_id, terms=terms, at=request.at)


def _visit(request: AgentRequest, case_id: int) -> None:
    form, given = Typed(request.POST), request.POST
    form.is_valid()
    order.visit(
        seat=request.seat, case_id=case_id, begins=form.cleaned_data.get("visit_from"),
        ends=form.cleaned_data.get("visit_until"), visitor=given.get("visitor", ""), badge=given.get("badge", ""),
        at=request.at,
    )  # fmt: skip


def _item(request: AgentRequest, case_id: int) -> None:
    order.add_item(seat=request.seat, case_id=case_id, what=request.POST.get("what", ""), at=request.at)


def _handed(request: AgentRequest, case_id: int) -> None:
    item = request.POST.get("item", "")
    if not item.isdigit():
        raise NotYours
    order.hand_over(seat=request.seat, case_id=case_id, item_id=int(item), at=request.at)


DEEDS: dict[str, Callable[[AgentRequest, int], object]] = {
    "agree": _agree,
    "visit": _visit,
    "item": _item,
    "handed": _handed,
}
