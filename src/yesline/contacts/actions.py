"""What writes contacts. One function moves a state; it writes the fact in the same transaction."""

from datetime import datetime
from typing import Any

from yesline.contacts import machine
from yesline.contacts.enums import Event, Outcome, State
from yesline.contacts.machine import Duty
from yesline.contacts.models import Contact, Fact
from yesline.kernel import hints


def begin(*, key: str, at: datetime, **given: Any) -> Contact | None:
    """A contact arrives and waits. None if the same key came before: it is the same contact."""
    if Contact.objects.filter(key=key).exists():
        return None
    contact = Contact.objects.create(key=key, arrived_at=at, state=State.WAITING, **given)
    note(contact, Event.ARRIVED, at=at)
    hints.tell(hints.organisation(contact.organisation_id))
    return contact


def note(contact: Contact, event: str, *, at: datetime, agent_id: int | None = None, **details: Any) -> None:
    """Write a fact without moving anything."""
    Fact.objects.create(
        organisation_id=contact.organisation_id,
        contact=contact,
        event=event,
        at=at,
        agent_id=agent_id,
        details=details,
    )


def move(
    contact: Contact, event: str, *, at: datetime, who: int | None = None, **changes: Any
) -> tuple[Duty, ...] | None:
    """Move a contact by the table and write the fact; None if the event means nothing now (late, doubled).

    `who` is the agent it concerns; `changes` are further fields of the contact that become true with this move.
    """
    found = machine.move(contact.state, event)
    if found is None:
        return None
    new, duties = found
    if new == State.ENDED:
        talked = contact.state == State.TALKING or (contact.state == State.RESCUED and contact.answered_at is not None)
        changes |= {"ended_at": at, "outcome": Outcome.TALKED if talked else Outcome.ABANDONED, "held": False}
    moved = Contact.objects.filter(pk=contact.pk, state=contact.state).update(state=new, **changes)
    if not moved:
        return None
    contact.state = new
    for name, value in changes.items():
        setattr(contact, name, value)
    note(contact, event, at=at, agent_id=who)
    hints.tell(hints.organisation(contact.organisation_id))
    if contact.agent_id is not None:
        hints.tell(hints.agent(contact.agent_id))
    return duties


def change(contact: Contact, **changes: Any) -> None:
    """Fields that are not the state: who it is, what it was about."""
    Contact.objects.filter(pk=contact.pk).update(**changes)
    for name, value in changes.items():
        setattr(contact, name, value)
    if contact.agent_id is not None:
        hints.tell(hints.agent(contact.agent_id))


def answered_after_all(contact: Contact, *, at: datetime) -> None:
    """A contact that had ended as unanswered was answered, as a later report proves: at `at` (UTC)."""
    mended = Contact.objects.filter(pk=contact.pk, state=State.ENDED, answered_at__isnull=True).update(
        answered_at=at, outcome=Outcome.TALKED
    )
    if mended:
        contact.answered_at, contact.outcome = at, Outcome.TALKED
        note(contact, Event.ANSWERED, at=at)
        hints.tell(hints.organisation(contact.organisation_id))
