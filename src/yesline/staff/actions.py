"""What changes an agent. Every state is claimed by a conditional update: whoever comes second is told so."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from yesline.journal import actions as journal
from yesline.kernel import hints, sql
from yesline.kernel.errors import NotNow
from yesline.staff import queries, rules
from yesline.staff.enums import AgentState, PhoneKind, Role, StateReason
from yesline.staff.models import Agent, DutyPhone, Membership, Phone


def move(agent_id: int, *, to: str, at: datetime, when: Collection[str], reason: str = "") -> bool:
    """Bring an agent from one of the states `when` into another; False if they were elsewhere."""
    moved = sql.change(
        "UPDATE staff_agent SET state = %(to)s, state_reason = %(reason)s, state_since = %(at)s,"
        " available_since = %(available_since)s WHERE id = %(id)s AND state = ANY(%(when)s::text[])",
        id=agent_id,
        to=to,
        reason=reason,
        at=at,
        available_since=at if to == AgentState.AVAILABLE else None,
        when=list(when),
    )
    if moved:
        hints.tell(hints.agent(agent_id))
    return bool(moved)


def call_to_duty(agent_id: int, *, at: datetime) -> tuple[str, str] | None:
    """Somebody on duty is rung, whatever they were doing, unless they are rung or talk already: then None.

    Returns what they were, and why.
    """
    before = sql.row(
        "UPDATE staff_agent AS agent SET state = 'offered', state_reason = '', state_since = %(at)s,"
        " available_since = NULL FROM (SELECT id, state, state_reason FROM staff_agent WHERE id = %(id)s"
        " FOR NO KEY UPDATE) AS before WHERE agent.id = before.id AND before.state NOT IN ('offered', 'talking')"
        " RETURNING before.state, before.state_reason",
        id=agent_id,
        at=at,
    )
    if before is None:
        return None
    hints.tell(hints.agent(agent_id))
    return before[0], before[1]


@transaction.atomic
def choose_state(*, agent: Agent, state: str, at: datetime) -> None:
    """The agent says ready, break or going home. Refused while they have a caller or no phone."""
    now = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    rules.check_may_choose(now.state, state)
    if state == AgentState.AVAILABLE:
        phone = queries.phone_in_use(now)
        rules.check_can_be_ready(has_phone=phone is not None, reachable=now.reachable)
    reason = StateReason.NONE if state == AgentState.AVAILABLE else StateReason.CHOSEN
    if now.state != state or now.state_reason != reason:
        move(now.pk, to=state, at=at, when={now.state}, reason=reason)
        journal.record(
            "agent.state",
            noun="agent",
            noun_id=now.pk,
            organisation_id=now.organisation_id,
            by=now.pk,
            at=at,
            state=state,
        )


@transaction.atomic
def explain_break(*, agent: Agent, reason: str, at: datetime) -> None:
    """The agent says what the break is for; it goes on since when it began."""
    now = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    rules.check_is_a_break(now.state, reason)
    Agent.objects.filter(pk=now.pk).update(state_reason=reason)
    hints.tell(hints.agent(now.pk))
    _record("agent.break", now.pk, organisation_id=now.organisation_id, by=now, at=at, reason=reason)


@transaction.atomic
def take_phone(*, agent: Agent, kind: str, number: str = "", at: datetime) -> Phone:
    """The agent will use this kind of phone from now on; its password is new each time a browser asks.

    `number` (E.164) is that of a mobile. Nobody can prove that it is there, so it counts as there.
    """
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    Phone.objects.filter(agent=agent, in_use=True).exclude(kind=kind).update(in_use=False)
    sip_user = f"{agent.user.username}-{kind[0]}-{uuid4().hex[:6]}"
    new = {"sip_user": sip_user, "number": number, "reachable": kind == PhoneKind.MOBILE}
    phone, made = Phone.objects.get_or_create(agent=agent, kind=kind, defaults=new)
    fresh = {"epoch": F("epoch") + 1} if kind == PhoneKind.BROWSER and not made else {}
    Phone.objects.filter(pk=phone.pk).update(in_use=True, number=number, **fresh)
    phone.refresh_from_db()
    Agent.objects.filter(pk=agent.pk).update(reachable=phone.reachable)
    hints.tell(hints.agent(agent.pk))
    journal.record(
        "agent.phone",
        noun="agent",
        noun_id=agent.pk,
        organisation_id=agent.organisation_id,
        by=agent.pk,
        at=at,
        kind=kind,
    )
    return phone


@transaction.atomic
def phone_seen(*, sip_user: str, reachable: bool, at: datetime) -> Agent | None:
    """The switch says whether a phone can be reached; the agent's own flag follows the phone in use.

    Returns the agent who uses it now, as they were before; None if nobody does.
    """
    # The agent's row first, as in take_phone: two orders of locking would be a deadlock.
    agent = sql.one(
        Agent,
        "WHERE id = (SELECT agent_id FROM staff_phone WHERE sip_user = %(name)s) FOR NO KEY UPDATE",
        name=sip_user,
    )
    seen = sql.row(
        "UPDATE staff_phone SET reachable = %(reachable)s, seen_at = %(at)s WHERE sip_user = %(name)s RETURNING in_use",
        name=sip_user,
        reachable=reachable,
        at=at,
    )
    if agent is None or seen is None or not seen[0]:
        return None
    if agent.reachable != reachable:
        sql.change("UPDATE staff_agent SET reachable = %(to)s WHERE id = %(id)s", id=agent.pk, to=reachable)
        hints.tell(hints.agent(agent.pk))
    return agent


def found_beside(organisation_id: int, *, name: str, slug: str, by: Agent) -> None:
    """Another organisation in the pool of one that `by` administers; they are its first administrator."""
    made_at, proof = queries.proof_of(by.user_id)
    words = "SELECT yesline_found_beside(%s::bigint, %s, %s, %s::integer, %s::bigint, %s)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words, [organisation_id, name, slug, by.user_id, made_at, proof])
    except IntegrityError as error:
        raise NotNow(_("There is an organisation with this name already. Choose another.")) from error


def give_role(member: Membership, role: str, *, by: Agent, at: datetime) -> None:
    """The last administrator stays one, or nobody could let others in."""
    _check_somebody_administers(member, stays=role == Role.ADMIN)
    Membership.objects.filter(pk=member.pk).update(role=role)
    _record("agent.role", member.agent_id, organisation_id=member.organisation_id, by=by, at=at, role=role)


def leave(member: Membership, *, by: Agent, at: datetime) -> None:
    """An agent answers for this organisation no more. What they did stays theirs."""
    _check_somebody_administers(member, stays=False)
    Membership.objects.filter(pk=member.pk).delete()
    _record("agent.left", member.agent_id, organisation_id=member.organisation_id, by=by, at=at)


def speak(agent: Agent, fluency: dict[str, str], *, organisation_id: int, by: Agent, at: datetime) -> None:
    """Which languages an agent speaks, and how well; callers come to them in those they speak well."""
    languages = rules.spoken_well(fluency)
    if not languages:
        raise NotNow(_("Choose at least one language that is spoken well."))
    Agent.objects.filter(pk=agent.pk).update(fluency=fluency, languages=languages)
    _record("agent.languages", agent.pk, organisation_id=organisation_id, by=by, at=at, fluency=fluency)


def put_on_duty(organisation_id: int, phones: Sequence[Phone], *, by: Agent, at: datetime) -> None:
    """Whom the switch rings, in this order, when nobody of ours can be asked; instead of those it had."""
    DutyPhone.objects.filter(organisation_id=organisation_id).delete()
    for position, phone in enumerate(phones, start=1):
        DutyPhone.objects.create(
            organisation_id=organisation_id, position=position, name=phone.agent.name, endpoint=phone.endpoint
        )
    _record("office.duty", by.pk, organisation_id=organisation_id, by=by, at=at, names=[p.agent.name for p in phones])


def _check_somebody_administers(member: Membership, *, stays: bool) -> None:
    others = Membership.objects.filter(organisation_id=member.organisation_id, role=Role.ADMIN).exclude(pk=member.pk)
    if member.role == Role.ADMIN and not stays and not others.exists():
        raise NotNow(_("This is the last administrator. Make somebody else one first."))


def _record(verb: str, agent_id: int, *, organisation_id: int, by: Agent, at: datetime, **details: Any) -> None:
    journal.record(verb, noun="agent", noun_id=agent_id, organisation_id=organisation_id, by=by.pk, at=at, **details)
