"""Both are heard: whose side is silent is told to the agent and written down; an agent's leg is made anew, once.

The caller's leg is never touched. What silence is, the switch decides (telephony/switch/silence.py).
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.enums import Party, Verb
from yesline.calls.ports import Wish
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact
from yesline.flows import answer
from yesline.kernel.errors import NotNow, NotYours
from yesline.routing import queries as offers
from yesline.routing.models import Offer
from yesline.staff import queries as people
from yesline.staff.enums import PhoneKind
from yesline.staff.queries import Seat

log = logging.getLogger(__name__)
_UNHEARD = {Party.AGENT: Event.AGENT_UNHEARD, Party.CALLER: Event.CALLER_UNHEARD}
_HEARD = {Party.AGENT: Event.AGENT_HEARD, Party.CALLER: Event.CALLER_HEARD}


@transaction.atomic
def microphone(*, seat: Seat, contact_id: int, on: bool, at: datetime) -> None:
    """The agent switches their microphone off, or on again, in their browser: the switch must know."""
    contact = ledger.seen_by(seat, contact_id)
    if contact.agent_id != seat.agent.pk:
        raise NotYours
    if contact.state != State.TALKING:
        raise NotNow(_("This conversation is over."))
    leg = call_facts.caller_leg(contact.pk)
    calls.ask(
        verb=Verb.UNMUTED if on else Verb.MUTED,
        node=leg.node if leg else settings.NODE,
        agent=seat.agent,
        organisation_id=contact.organisation_id,
        contact=contact,
        at=at,
    )


def side_unheard(*, offer_id: int, whose: str, sends: bool, at: datetime) -> list[Wish]:
    """One of two who talk is not heard. `sends`: something comes from them, but it is silence.

    An agent's browser is joined anew by itself, the first time. If then nothing comes from it at all, the next person
    is rung for the caller; if silence comes, the agent is told where to look.
    """
    times = _written_down(offer_id, Party(whose), sends=sends, at=at)
    if times == 1 or (times and not sends):
        return answer.agent_left(offer_id=offer_id, lost=True, kept=times == 1, at=at)
    return []


@transaction.atomic
def side_heard(*, offer_id: int, whose: str, at: datetime) -> list[Wish]:
    """Who was not heard is heard again."""
    found = _talking(offer_id)
    if found is not None:
        offer, contact = found
        if whose in ledger.unheard_in(contact.pk, agent_id=offer.agent_id):
            contacts.move(contact, _HEARD[Party(whose)], at=at, who=offer.agent_id)
    return []


@transaction.atomic
def _written_down(offer_id: int, whose: Party, *, sends: bool, at: datetime) -> int:
    """How often this agent's browser was not heard in this conversation; 0 if it is another side, or it is over."""
    found = _talking(offer_id)
    if found is None:
        return 0
    offer, contact = found
    contacts.move(contact, _UNHEARD[whose], at=at, who=offer.agent_id)
    log.warning("Contact %s: the %s is not heard: %s.", contact.pk, whose, "silence" if sends else "nothing comes")
    phone = people.phone_in_use(offer.agent)
    if whose != Party.AGENT or phone is None or phone.kind != PhoneKind.BROWSER:
        return 0
    return contact.facts.filter(event=Event.AGENT_UNHEARD, agent_id=offer.agent_id).count()


def _talking(offer_id: int) -> tuple[Offer, Contact] | None:
    """The offer and its conversation, ours until this transaction ends; None if they talk no more, or to another."""
    found = offers.offer(offer_id)
    if found is None:
        return None
    offer, contact = found
    talking = contact.state == State.TALKING and offers.accepted_offer_for(contact.pk) == offer
    return (offer, contact) if talking else None
