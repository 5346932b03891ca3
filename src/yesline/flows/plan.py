"""What a caller meets who meets nobody: planned, read as sentences, and its gaps seen before they happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from yesline.kernel import phone_numbers
from yesline.kernel.errors import NotYours
from yesline.orgs import actions as orgs
from yesline.orgs import queries as org_facts
from yesline.orgs import rules as org_rules
from yesline.orgs.enums import NumberKind, Situation, Step
from yesline.orgs.models import Organisation
from yesline.orgs.rules import Hours
from yesline.routing.beside import queries as offers
from yesline.staff.enums import Purpose, Role
from yesline.staff.models import Agent
from yesline.staff.queries import Seat
from yesline.staff.rota import queries as duty
from yesline.staff.rota import rules

LOOKED_AHEAD = timedelta(days=7)
_NIGHT = (Purpose.ANYBODY, Purpose.FAULTS)

Steps = dict[tuple[str, str], int | None]  # situation and step → seconds of waiting; None: never


@dataclass(frozen=True)
class Unproved:
    """A phone on the rota that has never been reached, as far as we know."""

    agent: Agent
    number: str  # as people write it; empty: the desk phone, or none at all


@dataclass(frozen=True)
class Warnings:
    """What will go wrong if nothing is done."""

    nobody_planned: bool = False
    gaps: tuple[tuple[datetime, datetime], ...] = ()  # UTC; closed, and nobody on duty
    unmanned_emergencies: tuple[tuple[datetime, datetime], ...] = ()
    unproved: tuple[Unproved, ...] = ()


def steps(*, seat: Seat, organisation: Organisation) -> Steps:
    """The plan as it holds: what was set, and what is usual where nothing was."""
    _check(seat, organisation)
    found = org_facts.plan_of(organisation.pk)
    return {
        (situation, step): org_rules.step_after(found, situation, step, kind=NumberKind.TROUBLE)
        for situation in Situation
        for step in Step
    }


@transaction.atomic
def change(*, seat: Seat, organisation: Organisation, steps: Steps, at: datetime) -> None:
    """After how many seconds which step is taken; None: it is not."""
    _check(seat, organisation)
    orgs.plan(organisation, steps, by=seat.agent.pk, at=at)


def led(*, seat: Seat) -> list[Organisation]:
    """The organisations this person leads. Raises NotYours when there is none."""
    mine = [one for one, role in seat.roles.items() if role in {Role.LEAD, Role.ADMIN}]
    if not mine:
        raise NotYours
    return list(Organisation.objects.filter(pk__in=mine).order_by("name"))


def warnings(*, organisation: Organisation, at: datetime) -> Warnings:
    """Where nobody would be rung within the next week, and whose phone may not ring."""
    numbers = org_facts.numbers_of(organisation)
    if not numbers:
        return Warnings()
    rota, until = duty.rota_of(organisation), at + LOOKED_AHEAD
    if not rota.planned:
        return Warnings(nobody_planned=True)
    found = rules.spells(rota, since=at, until=until)
    emergency = any(one.kind == NumberKind.EMERGENCY for one in numbers)
    closed = list(_closed(org_facts.hours_of(organisation), at, until))
    everybody = rules.gaps(found, purposes=set(Purpose), since=at, until=until) if emergency else []
    return Warnings(
        gaps=tuple(_both(rules.gaps(found, purposes=set(_NIGHT), since=at, until=until), closed)),
        unmanned_emergencies=tuple(everybody),
        unproved=tuple(_unproved({(one.agent_id, one.number) for one in found})),
    )


def _closed(hours: Hours, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When nobody need be at work: closed; for those who are always open, at any time."""
    if not hours.week and not hours.holidays:
        yield since, until
        return
    moment = since
    while moment < until:
        change = org_rules.next_change(hours, moment, within=LOOKED_AHEAD) or until
        if not org_rules.open_at(hours, moment):
            yield moment, min(change, until)
        moment = change


def _both(
    some: list[tuple[datetime, datetime]], others: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """The times that are in one of each."""
    for begins, ends in some:
        for since, until in others:
            if max(begins, since) < min(ends, until):
                yield max(begins, since), min(ends, until)


def _unproved(rung: set[tuple[int, str]]) -> Iterator[Unproved]:
    who = duty.people({agent_id for agent_id, _ in rung})
    desk = duty.desk_phones({agent_id for agent_id, number in rung if not number})
    proved = offers.proved_mobiles({number for _, number in rung if number})
    for agent_id, number in sorted(rung):
        phone = desk.get(agent_id)
        if (agent_id, number) not in proved if number else phone is None or not phone.reachable:
            yield Unproved(agent=who[agent_id], number=phone_numbers.spoken(number) if number else "")


def _check(seat: Seat, organisation: Organisation) -> None:
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours
