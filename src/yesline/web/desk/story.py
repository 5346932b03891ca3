"""A card made ready for showing: what was said before, who heard it, and the form about this conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from yesline.cases import queries as cases
from yesline.cases.models import CaseContact
from yesline.flows.recognise import Card
from yesline.web import words
from yesline.web.desk import spoken_time

EVENING = 18  # the hour until which a promise for today is offered


def of(card: Card) -> dict[str, Any]:
    """The history with what was written about each conversation, and who listened to it."""
    prefetch_related_objects(card.history, "recordings__listenings__agent")
    said = {row.contact_id: row for row in CaseContact.objects.filter(contact__in=card.history).select_related("case")}
    return {"history": [(contact, said.get(contact.pk)) for contact in card.history]}


def form(card: Card, at: datetime) -> dict[str, Any]:
    """What stands in the form: the draft if there is one, else what was saved last."""
    contact = card.contact
    assert contact is not None  # noqa: S101 - a form belongs to a conversation
    fields = dict(card.draft)
    written = card.written[0] if card.written else None
    if not fields and written is not None:
        fields = {"said": cases.said_in(written.pk, contact.pk), "case": str(written.pk)}
    fields.setdefault("topic", str(contact.topic_id or ""))
    read = promised(fields.get("promise_what", ""), fields.get("promise_due", ""), at)
    return {"fields": fields, "written": written, "times": times(at), "promised": read}


@dataclass(frozen=True)
class Promised:
    """What will be written down as a promise, to be read before it is made."""

    what: str
    written: str  # the time as somebody typed it
    due_at: datetime | None  # as it was understood

    @property
    def is_lost(self) -> bool:
        return bool(self.written) and self.due_at is None


def promised(what: str, written: str, at: datetime) -> Promised:
    """In two fields, or in one line as it is said: "call back tomorrow at 10"."""
    if written.strip():
        return Promised(what=what.strip(), written=written.strip(), due_at=spoken_time.understand(written, at))
    line = spoken_time.one_line(what, at)
    if line.due_at is None:
        return Promised(what=line.what, written="", due_at=None)
    span = f"{words.clock(line.from_at)}–{words.clock(line.due_at)}" if line.from_at else ""
    return Promised(what=", ".join(filter(None, [line.what, span])), written="", due_at=line.due_at)


def times(at: datetime) -> list[tuple[str, str]]:
    """Times a promise is often made for: what the button says, and what it writes. Only those still to come."""
    local = timezone.localtime(at)
    in_an_hour = timezone.localtime(at + timedelta(hours=1))
    found = [(_("in an hour"), words.clock(in_an_hour)), (_("tomorrow, 10:00"), f"{_('tomorrow')} 10:00")]
    if local < local.replace(hour=EVENING, minute=0) - timedelta(minutes=30):
        found.insert(1, (_("today, 18:00"), f"{_('today')} 18:00"))
    return found
