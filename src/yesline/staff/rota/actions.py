"""What writes the rota: turns by administrators, swaps by those whose turns they are."""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yesline.journal import actions as journal
from yesline.kernel import hints
from yesline.kernel.errors import NotNow
from yesline.staff.enums import SwapState
from yesline.staff.models import Agent, Swap, Turn


def plan(
    organisation_id: int,
    agent: Agent,
    *,
    purpose: str,
    position: int,
    on: int | date,
    begins: time,
    ends: time,
    number: str,
    by: Agent,
    at: datetime,
) -> Turn:
    """Somebody is on duty from then on: `on` a weekday (Monday is 0) of every week, or on one date."""
    turn = Turn.objects.create(
        organisation_id=organisation_id,
        agent=agent,
        purpose=purpose,
        position=position,
        weekday=on if isinstance(on, int) else None,
        day=None if isinstance(on, int) else on,
        begins=begins,
        ends=ends,
        number=number,
    )
    _record("rota.planned", turn, by=by, at=at, **_as_words(turn, agent.name))
    return turn


def strike(turn: Turn, *, by: Agent, at: datetime) -> None:
    """This turn is no more; what colleagues took over of it neither."""
    _record("rota.struck", turn, by=by, at=at, **_as_words(turn, turn.agent.name))
    Turn.objects.filter(pk=turn.pk).delete()


def ask(turn: Turn, *, day: date, of: Agent, by: Agent, at: datetime) -> Swap:
    """A colleague is asked to take over one turn on one day."""
    try:
        with transaction.atomic():
            swap = Swap.objects.create(
                organisation_id=turn.organisation_id, turn=turn, day=day, asked_by=by, asked_of=of, asked_at=at
            )
    except IntegrityError as error:
        raise NotNow(_("%(name)s is asked already.") % {"name": of.name}) from error
    _record("rota.swap_asked", turn, by=by, at=at, day=day.isoformat(), of=of.name)
    _tell(swap)
    return swap


def answer(swap: Swap, *, to: str, number: str = "", by: Agent, at: datetime) -> None:
    """Accepted, declined, or taken back by whoever asked; only what is still asked can be answered."""
    try:
        with transaction.atomic():
            moved = Swap.objects.filter(pk=swap.pk, state=SwapState.ASKED).update(state=to, number=number, ended_at=at)
    except IntegrityError as error:
        raise NotNow(_("Somebody else has taken it over already.")) from error
    if not moved:
        raise NotNow(_("This was answered already."))
    if to == SwapState.ACCEPTED:
        others = Swap.objects.filter(turn=swap.turn_id, day=swap.day, state=SwapState.ASKED)
        others.update(state=SwapState.WITHDRAWN, ended_at=at)
    _record(f"rota.swap_{to}", swap.turn, by=by, at=at, day=swap.day.isoformat(), asked_by=swap.asked_by.name)
    _tell(swap)


def _tell(swap: Swap) -> None:
    hints.tell(hints.agent(swap.asked_by_id), hints.agent(swap.asked_of_id))


def _as_words(turn: Turn, name: str) -> dict[str, Any]:
    when = turn.day.isoformat() if turn.day else turn.weekday
    hours = {"from": f"{turn.begins:%H:%M}", "to": f"{turn.ends:%H:%M}"}
    return {"name": name, "purpose": turn.purpose, "on": when, **hours}


def _record(verb: str, turn: Turn, *, by: Agent, at: datetime, **details: Any) -> None:
    journal.record(verb, noun="turn", noun_id=turn.pk, organisation_id=turn.organisation_id, by=by.pk, at=at, **details)
