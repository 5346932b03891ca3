"""Who answers: matched, offered, not answered, offered again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yesline.calls.ports import Outside, RingAgent, StopRinging, Wish
from yesline.cases import queries as cases
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event
from yesline.contacts.models import Contact
from yesline.flows import call_in, on_duty
from yesline.kernel import locks, phone_numbers
from yesline.routing import actions as routing
from yesline.routing import queries as offers
from yesline.routing import rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff import actions as staff
from yesline.staff import queries as people
from yesline.staff.enums import AgentState, StateReason


def match(*, pool_id: int, at: datetime) -> list[Wish]:
    """Give everybody in a pool's line the best person who is free now; a short transaction of its own.

    One at a time per pool (advisory lock), never while other rows are held. If somebody was claimed elsewhere in
    this very moment, nothing is half done: it is tried again without them.
    """
    taken: set[int] = set()
    while True:
        try:
            return _matched(pool_id, without=taken, at=at)
        except _TakenMeanwhile as meanwhile:
            taken.add(meanwhile.agent_id)


@transaction.atomic
def _matched(pool_id: int, *, without: set[int], at: datetime) -> list[Wish]:
    locks.hold(locks.MATCHING, pool_id)
    seen = offers.look(pool_id, at=at)
    wishes = _rejoin(pool_id, without=without, at=at) if seen.some_kept else []
    idle = {agent_id: agent for agent_id, agent in seen.idle.items() if agent_id not in without}
    if not idle:
        return wishes
    line = offers.line(pool_id, helped=seen.helped, at=at, most=min(offers.MOST, len(idle) + offers.SPARE))
    waiting = _as_waiting(line, at=at)
    owners = {owner for one in waiting for owner in one.owners}
    idle |= {agent.agent_id: agent for agent in offers.ready_of(pool_id, owners - idle.keys() - without)}
    callers = {one.contact.pk: one for one in line}
    for one, agent in rules.pairs(waiting, idle.values(), at=at):
        caller = callers[one.contact_id]
        outside = _outside(agent, caller)
        offer = _offered(caller.contact, agent.agent_id, rules.why(one, agent), mobile=agent.mobile, at=at)
        if offer and agent.sip_user:
            wishes.append(_ring(offer, caller.contact, caller.name, sip_user=agent.sip_user, outside=outside))
    return wishes


def _outside(agent: rules.Idle, caller: offers.InLine) -> Outside | None:
    """Where an agent's mobile is rung: by the line the caller came by, from the number they dialled."""
    if not agent.mobile:
        return None
    return Outside(trunk=caller.trunk, address=caller.trunk_address, number=agent.mobile, shown_as=caller.dialled)


def match_all(*, node: str, at: datetime) -> list[Wish]:
    """The watchdog's question, once a second and at every bell: is anybody waiting beside a free person?"""
    wishes: list[Wish] = []
    for offer in offers.overdue(at=at):
        wishes += _ended(offer.pk, event=Event.NOT_ANSWERED, at=at)
    for pool_id in ledger.pools_waiting(at=at):
        wishes += match(pool_id=pool_id, at=at)
    return [*wishes, *on_duty.ring_all(at=at), *call_in.ring_all(at=at)]


def offer_declined(*, offer_id: int, at: datetime) -> list[Wish]:
    """The agent said "not now": the caller is first in line for the next, the agent stays ready."""
    return _ended(offer_id, event=Event.DECLINED, at=at)


def offer_not_answered(*, offer_id: int, at: datetime) -> list[Wish]:
    """The agent let it ring: the caller is first in line, the agent is told and rests until they say ready."""
    return _ended(offer_id, event=Event.NOT_ANSWERED, at=at)


def offer_unreachable(*, offer_id: int, at: datetime) -> list[Wish]:
    """The phone could not be rung: nobody's fault, the caller is first in line, the agent is told."""
    return _ended(offer_id, event=Event.UNREACHABLE, at=at)


def phone_seen(*, node: str, sip_user: str, reachable: bool, at: datetime) -> list[Wish]:
    """The switch has proved that a phone can, or can't, be reached."""
    agent = staff.phone_seen(sip_user=sip_user, reachable=reachable, at=at)
    if agent is None:
        return []
    if reachable:
        lost = agent.state == AgentState.OFFLINE  # perhaps in the middle of a conversation
        again = agent.state == AgentState.AVAILABLE and not agent.reachable
        return match(pool_id=agent.pool_id, at=at) if lost or again else []
    offer_id = offers.ringing_at(agent.pk)
    return [] if offer_id is None else offer_unreachable(offer_id=offer_id, at=at)


_ENDS = {
    Event.DECLINED: (OfferState.DECLINED, AgentState.AVAILABLE, StateReason.NONE),
    Event.NOT_ANSWERED: (OfferState.NOT_ANSWERED, AgentState.BREAK, StateReason.NOT_ANSWERING),
    Event.UNREACHABLE: (OfferState.UNREACHABLE, AgentState.OFFLINE, StateReason.PHONE_LOST),
}


def _ended(offer_id: int, *, event: Event, at: datetime) -> list[Wish]:
    pool_id = _offer_over(offer_id, event=event, at=at)
    if pool_id is None:
        return []
    return [StopRinging(offer_id=offer_id), *match(pool_id=pool_id, at=at), *_on_duty(pool_id, at=at)]


def _on_duty(pool_id: int, *, at: datetime) -> list[Wish]:
    """The next on duty at once, for callers and for agents who have asked."""
    return [*on_duty.ring(pool_id=pool_id, at=at), *call_in.ring_all(at=at)]


@transaction.atomic
def _offer_over(offer_id: int, *, event: Event, at: datetime) -> int | None:
    found = offers.offer(offer_id)
    if found is None:
        return None
    offer, contact = found
    offer_state, agent_state, reason = _ENDS[event]
    if offer.duty:
        return contact.pool_id if on_duty.not_taken(offer=offer, contact=contact, to=offer_state, at=at) else None
    if not routing.end(offer.pk, to=offer_state, at=at):
        return None
    contacts.move(contact, event, at=at, who=offer.agent_id)
    staff.move(offer.agent_id, to=agent_state, reason=reason, at=at, when={AgentState.OFFERED})
    return contact.pool_id


def _as_waiting(line: list[offers.InLine], *, at: datetime) -> list[rules.Waiting]:
    owners = cases.owners({one.contact.customer_id for one in line if one.contact.customer_id}, at=at)
    return [
        rules.Waiting(
            contact_id=one.contact.pk,
            organisation_id=one.contact.organisation_id,
            language=one.contact.language,
            owners=owners.get(one.contact.customer_id or 0, ()),
            declined_by=one.declined_by,
            kept_for=one.contact.agent_id,
            kept_until=one.contact.kept_until,
        )
        for one in line
    ]


def _rejoin(pool_id: int, *, without: set[int], at: datetime) -> list[Wish]:
    """Callers kept for an agent whose phone was lost and is back, or who chose to call them: bring them together.

    A phone that could not be rung for this is not rung again before it has been seen anew.
    """
    wishes: list[Wish] = []
    for contact in ledger.kept_in(pool_id, at=at):
        agent = contact.agent
        if agent is None or agent.pk in without or not agent.reachable:
            continue
        chosen = contact.left_at is not None and agent.state == AgentState.AVAILABLE
        if not chosen and agent.state_reason != StateReason.PHONE_LOST:
            continue
        phone = people.phone_in_use(agent)
        if phone is None or phone.number or offers.rang_in_vain(contact.pk, phone):
            continue
        offer = _offered(contact, agent.pk, rules.Why.CHOSEN if chosen else rules.Why.REJOIN, at=at)
        if offer:
            name = contact.customer.full_name if contact.customer else ""
            wishes.append(_ring(offer, contact, name, sip_user=phone.sip_user))
    return wishes


def _offered(contact: Contact, agent_id: int, why: rules.Why, *, mobile: str = "", at: datetime) -> Offer | None:
    """Claim both by conditional update; None if the caller is gone meanwhile.

    Raises _TakenMeanwhile if the agent was claimed elsewhere.
    """
    free = {AgentState.OFFLINE} if why == rules.Why.REJOIN else {AgentState.AVAILABLE}
    ring_for = rules.RING_MOBILE_FOR if mobile else rules.RING_FOR
    if contacts.move(contact, Event.OFFERED, at=at, who=agent_id) is None:
        return None
    if not staff.move(agent_id, to=AgentState.OFFERED, at=at, when=free):
        raise _TakenMeanwhile(agent_id)
    try:
        return routing.offer(contact, agent_id=agent_id, why=why, ring_for=ring_for, number=mobile, at=at)
    except IntegrityError as doubled:
        raise _TakenMeanwhile(agent_id) from doubled


def _ring(offer: Offer, contact: Contact, name: str, *, sip_user: str, outside: Outside | None = None) -> RingAgent:
    return RingAgent(
        offer_id=offer.pk,
        endpoint=f"PJSIP/{sip_user}",
        outside=outside,
        caller_name=name,
        caller_number=phone_numbers.spoken(contact.customer_number) if contact.customer_number else "",
        ring_for=int((offer.ends_at - offer.offered_at).total_seconds()),
        auto_answer=offer.rejoin,
    )


class _TakenMeanwhile(Exception):
    """The agent got somebody else in this very moment: all that was claimed is rolled back."""

    def __init__(self, agent_id: int) -> None:
        super().__init__(f"Agent {agent_id} is taken.")
        self.agent_id = agent_id
