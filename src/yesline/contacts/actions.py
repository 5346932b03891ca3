"""What writes contacts. One function moves a state; it writes the fact in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from yesline.contacts import machine, rules
from yesline.contacts.enums import Event, Outcome, State
from yesline.contacts.machine import Duty
from yesline.contacts.models import Contact, Fact
from yesline.kernel import hints, sql
from yesline.kernel.errors import NotNow
from yesline.staff import queries as staff
from yesline.staff.models import Agent


def begin(*, key: str, at: datetime, beside: sql.Beside, **given: Any) -> Contact | None:
    """A contact arrives and waits. None if the same key came before: it is the same contact.

    `beside` is what begins with it, and reads its id and organisation_id from "new".
    """
    contact = Contact(key=key, arrived_at=at, state=State.WAITING, **given)
    text, values = sql.insertion(contact, unless="key")
    new = sql.row(
        f"WITH new AS ({text} RETURNING id, organisation_id), beside AS ({beside.text})"
        " INSERT INTO contacts_fact (contact_id, organisation_id, event, at, details)"
        " SELECT id, organisation_id, %(event)s, %(arrived_at)s, '{}' FROM new RETURNING contact_id",
        event=Event.ARRIVED,
        **values,
        **beside.values,
    )
    if new is None:
        return None
    contact.pk = new[0]
    hints.tell(hints.organisation(contact.organisation_id))
    return contact


def note(contact: Contact, event: str, *, at: datetime, agent_id: int | None = None, **details: Any) -> None:
    """Write a fact without moving anything."""
    sql.add(
        Fact(
            organisation_id=contact.organisation_id,
            contact_id=contact.pk,
            event=event,
            at=at,
            agent_id=agent_id,
            details=details,
        )
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
        changes |= {"ended_at": at, "outcome": _outcome(contact, event), "held": False, "call_at": None}
    fields = {"state": new, **changes}
    if not _moved(contact, event, at=at, who=who, fields=fields):
        return None
    for name, value in fields.items():
        setattr(contact, name, value)
    hints.tell(hints.organisation(contact.organisation_id))
    if contact.agent_id is not None:
        hints.tell(hints.agent(contact.agent_id))
    return duties


def _outcome(contact: Contact, event: str) -> Outcome:
    if event == Event.SETTLED:
        return Outcome.SETTLED
    talked = contact.state == State.TALKING or (contact.state == State.RESCUED and contact.answered_at is not None)
    return Outcome.TALKED if talked else Outcome.ABANDONED


def owe(
    contact: Contact,
    *,
    at: datetime,
    call_at: datetime | None,
    decider: int | None = None,
    kept_for: int | None = None,
) -> None:
    """Who has just left without having been helped keeps their place and is called back, not before `call_at`.

    Without a time it is the agent `decider` who decides. `kept_for` alone is rung for it in the next moments.
    """
    move(
        contact,
        Event.OWED,
        at=at,
        who=kept_for,
        ended_at=None,
        outcome=Outcome.NONE,
        left_at=contact.ended_at or at,
        call_at=call_at,
        decider_id=decider,
        agent_id=kept_for,
        kept_until=at + rules.ONE_CLICK if kept_for is not None else None,
        wrapped_up_at=None,
    )


def not_reached(
    contact: Contact, event: str, *, at: datetime, call_at: datetime | None, decider: int | None, left_at: datetime
) -> None:
    """A call back came to nothing: nobody there, or the agent gave up. It stays owed."""
    gone = {"agent_id": None, "kept_until": None, "held": False, "decider_id": decider}
    move(contact, event, at=at, who=contact.agent_id, left_at=left_at, call_at=call_at, **gone)


def keep_for(contact: Contact, agent_id: int, *, at: datetime) -> None:
    """Somebody to whom a call is owed is called now, by this agent."""
    change(contact, agent_id=agent_id, kept_until=at + rules.ONE_CLICK, call_at=at)


def _moved(contact: Contact, event: str, *, at: datetime, who: int | None, fields: dict[str, Any]) -> bool:
    """State and fact in one statement: neither can be without the other."""
    assignments = ", ".join(f"{name} = %(new_{name})s" for name in fields)
    moved = sql.change(
        f"WITH moved AS (UPDATE contacts_contact SET {assignments} WHERE id = %(id)s AND state = %(old)s"
        " RETURNING id, organisation_id)"
        " INSERT INTO contacts_fact (contact_id, organisation_id, event, at, agent_id, details)"
        " SELECT id, organisation_id, %(event)s, %(at)s, %(who)s, '{}' FROM moved",
        id=contact.pk,
        old=contact.state,
        event=event,
        at=at,
        who=who,
        **{f"new_{name}": value for name, value in fields.items()},
    )
    return bool(moved)


def connected(contact: Contact, *, at: datetime) -> None:
    """Both can hear each other; the first time is remembered beside the fact. Whoever is talked to needs no call back
    of an earlier try of theirs.
    """
    sql.change(
        "WITH heard AS (UPDATE contacts_contact SET connected_at = coalesce(connected_at, %(at)s) WHERE id = %(id)s"
        " RETURNING id, organisation_id, agent_id, customer_id),"
        " settled AS (UPDATE contacts_contact AS other SET state = 'ended', outcome = 'settled', ended_at = %(at)s,"
        " call_at = NULL, kept_until = NULL FROM heard WHERE other.customer_id = heard.customer_id"
        " AND other.organisation_id = heard.organisation_id AND other.id <> heard.id AND other.state = 'waiting'"
        " AND other.left_at IS NOT NULL RETURNING other.id, other.organisation_id, heard.agent_id)"
        " INSERT INTO contacts_fact (contact_id, organisation_id, event, at, agent_id, details)"
        " SELECT id, organisation_id, %(event)s, %(at)s, agent_id, '{}'::jsonb FROM heard"
        " UNION ALL SELECT id, organisation_id, %(settled)s, %(at)s, agent_id, '{}' FROM settled",
        id=contact.pk,
        at=at,
        event=Event.CONNECTED,
        settled=Event.SETTLED,
    )
    contact.connected_at = contact.connected_at or at
    if contact.agent_id is not None:
        hints.tell(hints.agent(contact.agent_id))


def change(contact: Contact, **changes: Any) -> None:
    """Fields that are not the state: who it is, what it was about."""
    Contact.objects.filter(pk=contact.pk).update(**changes)
    for name, value in changes.items():
        setattr(contact, name, value)
    if contact.agent_id is not None:
        hints.tell(hints.agent(contact.agent_id))


def answered_after_all(contact: Contact, *, at: datetime) -> None:
    """A contact that had ended as unanswered was answered, as a later report proves: at `at` (UTC). Nothing is owed."""
    unanswered = Q(state=State.ENDED, answered_at__isnull=True) | Q(state=State.WAITING, left_at__isnull=False)
    mended = Contact.objects.filter(unanswered, pk=contact.pk).update(
        state=State.ENDED,
        answered_at=at,
        ended_at=Coalesce(F("ended_at"), F("left_at")),
        call_at=None,
        outcome=Outcome.TALKED,
    )
    if mended:
        contact.refresh_from_db()
        note(contact, Event.ANSWERED, at=at)
        hints.tell(hints.organisation(contact.organisation_id))


def belongs_to(contact: Contact, organisation_id: int, *, customer_id: int | None, by: Agent) -> None:
    """A contact, and all that hangs on it, is another organisation's now. Its number stays the one that was dialled.

    The database does it, for whoever has the contact in hand: pages have no right to say whose anything is.
    """
    before = contact.organisation_id
    made_at, proof = staff.proof_of(by.user_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT yesline_move_contact(%s::bigint, %s::bigint, %s::bigint, %s::integer, %s::bigint, %s)",
            [contact.pk, organisation_id, customer_id, by.user_id, made_at, proof],
        )
        (moved,) = cursor.fetchone()
    if not moved:
        raise NotNow(_("This contact can't be moved there any more. Look at it again."))
    contact.refresh_from_db()
    for told in (hints.organisation(before), hints.organisation(organisation_id)):
        hints.tell(told)
    if contact.agent_id is not None:
        hints.tell(hints.agent(contact.agent_id))
