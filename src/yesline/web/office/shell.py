"""What every page of the office has in common: whose office it is, and what was typed when something is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from yesline.flows import set_up
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Organisation
from yesline.web import answers
from yesline.web.requests import AgentRequest

P = ParamSpec("P")
Page = Callable[Concatenate[AgentRequest, Organisation, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def office(page: Page[P]) -> View:
    """A page of one organisation's office. Whoever does not administer it is told that there is no such page."""

    @wraps(page)
    def guarded(request: AgentRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return page(request, set_up.opened(seat=request.seat, slug=slug), *args, **kwargs)
        except NotYours as refusal:
            raise Http404 from refusal

    return guarded


def show(request: HttpRequest, template: str, organisation: Organisation, **context: Any) -> HttpResponse:
    """A page; 422 when a form on it was filled in in a way that can't be."""
    wrong = any(isinstance(one, Form) and one.is_bound and one.errors for one in context.values())
    shown = {"organisation": organisation, "here": request.path, **context}
    return render(request, f"office/{template}.html", shown, status=answers.INVALID if wrong else 200)


def done(name: str, organisation: Organisation) -> HttpResponse:
    """What was typed is kept; the page is asked for anew, so that a reload repeats nothing."""
    response = redirect(name, organisation.slug)
    response["Location"] += "?kept"
    return response


def tried(form: Form, do: Callable[[dict[str, Any]], object], *, field: str | None = None) -> bool:
    """Do it with what was typed. A refusal stands beside the field it is about, and everything typed stays."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except NotNow as refusal:
        form.add_error(field, str(refusal))
        return False
    return True
