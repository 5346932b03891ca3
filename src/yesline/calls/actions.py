"""What writes legs, commands and recordings."""

from datetime import datetime, timedelta

from django.db import transaction

from yesline.calls.enums import CommandState, LegState, Party, RecordingState, Verb
from yesline.calls.models import Command, Leg, Listening, Recording
from yesline.contacts.models import Contact
from yesline.kernel import bells, hints, sql
from yesline.staff.models import Agent

CONVERSION_TRIES = 5
CONVERSION_LEASE = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(minutes=1)


def callers_leg(*, node: str, channel: str, at: datetime) -> sql.Beside:
    """The caller's connection begins with their contact."""
    return sql.Beside(
        "INSERT INTO calls_leg (organisation_id, contact_id, party, node, channel, state, began_at)"
        " SELECT organisation_id, id, 'caller', %(leg_node)s, %(leg_channel)s, 'ringing', %(leg_began_at)s FROM new"
        " ON CONFLICT (node, channel) DO NOTHING",
        {"leg_node": node, "leg_channel": channel, "leg_began_at": at},
    )


def leg_began(
    contact: Contact,
    *,
    party: Party,
    node: str,
    channel: str,
    state: LegState,
    at: datetime,
    agent_id: int | None = None,
) -> None:
    """A party's connection begins; reported twice it is one."""
    leg = Leg(
        organisation_id=contact.organisation_id,
        contact_id=contact.pk,
        party=party,
        agent_id=agent_id,
        node=node,
        channel=channel,
        state=state,
        began_at=at,
    )
    sql.add(leg, unless="node, channel")


def caller_up(contact_id: int) -> tuple[str, str] | None:
    """The caller is connected. Returns node and channel of their leg, None if it is gone."""
    return sql.row(
        "UPDATE calls_leg SET state = 'up' WHERE contact_id = %(id)s AND party = 'caller' AND state <> 'gone'"
        " RETURNING node, channel",
        id=contact_id,
    )


def leg_gone(contact_id: int, channel: str, *, at: datetime) -> bool:
    """A party's connection has ended; False if that was known."""
    gone = sql.change(
        "UPDATE calls_leg SET state = 'gone', ended_at = %(at)s"
        " WHERE contact_id = %(contact)s AND channel = %(channel)s AND state <> 'gone'",
        contact=contact_id,
        channel=channel,
        at=at,
    )
    return bool(gone)


def ask(*, verb: str, node: str, agent: Agent, organisation_id: int, contact: Contact | None, at: datetime) -> Command:
    """Ask something of the switch; the same thing asked twice while it is open is one command."""
    open_states = [CommandState.ASKED, CommandState.SENT]
    same = Command.objects.filter(verb=verb, contact=contact, agent=agent, state__in=open_states)
    command = same.first() if contact is not None else None
    if command is None:
        command = Command.objects.create(
            verb=verb, node=node, agent=agent, organisation_id=organisation_id, contact=contact, asked_at=at
        )
    bells.ring(bells.COMMANDS, node)
    hints.tell(hints.agent(agent.pk))
    return command


@transaction.atomic
def take_commands(node: str) -> list[Command]:
    """The commands nobody has carried to the switch yet, in order; they are ours now."""
    asked = Command.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    mine = list(
        asked.filter(node=node, state=CommandState.ASKED).select_related("agent", "contact").order_by("id")[:50]
    )
    Command.objects.filter(pk__in=[command.pk for command in mine]).update(state=CommandState.SENT)
    return mine


def command_ended(command: Command, *, at: datetime, error: str = "") -> bool:
    """The switch has answered; False if that was known already. What was given up may turn out to be done."""
    open_states = [CommandState.ASKED, CommandState.SENT, *([] if error else [CommandState.FAILED])]
    ended = Command.objects.filter(pk=command.pk, state__in=open_states).update(
        state=CommandState.FAILED if error else CommandState.DONE, ended_at=at, error=error[:300]
    )
    hints.tell(hints.agent(command.agent_id))
    return bool(ended)


def commands_lost(node: str, *, at: datetime) -> None:
    """Nobody knows whether these were done: who asked is told so, and may ask again."""
    for command in Command.objects.filter(node=node, state=CommandState.SENT).exclude(verb=Verb.PUSH_PHONE):
        command_ended(command, at=at, error="the controller was started anew before the switch had answered")
    Command.objects.filter(node=node, state=CommandState.SENT).update(state=CommandState.ASKED)


def recording_began(contact: Contact, *, node: str, channel: str, at: datetime) -> None:
    state = RecordingState.REFUSED if contact.recording_refused else RecordingState.RUNNING
    recording = Recording(
        organisation_id=contact.organisation_id,
        contact_id=contact.pk,
        node=node,
        channel=channel,
        state=state,
        state_at=at,
    )
    sql.add(recording, unless="node, channel")


def recording_refused(contact: Contact, *, at: datetime) -> None:
    Recording.objects.filter(contact=contact).update(state=RecordingState.REFUSED, state_at=at, due_at=None, path="")


def recording_raw(*, node: str, channel: str, at: datetime) -> None:
    """The raw sound is complete: it is due for conversion now."""
    sql.rows(
        "WITH raw AS (UPDATE calls_recording SET state = 'raw', state_at = %(at)s, due_at = %(at)s"
        " WHERE node = %(node)s AND channel = %(channel)s AND state = 'running' RETURNING id)"
        " SELECT pg_notify(%(bell)s, '') FROM raw",
        node=node,
        channel=channel,
        at=at,
        bell=bells.WORK,
    )


def forgotten_become_raw(*, at: datetime) -> int:
    """Recordings of contacts that ended a while ago, whose end a dying controller did not report."""
    forgotten = Recording.objects.filter(
        state=RecordingState.RUNNING, contact__ended_at__lt=at - FORGOTTEN_AFTER
    ).values("pk")
    return Recording.objects.filter(pk__in=forgotten).update(state=RecordingState.RAW, state_at=at, due_at=at)


@transaction.atomic
def claim_due_recordings(*, at: datetime, most: int = 5) -> list[Recording]:
    """Recordings to convert or to erase; a lease keeps other workers away while we are at it.

    Raw ones first, as they fill the disk and people wait for them; one place is left for what must be erased.
    """
    due = Recording.objects.select_for_update(skip_locked=True, no_key=True).filter(due_at__lte=at).order_by("due_at")
    raw = list(due.filter(state=RecordingState.RAW)[: most - 1])
    mine = raw + list(due.filter(state=RecordingState.KEPT)[: most - len(raw)])
    for recording in mine:
        Recording.objects.filter(pk=recording.pk).update(due_at=at + CONVERSION_LEASE, attempts=recording.attempts + 1)
    return mine


def recording_kept(
    recording_id: int, *, path: str, sha256: str, seconds: float, kept_for: timedelta, at: datetime
) -> None:
    Recording.objects.filter(pk=recording_id, state=RecordingState.RAW).update(
        state=RecordingState.KEPT,
        state_at=at,
        path=path,
        sha256=sha256,
        seconds=seconds,
        due_at=at + kept_for,
        attempts=0,
        error="",
    )


def recording_failed(recording: Recording, *, error: str, at: datetime) -> None:
    """Try again later, with longer pauses; after the last try it is shown as lost, never silently."""
    if recording.attempts + 1 >= CONVERSION_TRIES:
        changes = {"state": RecordingState.FAILED, "state_at": at, "due_at": None}
    else:
        changes = {"due_at": at + timedelta(seconds=10 * 2**recording.attempts)}
    Recording.objects.filter(pk=recording.pk, state=RecordingState.RAW).update(error=error[:300], **changes)


def recording_lost(recording_id: int, *, error: str, at: datetime) -> None:
    """There is no sound and there will be none."""
    Recording.objects.filter(pk=recording_id, state=RecordingState.RAW).update(
        state=RecordingState.FAILED, state_at=at, due_at=None, error=error[:300]
    )


def recording_erased(recording_id: int, *, at: datetime) -> None:
    Recording.objects.filter(pk=recording_id).update(
        state=RecordingState.ERASED, state_at=at, due_at=None, path="", sha256=""
    )


def listened(recording: Recording, *, by: Agent, reason: str, at: datetime) -> None:
    Listening.objects.create(
        organisation_id=recording.organisation_id, recording=recording, agent=by, reason=reason[:200], at=at
    )
