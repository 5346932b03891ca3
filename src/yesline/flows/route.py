"""Who answers: matched, offered, not answered, offered again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yesline.calls.ports import RingAgent, StopRinging, Wish
from yesline.cases import queries as cases
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event
from yesline.contacts.models import Contact
from yesline.kernel import locks, phone_numbers
from yesline.routing import actions as routing
from yesline.routing import queries as offers
from yesline.routing import rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff import actions as staff
from yesline.staff import queries as people
from yesline.staff.enums import AgentState, StateReason
from yesline.staff.models import Agent


@transaction.atomic
def match(*, pool_id: int, at: datetime) -> list[Wish]:
    """Give everybody in a pool's line the best person who is free now; a short transaction of its own.

    One at a time per pool (advisory lock), never while other rows are held.
    """
    locks.hold(locks.MATCHING, pool_id)
    whole = ledger.line_in(pool_id, at=at)
    wishes = _rejoin(pool_id, at=at) if whole.some_kept else []
    idle = offers.able(pool_id, wanted=whole.wanted)
    if not idle:
        return wishes
    kinds = {(agent.languages, agent.serves) for agent in idle}
    line = ledger.line_of(pool_id, kinds=kinds, at=at, most=min(offers.MOST, len(idle) + offers.SPARE))
    if not line:
        return wishes
    waiting = _as_waiting(line, at=at)
    owners = {owner for one in waiting for owner in one.owners}
    idle += offers.ready_of(pool_id, owners - {agent.agent_id for agent in idle})
    by_id = {contact.pk: contact for contact in line}
    for one, agent in rules.pairs(waiting, idle, at=at):
        wishes += _offered(by_id[one.contact_id], agent_id=agent.agent_id, why=rules.why(one, agent), at=at)
    return wishes


def match_all(*, node: str, at: datetime) -> list[Wish]:
    """The watchdog's question, once a second and at every bell: is anybody waiting beside a free person?"""
    wishes: list[Wish] = []
    for offer in offers.overdue(at=at):
        wishes += _ended(offer.pk, event=Event.NOT_ANSWERED, at=at)
    for pool_id in ledger.pools_waiting():
        wishes += match(pool_id=pool_id, at=at)
    return wishes


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
    phone = staff.phone_seen(sip_user=sip_user, reachable=reachable, at=at)
    if phone is None or not phone.in_use:
        return []
    offer = offers.live_offer_of(phone.agent_id)
    if not reachable and offer is not None:
        return offer_unreachable(offer_id=offer.pk, at=at)
    if not reachable:
        return []
    agent = Agent.objects.only("pool_id").get(pk=phone.agent_id)
    return match(pool_id=agent.pool_id, at=at)


_ENDS = {
    Event.DECLINED: (OfferState.DECLINED, AgentState.AVAILABLE, StateReason.NONE),
    Event.NOT_ANSWERED: (OfferState.NOT_ANSWERED, AgentState.BREAK, StateReason.NOT_ANSWERING),
    Event.UNREACHABLE: (OfferState.UNREACHABLE, AgentState.OFFLINE, StateReason.PHONE_LOST),
}


def _ended(offer_id: int, *, event: Event, at: datetime) -> list[Wish]:
    pool_id = _offer_over(offer_id, event=event, at=at)
    if pool_id is None:
        return []
    return [StopRinging(offer_id=offer_id), *match(pool_id=pool_id, at=at)]


@transaction.atomic
def _offer_over(offer_id: int, *, event: Event, at: datetime) -> int | None:
    offer = Offer.objects.filter(pk=offer_id).first()
    if offer is None:
        return None
    contact = ledger.locked(offer.contact_id)
    offer_state, agent_state, reason = _ENDS[event]
    if not routing.end(offer.pk, to=offer_state, at=at):
        return None
    contacts.move(contact, event, at=at, who=offer.agent_id)
    staff.move(offer.agent_id, to=agent_state, reason=reason, at=at, when={AgentState.OFFERED})
    return contact.pool_id


def _as_waiting(line: list[Contact], *, at: datetime) -> list[rules.Waiting]:
    owners = cases.owners({contact.customer_id for contact in line if contact.customer_id})
    declined = offers.declined([contact.pk for contact in line], at=at)
    return [
        rules.Waiting(
            contact_id=contact.pk,
            organisation_id=contact.organisation_id,
            language=contact.language,
            owners=owners.get(contact.customer_id or 0, ()),
            declined_by=declined.get(contact.pk, frozenset()),
            kept_for=contact.agent_id,
            kept_until=contact.kept_until,
        )
        for contact in line
    ]


def _rejoin(pool_id: int, *, at: datetime) -> list[Wish]:
    """Callers kept for an agent whose phone was lost and is back: put them together again.

    A phone that could not be rung for this is not rung again before it has been seen anew.
    """
    wishes: list[Wish] = []
    for contact in ledger.kept_in(pool_id, at=at):
        agent = contact.agent
        lost = agent and agent.reachable and agent.state_reason == StateReason.PHONE_LOST
        if agent and lost and not offers.rang_in_vain(contact.pk, people.phone_in_use(agent)):
            wishes += _offered(contact, agent_id=agent.pk, why=rules.Why.REJOIN, at=at)
    return wishes


def _offered(contact: Contact, *, agent_id: int, why: rules.Why, at: datetime) -> list[Wish]:
    """Claim both by conditional update; whoever was faster elsewhere wins and nothing is half done."""
    free = {AgentState.OFFLINE} if why == rules.Why.REJOIN else {AgentState.AVAILABLE}
    try:
        with transaction.atomic():
            if contacts.move(contact, Event.OFFERED, at=at, who=agent_id) is None:
                return []
            if not staff.move(agent_id, to=AgentState.OFFERED, at=at, when=free):
                raise _TakenMeanwhile
            offer = routing.offer(contact, agent_id=agent_id, why=why, at=at)
    except (_TakenMeanwhile, IntegrityError):
        return []
    phone = people.phone_in_use(Agent(pk=agent_id))
    if phone is None:
        return []
    return [
        RingAgent(
            offer_id=offer.pk,
            endpoint=phone.endpoint,
            caller_name=contact.customer.full_name if contact.customer else "",
            caller_number=phone_numbers.spoken(contact.customer_number) if contact.customer_number else "",
            ring_for=int(rules.RING_FOR.total_seconds()),
            auto_answer=offer.rejoin,
        )
    ]


class _TakenMeanwhile(Exception):
    """The agent got somebody else in this very moment: the claim is rolled back."""
