"""What it was about; the agent is free again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.cases import actions as cases
from yesline.cases import queries as open_cases
from yesline.contacts import actions as contacts
from yesline.contacts import queries as ledger
from yesline.contacts.enums import State
from yesline.contacts.models import Contact
from yesline.kernel import bells
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Topic
from yesline.staff import actions as staff
from yesline.staff.enums import AgentState
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
def finish(*, seat: Seat, contact_id: int, at: datetime) -> None:
    """The agent ends the notes and is ready again.

    Nothing is a hostage-taker: what was not written down becomes a case of theirs that says so.
    """
    contact = ledger.locked(ledger.seen_by(seat, contact_id).pk)
    if contact.agent_id != seat.agent.pk:
        raise NotYours
    if contact.state != State.ENDED:
        raise NotNow(_("The conversation is still going on."))
    if contact.wrapped_up_at is None:
        _own_the_unwritten(contact, seat=seat, at=at)
        contacts.change(contact, wrapped_up_at=at)
    staff.move(seat.agent.pk, to=AgentState.AVAILABLE, at=at, when={AgentState.WRAP_UP})
    bells.ring(bells.MATCH)


def _own_the_unwritten(contact: Contact, *, seat: Seat, at: datetime) -> None:
    draft = open_cases.draft_of(seat.agent.pk, contact.pk)
    said = str(draft.fields.get("said", "")).strip() if draft else ""
    if open_cases.of_contact(contact.pk) and not said:
        return
    if contact.topic is not None and not said:
        return
    known = open_cases.of_contact(contact.pk)
    title = contact.topic.name if contact.topic else _("To be described: call")
    case = known[0] if known else cases.open_(contact=contact, title=title, topic=contact.topic, by=seat.agent, at=at)
    cases.heard(case, contact=contact, said=said, by=seat.agent, at=at)
    cases.drop_draft(contact=contact, by=seat.agent)
