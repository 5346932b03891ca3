from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from yesline.calls.enums import CommandState, LegState, Party, RecordingState
from yesline.calls.models import Command, Leg, Listening, Recording
from yesline.contacts.models import Contact
from yesline.kernel import sql
from yesline.kernel.errors import NotYours
from yesline.staff.queries import Seat


def caller_leg(contact_id: int) -> Leg | None:
    return sql.one(Leg, "WHERE contact_id = %(id)s AND party = 'caller' ORDER BY id DESC LIMIT 1", id=contact_id)


def agent_legs(contact_id: int) -> list[Leg]:
    """Whoever of ours is on the line in a conversation, in the order in which they came."""
    living = Leg.objects.filter(contact_id=contact_id, party=Party.AGENT).exclude(state=LegState.GONE)
    return list(living.select_related("agent").order_by("id"))


def leg_of(node: str, channel: str) -> Leg | None:
    return sql.one(Leg, "WHERE node = %(node)s AND channel = %(channel)s", node=node, channel=channel)


def contact_on(node: str, channel: str) -> Contact | None:
    """The contact whose leg this is, ours until this transaction ends."""
    return sql.one(
        Contact,
        "WHERE id = (SELECT contact_id FROM calls_leg WHERE node = %(node)s AND channel = %(channel)s)"
        " FOR NO KEY UPDATE",
        node=node,
        channel=channel,
    )


def known_caller(*, node: str, channel: str, organisation_id: int, e164: str) -> tuple[int | None, int | None]:
    """The contact a channel belongs to already, and the one that this number left and is owed a call for."""
    found = sql.row(
        "SELECT (SELECT contact_id FROM calls_leg WHERE node = %(node)s AND channel = %(channel)s),"
        " (SELECT id FROM contacts_contact WHERE organisation_id = %(organisation)s AND customer_number = %(e164)s"
        " AND %(e164)s <> '' AND state <> 'ended' AND left_at IS NOT NULL ORDER BY arrived_at LIMIT 1)",
        node=node,
        channel=channel,
        organisation=organisation_id,
        e164=e164,
    )
    return found if found is not None else (None, None)


def living_legs(node: str) -> list[Leg]:
    return list(Leg.objects.filter(node=node).exclude(state=LegState.GONE).select_related("contact").order_by("id"))


def running_recordings(node: str) -> list[Recording]:
    return list(Recording.objects.filter(node=node, state=RecordingState.RUNNING).order_by("id"))


@dataclass(frozen=True)
class Asked:
    """What people asked of the switch for one contact."""

    open: frozenset[str] = frozenset()  # verbs it has not answered yet
    refused: str = ""  # the last verb asked for, if the switch could not do it


def asked_of(contact_id: int) -> Asked:
    newest = Command.objects.filter(contact_id=contact_id).order_by("-id").values_list("verb", "state")[:20]
    known = [(str(verb), state) for verb, state in newest]
    unanswered = frozenset(verb for verb, state in known if state in {CommandState.ASKED, CommandState.SENT})
    refused = known[0][0] if known and known[0][1] == CommandState.FAILED else ""
    return Asked(open=unanswered, refused=refused)


def recording_seen_by(seat: Seat, recording_id: int) -> Recording:
    """A kept recording this person may hear. Raises NotYours without saying whether it exists."""
    found = (
        Recording.objects.select_related("contact__agent")
        .filter(pk=recording_id, organisation_id__in=seat.organisations, state=RecordingState.KEPT)
        .first()
    )
    if found is None:
        raise NotYours
    return found


def file_of(recording: Recording) -> Path:
    return Path(settings.RECORDINGS) / recording.path


def listened_to(agent_id: int, *, since: datetime) -> list[Listening]:
    """Who listened to conversations this agent spoke in."""
    found = Listening.objects.filter(recording__contact__agent_id=agent_id, at__gte=since)
    return list(found.exclude(agent_id=agent_id).select_related("agent", "recording__contact"))
