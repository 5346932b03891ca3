"""The desk as a page, and its pulse: what has changed since the browser last asked."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from yesline.web import answers, sections
from yesline.web.desk import shown
from yesline.web.desk.shown import View
from yesline.web.doors import found_or_404
from yesline.web.requests import AgentRequest


@require_safe
def desk(request: AgentRequest) -> HttpResponse:
    """Everything an agent has before them; a reload in mid-call brings all of it back."""
    return _page(request, shown.now(request))


@require_safe
@found_or_404
def customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    return _page(request, shown.customer(request, customer_id))


@require_safe
@found_or_404
def case(request: AgentRequest, case_id: int) -> HttpResponse:
    return _page(request, shown.case(request, case_id))


def case_again(request: AgentRequest, case_id: int) -> HttpResponse:
    """The case as it is after something was done to it."""
    return _page(request, shown.case(request, case_id))


@require_safe
def pulse(request: AgentRequest) -> HttpResponse:
    """Only what has changed: hints bring the browser here; at rest it asks for nothing."""
    return changes(request)


def _page(request: AgentRequest, view: View) -> HttpResponse:
    """The whole page, or its main part when htmx moves about the desk (the phone stays where it is)."""
    template = "desk/main.html" if answers.is_fragment(request) else "desk/desk.html"
    return render(request, template, {**view.context, "view": view})


def changes(request: AgentRequest) -> HttpResponse:
    """The sections whose words changed; the whole main part if another view is due."""
    view = shown.now(request)
    before = sections.seen(request).get("view", "")
    parts: list[str] = [_part(request, "line", view.context)]
    if before == view.key:
        parts += [_part(request, name, view.context) for name in view.sections]
    elif not shown.stays(before, view):
        context = {**view.context, "view": view, "instead": True}
        parts.append(render_to_string("desk/main.html", context, request=request))
    return HttpResponse("".join(parts))


def anew(request: AgentRequest) -> HttpResponse:
    """The phone bar and the whole main part again, for when somebody chose to see something else."""
    view = shown.now(request)
    context = {**view.context, "view": view, "instead": True}
    main = render_to_string("desk/main.html", context, request=request)
    return HttpResponse(_part(request, "line", view.context) + main)


def _part(request: AgentRequest, name: str, context: dict[str, Any]) -> str:
    return sections.draw_if_changed("desk", name, context, request)
