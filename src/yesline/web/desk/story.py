"""A card made ready for showing: what was said before, who heard it, and the form about this conversation."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from yesline.cases.models import CaseContact
from yesline.contacts.models import Contact
from yesline.flows.recognise import Card

EVENING, MORNING = 18, 10  # hours a promise is often made for


def of(card: Card) -> dict[str, Any]:
    """The history with what was written about each conversation, and who listened to it."""
    prefetch_related_objects(card.history, "recording__listenings__agent")
    said = {row.contact_id: row for row in CaseContact.objects.filter(contact__in=card.history).select_related("case")}
    return {"history": [(contact, said.get(contact.pk)) for contact in card.history]}


def form(card: Card, at: datetime) -> dict[str, Any]:
    """What stands in the form: the draft if there is one, else what was saved last."""
    contact = card.contact
    assert contact is not None  # noqa: S101 - a form belongs to a conversation
    fields = dict(card.draft)
    written = card.written[0] if card.written else None
    if not fields and written is not None:
        fields = {"said": _said(written.pk, contact), "case": str(written.pk)}
    fields.setdefault("topic", str(contact.topic_id or ""))
    return {"fields": fields, "written": written, "times": times(at)}


def _said(case_id: int, contact: Contact) -> str:
    row = CaseContact.objects.filter(case_id=case_id, contact=contact).first()
    return row.said if row else ""


def times(at: datetime) -> list[tuple[str, datetime]]:
    """Times a promise is often made for, on the agent's clock; only those still to come."""
    local = timezone.localtime(at).replace(second=0, microsecond=0)
    evening = local.replace(hour=EVENING, minute=0)
    tomorrow = (local + timedelta(days=1)).replace(hour=MORNING, minute=0)
    found = [(_("in an hour"), local + timedelta(hours=1)), (_("tomorrow, 10:00"), tomorrow)]
    if evening > local + timedelta(minutes=30):
        found.insert(1, (_("today, 18:00"), evening))
    return found
