"""People on duty are rung, one after another, for callers whom nobody at work could take; until one of them does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from yesline.calls.ports import Outside, RingAgent, StopRinging, Wish
from yesline.contacts import actions as contacts
from yesline.contacts.enums import Event
from yesline.contacts.models import Contact
from yesline.kernel import bells, locks, phone_numbers
from yesline.orgs import queries as orgs
from yesline.orgs import rules as org_rules
from yesline.orgs.enums import Step
from yesline.orgs.models import Organisation
from yesline.routing import actions as routing
from yesline.routing import rules as routing_rules
from yesline.routing.beside import actions as beside
from yesline.routing.beside import queries as uncared
from yesline.routing.beside.queries import Uncared
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState
from yesline.staff.rota import queries as duty
from yesline.staff.rota import rules
from yesline.staff.rota.rules import Rung, Spell

_BUSY = {AgentState.OFFERED, AgentState.TALKING}
_MOMENT = timedelta(seconds=1)


def ring_all(*, at: datetime) -> list[Wish]:
    """The watchdog's question, as in `route.match_all`: is it anybody's time to have people on duty rung?"""
    return [wish for pool_id in uncared.pools_without_duty() for wish in ring(pool_id=pool_id, at=at)]


@transaction.atomic
def ring(*, pool_id: int, at: datetime) -> list[Wish]:
    """Whoever of a pool's callers has waited as long as their organisation's plan says: the next on duty is rung.

    They stay in line meanwhile, and whoever becomes free at work is rung too. One matching of a pool at a time.
    """
    locks.hold(locks.MATCHING, pool_id)
    known: dict[int, _Duty] = {}
    wishes: list[Wish] = []
    for caller in uncared.without_duty(pool_id, at=at):
        organisation_id = caller.contact.organisation_id
        theirs = known.get(organisation_id) or known.setdefault(organisation_id, _Duty.of(organisation_id, at=at))
        if theirs.is_due(caller, at=at):
            on_duty = rules.chain(theirs.spells, purposes=rules.purposes_for(caller.kind), at=at)
            wishes += ring_next(caller=caller, on_duty=on_duty, rung=uncared.duty_rung(caller.contact.pk), at=at)
    return wishes


@dataclass(frozen=True)
class _Duty:
    """What is planned in one organisation at this moment."""

    organisation: Organisation
    is_open: bool
    steps: dict[tuple[str, str], int | None]
    spells: list[Spell]

    @classmethod
    def of(cls, organisation_id: int, *, at: datetime) -> "_Duty":
        organisation = Organisation.objects.get(pk=organisation_id)
        return cls(
            organisation=organisation,
            is_open=org_rules.open_at(orgs.hours_of(organisation), at),
            steps=orgs.plan_of(organisation_id),
            spells=rules.spells(duty.rota_of(organisation), since=at, until=at + _MOMENT),
        )

    def is_due(self, caller: Uncared, *, at: datetime) -> bool:
        """Whether the plan rings people on duty for this caller by now."""
        at_work = uncared.at_work(self.organisation.pk, caller.contact.language)
        met = org_rules.situation(is_open=self.is_open, at_work=at_work)
        after = org_rules.step_after(self.steps, met, Step.ROTA, kind=caller.kind)
        return after is not None and at >= caller.contact.arrived_at + timedelta(seconds=after)


def ring_next(*, caller: Uncared, on_duty: Sequence[Spell], rung: Sequence[Rung], at: datetime) -> list[Wish]:
    """Ring the next of them, if it is time, and nobody who is rung or talks already. Under the matching lock."""
    who = duty.people({one.agent_id for one in on_duty})
    busy = {key for key, agent in who.items() if agent.state in _BUSY}
    spell = rules.next_rung(on_duty, rung, busy=busy, at=at)
    if spell is None:
        return []
    phone = None if spell.number else duty.desk_phone_of(spell.agent_id)
    offer = _offered(caller, spell, at=at)
    if offer is None:
        return []
    contact = caller.contact
    return [
        RingAgent(
            offer_id=offer.pk,
            endpoint=phone.endpoint if phone else "",
            outside=_outside(caller, spell.number) if spell.number else None,
            caller_name=caller.name,
            caller_number=phone_numbers.spoken(contact.customer_number) if contact.customer_number else "",
            ring_for=int((offer.ends_at - offer.offered_at).total_seconds()),
        )
    ]


def _offered(caller: Uncared, spell: Spell, *, at: datetime) -> Offer | None:
    """Claim the one on duty, whether they had signed in or not; None if somebody else has just claimed them."""
    try:
        with transaction.atomic():
            before = staff.call_to_duty(spell.agent_id, at=at)
            if before is None:
                return None
            offer = routing.offer(
                caller.contact,
                agent_id=spell.agent_id,
                why=routing_rules.Why.DUTY,
                ring_for=routing_rules.RING_MOBILE_FOR if spell.number else routing_rules.RING_FOR,
                number=spell.number,
                on_duty=before,
                at=at,
            )
    except IntegrityError:
        return None
    contacts.move(caller.contact, Event.DUTY_RUNG, at=at, who=spell.agent_id)
    return offer


def _outside(caller: Uncared, number: str) -> Outside:
    return Outside(trunk=caller.trunk, address=caller.trunk_address, number=number, shown_as=caller.dialled)


def not_taken(*, offer: Offer, contact: Contact, to: OfferState, at: datetime) -> bool:
    """Somebody on duty did not come: they are as they were before. False if that was known already."""
    if not routing.end(offer.pk, to=to, at=at):
        return False
    give_back(offer=offer, when=AgentState.OFFERED, at=at)
    contacts.move(contact, Event.DUTY_NOT_TAKEN, at=at, who=offer.agent_id)
    return True


def give_back(*, offer: Offer, when: AgentState, at: datetime) -> None:
    """Whoever was rung by this offer is again what they were."""
    to = offer.agent_was or AgentState.AVAILABLE
    staff.move(offer.agent_id, to=to, reason=offer.agent_was_because, at=at, when={when})


def was_off(*, offer: Offer) -> bool:
    """Whether whoever was rung by this offer was not at work, and is to be so again afterwards."""
    return offer.duty and offer.agent_was in {AgentState.OFFLINE, AgentState.BREAK}


def leave_in_peace(*, contact_id: int, on_duty_only: bool = False, at: datetime) -> list[Wish]:
    """Everybody who is still rung for this contact, at work or on duty, is rung no more."""
    withdrawn = beside.withdraw(contact_id, on_duty_only=on_duty_only, at=at)
    for offer in withdrawn:
        give_back(offer=offer, when=AgentState.OFFERED, at=at)
    if withdrawn:
        bells.ring(bells.MATCH)
    return [StopRinging(offer_id=offer.pk) for offer in withdrawn]
