"""Who is on duty is arranged: turns are planned, and colleagues take them over from each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.kernel import phone_numbers
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs import queries as orgs
from yesline.orgs.models import Organisation
from yesline.staff import queries as people
from yesline.staff import rules as staff_rules
from yesline.staff.enums import Purpose, Role, SwapState
from yesline.staff.models import Agent, Swap, Turn
from yesline.staff.queries import Seat
from yesline.staff.rota import actions, queries, rules
from yesline.staff.rota.rules import Spell

AHEAD = timedelta(days=28)  # how far people see their own duty


@dataclass(frozen=True)
class Duty:
    """A spell with what a person reads of it."""

    spell: Spell
    agent: Agent
    organisation: Organisation
    by: str  # the phone: a number as people write it; empty: the desk phone
    instead_of: Agent | None = None

    @property
    def purpose_name(self) -> str:
        return str(Purpose(self.spell.purpose).label)


def duties(*, organisation: Organisation, since: datetime, until: datetime) -> list[Duty]:
    """The rota from a moment to a moment, with names."""
    found = rules.spells(queries.rota_of(organisation), since=since, until=until)
    who = queries.people({one.agent_id for one in found} | {one.instead_of for one in found if one.instead_of})
    return [_duty(one, organisation, who) for one in found]


def chain(*, organisation: Organisation, kind: str, at: datetime) -> list[Duty]:
    """Who would be rung at that moment, in turn, for a number of that kind."""
    found = rules.spells(queries.rota_of(organisation), since=at, until=at + timedelta(seconds=1))
    in_turn = rules.chain(found, purposes=rules.purposes_for(kind), at=at)
    who = queries.people({one.agent_id for one in in_turn} | {one.instead_of for one in in_turn if one.instead_of})
    return [_duty(one, organisation, who) for one in in_turn]


def mine(*, seat: Seat, at: datetime) -> tuple[list[Duty], list[Swap]]:
    """When this person is on duty within the next weeks, and what is asked of them or by them."""
    rotas = queries.with_a_rota(seat.organisations)
    found = [one for organisation in rotas for one in duties(organisation=organisation, since=at, until=at + AHEAD)]
    own = [one for one in found if one.agent.pk == seat.agent.pk]
    ours = sorted(own, key=lambda one: (one.spell.begins_at, one.spell.turn_id))
    return ours, queries.swaps_asked(seat.agent.pk, since=(at - timedelta(days=1)).date())


def turns(*, seat: Seat, organisation: Organisation) -> list[Turn]:
    """What the rota is made of."""
    _check(seat, organisation)
    return queries.turns_of(organisation.pk)


def colleagues(*, seat: Seat, organisation_id: int) -> list[Agent]:
    """Whom a turn may be given to."""
    if organisation_id not in seat.roles:
        raise NotYours
    return [one.agent for one in people.members(organisation_id)]


@transaction.atomic
def plan(
    *,
    seat: Seat,
    organisation: Organisation,
    agent_id: int,
    purpose: str,
    position: int,
    on: Sequence[int] | date,
    begins: time,
    ends: time,
    number: str,
    at: datetime,
) -> None:
    """Somebody is on duty on these weekdays (Monday is 0), or on one date, by their desk phone or by this number."""
    _check(seat, organisation)
    agent = next((one for one in colleagues(seat=seat, organisation_id=organisation.pk) if one.pk == agent_id), None)
    if agent is None or purpose not in Purpose.values:
        raise NotYours
    e164 = _phone(agent, number, organisation)
    for one in [on] if isinstance(on, date) else sorted(set(on)):
        actions.plan(
            organisation.pk,
            agent,
            purpose=purpose,
            position=position,
            on=one,
            begins=begins,
            ends=ends,
            number=e164,
            by=seat.agent,
            at=at,
        )


@transaction.atomic
def strike(*, seat: Seat, organisation: Organisation, turn_id: int, at: datetime) -> None:
    _check(seat, organisation)
    actions.strike(queries.turn_of(organisation.pk, turn_id), by=seat.agent, at=at)


@transaction.atomic
def ask(*, seat: Seat, organisation_id: int, turn_id: int, day: date, agent_id: int, at: datetime) -> None:
    """This person asks a colleague to take over their turn of one day."""
    turn = queries.turn_of(organisation_id, turn_id) if organisation_id in seat.roles else None
    if turn is None or _whose(turn, day, at) != seat.agent.pk:
        raise NotYours
    of = next((one for one in colleagues(seat=seat, organisation_id=organisation_id) if one.pk == agent_id), None)
    if of is None or of.pk == seat.agent.pk:
        raise NotYours
    actions.ask(turn, day=day, of=of, by=seat.agent, at=at)


@transaction.atomic
def answer(*, seat: Seat, swap_id: int, to: str, number: str = "", at: datetime) -> None:
    """Accept or decline what one is asked, or take back what one asked. Until it is accepted nothing has changed."""
    swap = queries.swap_for(seat.agent.pk, swap_id)
    theirs = {SwapState.WITHDRAWN} if swap.asked_by_id == seat.agent.pk else {SwapState.ACCEPTED, SwapState.DECLINED}
    if to not in theirs or swap.organisation_id not in seat.roles:
        raise NotYours
    if to != SwapState.ACCEPTED:
        actions.answer(swap, to=to, by=seat.agent, at=at)
        return
    if _whose(swap.turn, swap.day, at) != swap.asked_by_id:
        raise NotNow(_("This turn is not %(name)s's any more.") % {"name": swap.asked_by.name})
    organisation = Organisation.objects.get(pk=swap.organisation_id)
    actions.answer(swap, to=to, number=_phone(seat.agent, number, organisation), by=seat.agent, at=at)


def _duty(spell: Spell, organisation: Organisation, who: dict[int, Agent]) -> Duty:
    return Duty(
        spell=spell,
        agent=who[spell.agent_id],
        organisation=organisation,
        by=phone_numbers.spoken(spell.number) if spell.number else "",
        instead_of=who[spell.instead_of] if spell.instead_of else None,
    )


def _whose(turn: Turn, day: date, at: datetime) -> int | None:
    """Who is on duty by this turn on this day, if it is still to end."""
    organisation = Organisation.objects.get(pk=turn.organisation_id)
    found = rules.spells(queries.rota_of(organisation), since=at, until=at + AHEAD)
    return next((one.agent_id for one in found if (one.turn_id, one.day) == (turn.pk, day)), None)


def _phone(agent: Agent, written: str, organisation: Organisation) -> str:
    """The number in full; empty for their desk phone, which they must have."""
    if not written.strip():
        if queries.desk_phone_of(agent.pk) is None:
            raise NotNow(_("%(name)s has no desk phone. Write the number of a mobile.") % {"name": agent.name})
        return ""
    e164 = phone_numbers.e164(written, country=organisation.country)
    ours = e164 in {one.e164 for one in orgs.public_numbers()}
    staff_rules.check_may_be_a_mobile(personal=phone_numbers.is_personal(e164), ours=ours)
    return e164


def _check(seat: Seat, organisation: Organisation) -> None:
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours
