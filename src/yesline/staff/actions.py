"""What changes an agent. Every state is claimed by a conditional update: whoever comes second is told so."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from yesline.journal import actions as journal
from yesline.kernel import hints, sql
from yesline.staff import queries, rules
from yesline.staff.enums import AgentState, PhoneKind, StateReason
from yesline.staff.models import Agent, Phone


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
def take_phone(*, agent: Agent, kind: str, at: datetime) -> Phone:
    """The agent will use this kind of phone from now on; its password is new each time a browser asks."""
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    Phone.objects.filter(agent=agent, in_use=True).exclude(kind=kind).update(in_use=False)
    sip_user = f"{agent.user.username}-{kind[0]}-{uuid4().hex[:6]}"
    phone, made = Phone.objects.get_or_create(agent=agent, kind=kind, defaults={"sip_user": sip_user})
    fresh = {"epoch": F("epoch") + 1} if kind == PhoneKind.BROWSER and not made else {}
    Phone.objects.filter(pk=phone.pk).update(in_use=True, **fresh)
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
