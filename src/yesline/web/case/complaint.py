"""A formal complaint on its case's page: the written answer, and what is paid back for the time without service."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django import forms

from yesline.flows import complain
from yesline.web.requests import AgentRequest


class Recalculation(forms.Form):
    """What is typed of it; what can't be read as a sum or a time is nothing, and the rules say what is missing."""

    monthly = forms.DecimalField(max_digits=10, decimal_places=2, required=False, localize=True)
    amount = forms.DecimalField(max_digits=10, decimal_places=2, required=False, localize=True)
    dead_from = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"], required=False)
    dead_until = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"], required=False)

    def sum(self, name: str) -> Decimal | None:
        self.is_valid()
        return self.cleaned_data.get(name)

    def moment(self, name: str) -> datetime | None:
        self.is_valid()
        return self.cleaned_data.get(name)


def _propose(request: AgentRequest, case_id: int) -> None:
    form = Recalculation(request.POST)
    complain.propose(
        seat=request.seat, case_id=case_id, monthly=form.sum("monthly"), dead_from=form.moment("dead_from"),
        dead_until=form.moment("dead_until"), at=request.at,
    )  # fmt: skip


def _grant(request: AgentRequest, case_id: int) -> None:
    amount, why = Recalculation(request.POST).sum("amount"), request.POST.get("why", "")
    complain.grant(seat=request.seat, case_id=case_id, amount=amount, why=why, at=request.at)


def _answer(request: AgentRequest, case_id: int) -> None:
    complain.answer(seat=request.seat, case_id=case_id, text=request.POST.get("answer", ""), at=request.at)


def _draft(request: AgentRequest, case_id: int) -> None:
    complain.keep_draft(seat=request.seat, case_id=case_id, text=request.POST.get("answer", ""), at=request.at)


DEEDS: dict[str, Callable[[AgentRequest, int], object]] = {
    "recalculate": _propose,
    "grant": _grant,
    "answer": _answer,
    "answer-draft": _draft,
}
