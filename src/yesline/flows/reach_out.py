"""We call back: whoever left before they were helped keeps their place, and an agent is on the line before it rings."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.enums import LegState, Party
from yesline.calls.ports import CallCustomer, Connect, EndCall, HangUp, Outside, Wish
from yesline.cases import queries as cases
from yesline.contacts import actions as contacts
from yesline.contacts import rules
from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact
from yesline.customers import queries as customers
from yesline.customers.models import Customer
from yesline.kernel import bells, phone_numbers
from yesline.orgs.models import Organisation
from yesline.routing import queries as offers
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState, StateReason

RING_FOR = 40  # seconds at a customer's phone
TOMORROW = timedelta(days=1)

# What follows when somebody leaves.


def left(*, contact: Contact, lost: bool, at: datetime) -> None:
    """A contact has just ended before anybody helped: unless nothing is owed, they keep their place for a call back.

    Where no call can be made to their number, a person decides.
    """
    if not rules.is_owed(arrived_at=contact.arrived_at, left_at=at, lost=lost, numbers=_known(contact)):
        return
    soon = at if lost else at + rules.BREATH
    call_at, decider = _who_or_when(contact, soon if numbers(contact=contact) else None, at=at)
    contacts.owe(contact, at=at, call_at=call_at, decider=decider)
    bells.ring(bells.MATCH)


def cut_off(*, contact: Contact, at: datetime) -> None:
    """A conversation has just ended by a fault of ours: its agent calls back as soon as their phone is there.

    Where no call can be made to their number, a person decides, as of those who left.
    """
    if not _known(contact):
        return
    callable_now = bool(numbers(contact=contact))
    call_at, decider = _who_or_when(contact, at if callable_now else None, at=at)
    kept_for = contact.agent_id if callable_now else None
    contacts.owe(contact, at=at, call_at=call_at, decider=decider, kept_for=kept_for)
    bells.ring(bells.MATCH)


# What happens while we call.


def call(*, contact: Contact, agent_id: int, agent_channel: str, at: datetime) -> list[Wish]:
    """The agent is on the line: now the customer's phone rings."""
    tries = contact.tries + 1
    moved = contacts.move(
        contact, Event.CALLING, at=at, who=agent_id, agent_id=agent_id, tries=tries, kept_until=None, wrapped_up_at=None
    )
    if moved is None:
        return [HangUp(channel=agent_channel)]
    channel = f"back-{contact.pk}-{tries}"
    calls.leg_began(contact, party=Party.CALLER, node=settings.NODE, channel=channel, state=LegState.RINGING, at=at)
    return [
        CallCustomer(
            contact_id=contact.pk,
            channel=channel,
            agent_channel=agent_channel,
            outside=_outside(contact),
            ring_for=RING_FOR,
        )
    ]


@transaction.atomic
def reached(*, node: str, channel: str, at: datetime) -> list[Wish]:
    """The customer has picked up: both talk."""
    contact = call_facts.contact_on(node, channel)
    offer = offers.accepted_offer_for(contact.pk) if contact else None
    if contact is None or offer is None or contact.state not in {State.CALLING, State.TALKING}:
        return [HangUp(channel=channel)]
    if contact.state == State.CALLING:
        first_answer = contact.answered_at or at
        talks = {"answered_at": first_answer, "left_at": None, "call_at": None}
        contacts.move(contact, Event.REACHED, at=at, who=contact.agent_id, **talks)
    return [Connect(contact_id=contact.pk, caller_channel=channel, agent_channel=offer.channel)]


def rang_again(*, contact: Contact, node: str, channel: str, at: datetime) -> list[Wish] | None:
    """Somebody to whom a call is owed rings us: they have their old place, at once, and are called no more.

    If their phone was just being rung, that ends and the agent is free: they are as good as next. To join them right
    here would be wrong where the rescue plan has taken this call meanwhile. None if nothing is owed any more.
    """
    living = call_facts.caller_leg(contact.pk) if contact.state == State.CALLING else None
    wishes = came_to_nothing(contact=contact, event=Event.NOT_REACHED, at=at) if living is not None else []
    if living is not None:
        calls.leg_gone(contact.pk, living.channel, at=at)
    if contacts.move(contact, Event.RANG_AGAIN, at=at, left_at=None, call_at=None) is None:
        return None
    calls.leg_began(contact, party=Party.CALLER, node=node, channel=channel, state=LegState.RINGING, at=at)
    return wishes


def not_reached(*, node: str, channel: str, at: datetime) -> list[Wish]:
    """Nobody picked up, or it could not even ring: another time, perhaps at another number of theirs."""
    with transaction.atomic():
        contact = call_facts.contact_on(node, channel)
        if contact is None or not calls.leg_gone(contact.pk, channel, at=at) or contact.state != State.CALLING:
            return []
        return came_to_nothing(contact=contact, event=Event.NOT_REACHED, at=at)


def came_to_nothing(*, contact: Contact, event: Event, lost: bool = False, at: datetime) -> list[Wish]:
    """This call back is over; the agent is free again, and the customer is still owed one."""
    offer, customer = offers.accepted_offer_for(contact.pk), call_facts.caller_leg(contact.pk)
    agent_id = contact.agent_id
    call_at, decider = _who_or_when(contact, at if lost else _next_call(contact, at=at), at=at)
    contacts.not_reached(contact, event, at=at, left_at=contact.left_at or at, call_at=call_at, decider=decider)
    if agent_id is not None and lost:
        gone = StateReason.PHONE_LOST
        staff.move(agent_id, to=AgentState.OFFLINE, reason=gone, at=at, when={AgentState.TALKING})
    elif agent_id is not None:
        staff.move(agent_id, to=AgentState.AVAILABLE, at=at, when={AgentState.TALKING})
    bells.ring(bells.MATCH)
    return [
        EndCall(
            contact_id=contact.pk,
            caller_channel=customer.channel if customer and customer.state != LegState.GONE else "",
            agent_channel=offer.channel if offer else "",
        )
    ]


def _who_or_when(contact: Contact, call_at: datetime | None, *, at: datetime) -> tuple[datetime | None, int | None]:
    """When to call, or else who decides: a lead. Where there is nobody to decide it is tried again tomorrow."""
    if call_at is not None:
        return call_at, None
    decider = cases.keeper_for(contact.organisation_id, at=at, leads_only=True)
    return (at + TOMORROW, None) if decider is None else (None, decider.pk)


def _next_call(contact: Contact, *, at: datetime) -> datetime | None:
    organisation = Organisation.objects.get(pk=contact.organisation_id)
    quiet = rules.Quiet(ZoneInfo(organisation.timezone), organisation.quiet_from, organisation.quiet_until)
    return rules.next_call(contact.tries, at=at, quiet=quiet)


def _known(contact: Contact) -> list[str]:
    """Their numbers: the one they rang from, then the others."""
    theirs = customers.numbers_of(Customer(pk=contact.customer_id)) if contact.customer_id else []
    return [one for one in dict.fromkeys([contact.customer_number, *theirs]) if one]


def numbers(*, contact: Contact) -> list[str]:
    """Those at which they can be called: none that is short, or costs extra."""
    return [one for one in _known(contact) if phone_numbers.is_personal(one)]


def _outside(contact: Contact) -> Outside:
    trunk = contact.number.trunk
    return Outside(
        trunk=trunk.name,
        address=trunk.sends_to or trunk.addresses[0],
        number=rules.number_to_call(contact.tries - 1, numbers(contact=contact)),
        shown_as=contact.number.e164,
    )
