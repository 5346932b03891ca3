"""Somebody has it: handed over to a named person who accepts, to a deputy, and to a lead before it is nobody's."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.cases import claims, rules
from yesline.cases import queries as open_cases
from yesline.cases.away import actions as absence
from yesline.cases.away import queries as away
from yesline.cases.enums import HandOverState
from yesline.cases.models import Absence, Case, HandOver
from yesline.kernel import bells
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Organisation
from yesline.promises import actions as promises
from yesline.promises import queries as owed
from yesline.promises.models import Promise
from yesline.staff.enums import Role
from yesline.staff.models import Agent
from yesline.staff.queries import Seat

LEADS = (Role.LEAD, Role.ADMIN)
BATCH = 100


@transaction.atomic
def hand_over(*, seat: Seat, case_id: int, to_id: int, why: str, at: datetime) -> None:
    """Ask somebody to own it. The third hand-over of a case is a lead's, whoever was asked."""
    open_cases.seen_by(seat, case_id)
    case = open_cases.held(case_id)
    rules.check_is_open(case.state)
    if seat.agent.pk != case.owner_id and not seat.may(case.organisation_id, *LEADS):
        raise NotNow(_("%(name)s owns this case: they hand it over, or a lead.") % {"name": case.owner.name})
    to = open_cases.of_organisation(case.organisation_id, to_id, at=at)
    if to is None:
        raise NotYours
    _ask(case, to, why=why, by=seat.agent, at=at)


def _ask(case: Case, to: Agent, *, why: str, by: Agent, at: datetime) -> None:
    rules.check_can_be_handed_over(
        why=why,
        to_themselves=to.pk == case.owner_id,
        holds=to.holds,  # type: ignore[attr-defined]
        is_lead=to.leads,  # type: ignore[attr-defined]
        waiting=open_cases.hand_over_of(case.pk) is not None,
    )
    asked = cases.ask_to_own(case, to=to, why=why, by=by, at=at)
    if open_cases.times_handed_over(case.pk) >= rules.HAND_OVERS_AT_MOST and not to.leads:  # type: ignore[attr-defined]
        _falls(case, asked, at=at)
    bells.ring(bells.WORK)


@transaction.atomic
def accept(*, seat: Seat, hand_over_id: int, at: datetime) -> Case:
    """I have it: the case, and what is still promised in it."""
    asked = _asked(seat, hand_over_id)
    case = open_cases.held(asked.case_id)
    if not cases.answer(asked, state=HandOverState.ACCEPTED, at=at):
        rules.check_can_be_answered(HandOverState.FELL)
    _owns(case, seat.agent, why=asked.why, by=seat.agent, at=at)
    return case


@transaction.atomic
def decline(*, seat: Seat, hand_over_id: int, at: datetime) -> None:
    """Not I: it stays whose it is, and they see it at once."""
    asked = _asked(seat, hand_over_id)
    open_cases.held(asked.case_id)
    if not cases.answer(asked, state=HandOverState.DECLINED, at=at):
        rules.check_can_be_answered(HandOverState.FELL)


@transaction.atomic
def take(*, seat: Seat, case_id: int, why: str, at: datetime) -> None:
    """I take it: a lead always; anybody of the organisation's own what is only held, or whose owner is away."""
    case = open_cases.seen_by(seat, case_id)
    case = open_cases.held(case.pk)
    own = seat.agent.organisation_id == case.organisation_id
    free = case.owner_by_at is not None or away.is_away(case.owner_id, case.organisation_id, at=at)
    if not seat.may(case.organisation_id, *LEADS) and not (own and free):
        raise NotNow(_("%(name)s owns this case. Ask them, or a lead.") % {"name": case.owner.name})
    _owns(case, seat.agent, why=why.strip()[:200] or _("taken on"), by=seat.agent, at=at)


@transaction.atomic
def fall_due(*, at: datetime) -> int:
    """Whoever was asked has not answered in time: a lead has it. Returns how many, for the worker to ask again."""
    due = claims.unanswered(at=at, most=BATCH)
    for case in due:
        asked = open_cases.hand_over_of(case.pk)
        if asked is not None:
            _falls(case, asked, at=at)
    return len(due)


@transaction.atomic
def settle_held(*, at: datetime) -> int:
    """What was only held has a named owner of the organisation's own, by the time the customer was told."""
    due = claims.held_too_long(at=at, most=BATCH)
    for case in due:
        keeper = open_cases.keeper_for(case.organisation_id, at=at, home_only=True)
        _owns(case, keeper or case.owner, why=_("a named owner, as promised"), by=None, at=at)
    return len(due)


@dataclass(frozen=True)
class Owing:
    """What somebody would leave behind who goes home now, and who could have it."""

    cases: list[Case]
    promises: list[Promise]
    people: list[Agent]


def owing(*, seat: Seat, at: datetime) -> Owing:
    mine = open_cases.open_owned_by(seat.agent.pk)
    by_organisation = {case.organisation_id: case for case in mine}
    people = {one.pk: one for case in by_organisation.values() for one in open_cases.colleagues(case, at=at)}
    return Owing(mine, owed.due_of_keeper(seat.agent.pk), list(people.values())[:20])


@transaction.atomic
def go_home(*, seat: Seat, chosen: dict[int, int], why: str, at: datetime) -> int:
    """Hand over what I owe: each of these cases to whom I chose. Whatever nobody accepts in a minute, a lead has.

    Nothing here blocks the end of a shift: what can't be asked of the one chosen falls to a lead at once.
    """
    done = 0
    for case_id, case in open_cases.locked(*(open_cases.seen_by(seat, one).pk for one in sorted(chosen))).items():
        if case.owner_id != seat.agent.pk or open_cases.hand_over_of(case.pk) is not None:
            continue
        to = open_cases.of_organisation(case.organisation_id, chosen[case_id], at=at)
        try:
            if to is None:
                raise NotNow
            _ask(case, to, why=why.strip() or _("end of the shift"), by=seat.agent, at=at)
        except NotNow:
            _to_a_lead(case, why=_("end of the shift"), at=at)
        done += 1
    return done


@transaction.atomic
def be_away(*, seat: Seat, deputy_id: int, until_at: datetime, at: datetime) -> None:
    """I am away until then, and my deputy stands in for me in every organisation we both answer for."""
    deputies = [open_cases.of_organisation(one, deputy_id, at=at) for one in seat.organisations]
    if not any(deputies):
        raise NotYours
    for organisation_id, deputy in zip(seat.organisations, deputies, strict=True):
        if deputy is not None:
            absence.be_away(
                agent=seat.agent, organisation_id=organisation_id, deputy=deputy,
                from_at=at, until_at=until_at, by=seat.agent, at=at,
            )  # fmt: skip


def absences(*, seat: Seat, at: datetime) -> list[Absence]:
    """When I am away by now, and who stands in for me: one of each."""
    found = {(one.deputy_id, one.until_at): one for one in away.absences_of(seat.agent.pk, at=at)}
    return list(found.values())


@transaction.atomic
def be_back(*, seat: Seat, at: datetime) -> None:
    """I am here again: what is mine rings at me."""
    for one in away.absences_of(seat.agent.pk, at=at):
        absence.be_back(one, by=seat.agent, at=at)


def deputies(*, seat: Seat) -> list[Agent]:
    """Who could stand in for me: whoever answers for an organisation I answer for."""
    return away.who_serve_with(seat.agent.pk, seat.organisations)


def leaves(*, agent: Agent, organisation: Organisation, by: Agent, at: datetime) -> None:
    """Somebody answers for an organisation no more: what they owned there has another owner in the same moment."""
    for case in open_cases.locked(*open_cases.owned_in(agent.pk, organisation.pk)).values():
        keeper = open_cases.keeper_for(organisation.pk, at=at, but=agent.pk)
        if keeper is None:
            raise NotNow(_("Nobody else answers for this organisation: what they own would be nobody's."))
        _owns(case, keeper, why=_("%(name)s has left") % {"name": agent.name}, by=by, at=at)
    promises.pass_on_all(keeper=agent, organisation_id=organisation.pk, by=by, at=at)


def _asked(seat: Seat, hand_over_id: int) -> HandOver:
    asked = open_cases.hand_over_seen_by(seat, hand_over_id)
    if asked.to_id != seat.agent.pk:
        raise NotYours
    rules.check_can_be_answered(asked.state)
    return asked


def _falls(case: Case, asked: HandOver, *, at: datetime) -> None:
    if cases.answer(asked, state=HandOverState.FELL, at=at):
        _to_a_lead(case, why=asked.why, at=at)


def _to_a_lead(case: Case, *, why: str, at: datetime) -> None:
    """The last resort is obliged, not asked. Nobody leads this organisation: whoever holds the least of its own."""
    lead = open_cases.keeper_for(case.organisation_id, at=at, but=case.owner_id, leads_only=True)
    if lead is not None:
        _owns(case, lead, why=why, by=None, at=at)


def _owns(case: Case, owner: Agent, *, why: str, by: Agent | None, at: datetime) -> None:
    before = case.owner
    cases.own(case, owner=owner, why=why, by=by, at=at)
    promises.pass_on(cases=open_cases.whole(case), keeper=before, to=owner, by=by, at=at)
