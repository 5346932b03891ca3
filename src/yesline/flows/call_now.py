"""An agent calls back at once, or says why no call is owed any more."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from yesline.calls import actions as calls
from yesline.calls import queries as call_facts
from yesline.calls.enums import Verb
from yesline.calls.models import Command
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, State
from yesline.contacts.models import Contact
from yesline.flows import reach_out
from yesline.journal import actions as journal
from yesline.kernel import bells
from yesline.kernel.errors import NotNow
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState
from yesline.staff.queries import Seat


@transaction.atomic
def call(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """An agent calls somebody back at once: one who is owed a call, or with whom they talked when the line broke.

    Their own phone is connected first, then the customer's rings.
    """
    contact = ledger.seen_by(seat, contact_id)
    broken = contact.state == State.ENDED and contact.agent_id == seat.agent.pk and ledger.broke(contact)
    if not broken and not ledger.is_owed(contact):
        raise NotNow(_("This customer is owed no call any more."))
    free = {AgentState.AVAILABLE, AgentState.WRAP_UP} if broken else {AgentState.AVAILABLE}
    if seat.agent.state not in free or not seat.agent.reachable:
        raise NotNow(_("Say that you are ready first: your own phone is connected before theirs rings."))
    if not reach_out.numbers(contact=contact):
        raise NotNow(_("No number is known at which they could be called."))
    _ask(seat, contact, Verb.CALL_BACK, at=at)


@transaction.atomic
def settle(*, seat: Seat, contact_id: int, why: str, at: datetime) -> None:
    """Nobody needs to call this customer any more; a person says why, and answers for it."""
    contact = ledger.seen_by(seat, contact_id)
    if not why.strip():
        raise NotNow(_("Say in a few words why no call is owed any more."))
    if not ledger.is_owed(contact):
        raise NotNow(_("This customer is owed no call any more."))
    journal.record(
        "contact.settled",
        noun="contact",
        noun_id=contact.pk,
        organisation_id=contact.organisation_id,
        by=seat.agent.pk,
        at=at,
        why=why.strip()[:200],
    )
    _ask(seat, contact, Verb.SETTLE, at=at)


def _ask(seat: Seat, contact: Contact, verb: Verb, *, at: datetime) -> None:
    leg = call_facts.caller_leg(contact.pk)
    calls.ask(
        verb=verb,
        node=leg.node if leg else settings.NODE,
        agent=seat.agent,
        organisation_id=contact.organisation_id,
        contact=contact,
        at=at,
    )


def asked(*, command: Command, at: datetime) -> str:
    """What an agent has asked is done here, not at the switch. Returns why it could not be, or nothing."""
    contact = ledger.locked(command.contact_id or 0)
    if command.verb == Verb.SETTLE and ledger.is_owed(contact):
        contacts.move(contact, Event.SETTLED, at=at, who=command.agent_id)
    elif command.verb == Verb.CALL_BACK and ledger.is_owed(contact):
        contacts.keep_for(contact, command.agent_id, at=at)
    elif command.verb == Verb.CALL_BACK and contact.state == State.ENDED and contact.agent_id == command.agent_id:
        staff.move(command.agent_id, to=AgentState.AVAILABLE, at=at, when={AgentState.WRAP_UP})
        contacts.owe(contact, at=at, call_at=at, kept_for=command.agent_id)
    else:
        return "somebody else has just called them, or they have rung again"
    bells.ring(bells.MATCH)
    return ""
