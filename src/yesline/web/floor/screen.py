"""The floor as a page, and its pulse: the parts of it whose words have changed since the browser last asked."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yesline.flows import oversee
from yesline.flows.oversee import Floor
from yesline.kernel import hints
from yesline.staff.enums import AgentState
from yesline.web import sections
from yesline.web.doors import found_or_404
from yesline.web.floor import charts, said
from yesline.web.requests import AgentRequest

SECTIONS = ("stamp", "waiting", "answers", "hours", "people", "balance", "promised")
ORDER = [AgentState.OFFERED, AgentState.TALKING, AgentState.WRAP_UP, AgentState.AVAILABLE, AgentState.BREAK]
WAITING_SHOWN = 8


@require_safe
@found_or_404
def floor(request: AgentRequest) -> HttpResponse:
    """Everything a lead oversees, on one screen."""
    return render(request, "floor/floor.html", shown(request))


@require_safe
@found_or_404
def pulse(request: AgentRequest) -> HttpResponse:
    """Only what has changed: hints, and every ten seconds, bring the browser here."""
    context = shown(request)
    return HttpResponse("".join(sections.draw_if_changed("floor", name, context, request) for name in SECTIONS))


def shown(request: AgentRequest) -> dict[str, Any]:
    """The floor made ready: charts drawn, reasons put into words, those who work before those who don't."""
    seen = oversee.floor(seat=request.seat, at=request.at)
    people = sorted(seen.people, key=lambda one: (_rank(one.agent.state), one.agent.state_since))
    waiting = [one for one in seen.waiting if one.contact.state != "rescued"]
    states = Counter(one.agent.state for one in people)
    return {
        "floor": seen,
        "topics": " ".join(_topics(seen)),
        "waiting": [(one, said.why(one, request.at), said.told(one)) for one in seen.waiting[:WAITING_SHOWN]],
        "more_waiting": max(0, len(seen.waiting) - WAITING_SHOWN),
        "number_waiting": len(waiting),
        "longest": max((request.at - one.contact.arrived_at for one in waiting), default=None),
        "people": [one for one in people if one.agent.state != AgentState.OFFLINE],
        "states": [(state, said.in_state(state, states[state])) for state in [*ORDER, "offline"] if states[state]],
        "working": len(people) - states[AgentState.OFFLINE],
        "columns": [(bar, said.column(bar.index)) for bar in charts.bars(seen.answers.columns)],
        "half": said.seconds(seen.answers.half),
        "nearly_all": said.seconds(seen.answers.nearly_all),
        "hours": _hours(seen),
        "at_risk": [(one, said.risk(one)) for one in seen.promised.rows],
    }


def _rank(state: str) -> int:
    return ORDER.index(AgentState(state)) if state in ORDER else len(ORDER)


def _topics(seen: Floor) -> list[str]:
    organisations = [hints.organisation(one.pk) for one in seen.organisations]
    return organisations + [hints.agent(one.agent.pk) for one in seen.people]


def _hours(seen: Floor) -> list[dict[str, Any]]:
    """Every hour of the day with its column: answered, and on top of it those who left."""
    by_hour = {timezone.localtime(hour).hour: counts for hour, counts in seen.hours.items()}
    counts = [by_hour.get(hour, (0, 0, 0)) for hour in range(24)]
    drawn = charts.bars(
        [came - left for came, _, left in counts], [left for _, _, left in counts], width=charts.NARROW, gap=4
    )
    began = seen.day[0]
    return [
        {
            "bar": bar,
            "hour": (began + timedelta(hours=bar.index)).hour,
            "came": one[0],
            "talked": one[1],
            "left": one[2],
        }
        for bar, one in zip(drawn, counts, strict=True)
    ]
