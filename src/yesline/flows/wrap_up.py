"""What it was about; the agent is free again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.cases import queries as open_cases
from yesline.cases.models import Case
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import State
from yesline.contacts.models import Contact
from yesline.kernel import bells
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Topic
from yesline.promises import actions as promises
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent
from yesline.staff.queries import Seat


@transaction.atomic
def about(*, seat: Seat, contact_id: int, topic_id: int, at: datetime) -> None:
    """One click: what the contact was about."""
    contact = ledger.seen_by(seat, contact_id)
    topic = Topic.objects.filter(pk=topic_id, organisation_id=contact.organisation_id).first()
    if topic is None:
        raise NotYours
    contacts.change(contact, topic=topic)


@transaction.atomic
def finish(
    *, seat: Seat, contact_id: int, promise_what: str = "", promise_due_at: datetime | None = None, at: datetime
) -> None:
    """The agent ends the notes and is ready again.

    Nothing is a hostage-taker: what was typed and not saved goes where the draft says, into the open case that was
    chosen or a new one of theirs, and a promise with a time still to come is made.
    """
    contact = ledger.locked_for(seat, contact_id)
    if contact.agent_id != seat.agent.pk:
        raise NotYours
    if contact.state != State.ENDED:
        raise NotNow(_("The conversation is still going on."))
    if contact.wrapped_up_at is None:
        _own_the_unwritten(contact, by=seat.agent, promised=(promise_what.strip(), promise_due_at), at=at)
        contacts.change(contact, wrapped_up_at=at)
    staff.move(seat.agent.pk, to=AgentState.AVAILABLE, at=at, when={AgentState.WRAP_UP})
    bells.ring(bells.MATCH)


def written_by_the_lost(*, contact: Contact, at: datetime) -> None:
    """The caller is gone before the agent whose phone was lost is back: what they had typed is a case of theirs."""
    if contact.agent_id is None:
        return
    draft = open_cases.draft_of(contact.agent_id, contact.pk)
    if draft is not None and str(draft.fields.get("said", "")).strip():
        what = str(draft.fields.get("promise_what", "")).strip()
        _own_the_unwritten(contact, by=Agent.objects.get(pk=contact.agent_id), promised=(what, None), at=at)


def left_to_its_owner(*, contact: Contact, at: datetime) -> None:
    """Somebody on duty goes back to sleep, not to a form: what it was about is a case of theirs for later."""
    if contact.agent_id is not None:
        _own_the_unwritten(contact, by=Agent.objects.get(pk=contact.agent_id), promised=("", None), at=at)
        contacts.change(contact, wrapped_up_at=at)


def _own_the_unwritten(contact: Contact, *, by: Agent, promised: tuple[str, datetime | None], at: datetime) -> None:
    draft = open_cases.draft_of(by.pk, contact.pk)
    fields = draft.fields if draft else {}
    said, (what, due_at) = str(fields.get("said", "")).strip(), promised
    known = open_cases.of_contact(contact.pk)
    if not said and not what and (known or contact.topic is not None):
        return
    case = known[0] if known else _chosen(fields, contact) or _opened(contact, by=by, at=at)
    words = said or open_cases.said_in(case.pk, contact.pk)
    if what and due_at is not None and due_at > at:
        promises.make(case=case, what=what, due_at=due_at, by=by, at=at)
    elif what:
        words = "\n".join(filter(None, [words, _("To be promised, time still open: %(what)s") % {"what": what}]))
    cases.heard(case, contact=contact, said=words, by=by, at=at)
    cases.drop_drafts(contact=contact)


def _chosen(fields: dict[str, Any], contact: Contact) -> Case | None:
    """The open case of this customer that the draft says it belongs to: its clock runs on."""
    chosen = str(fields.get("case", ""))
    mine = open_cases.open_of(contact.customer_id) if contact.customer_id and chosen else []
    return next((case for case in mine if str(case.pk) == chosen), None)


def _opened(contact: Contact, *, by: Agent, at: datetime) -> Case:
    title = contact.topic.name if contact.topic else _("To be described: call")
    return cases.open_(contact=contact, title=title, topic=contact.topic, by=by, at=at)
