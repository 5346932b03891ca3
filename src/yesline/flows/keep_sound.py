"""What was said is kept as long as the organisation's terms say, and no longer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yesline.calls import actions as calls
from yesline.calls.enums import RecordingState
from yesline.calls.models import Recording
from yesline.journal import actions as journal


@dataclass(frozen=True)
class Due:
    """A recording something must be done about; ours while the lease lasts."""

    recording_id: int
    contact_id: int
    channel: str
    path: str
    erase: bool


def claim(*, at: datetime) -> list[Due]:
    """Recordings that are due now, leased to this worker."""
    calls.forgotten_become_raw(at=at)
    return [
        Due(
            recording_id=one.pk,
            contact_id=one.contact_id,
            channel=one.channel,
            path=one.path,
            erase=one.state == RecordingState.KEPT,
        )
        for one in calls.claim_due_recordings(at=at)
    ]


@transaction.atomic
def kept(*, recording_id: int, path: str, sha256: str, seconds: float, at: datetime) -> None:
    """The sound is on the disk; from now on its retention runs."""
    recording = Recording.objects.select_related("organisation").get(pk=recording_id)
    calls.recording_kept(
        recording_id,
        path=path,
        sha256=sha256,
        seconds=seconds,
        kept_for=recording.organisation.recordings_kept_for,
        at=at,
    )


@transaction.atomic
def failed(*, recording_id: int, error: str, at: datetime) -> None:
    """For now: it is tried again, with longer pauses."""
    calls.recording_failed(Recording.objects.get(pk=recording_id), error=error, at=at)


@transaction.atomic
def lost(*, recording_id: int, error: str, at: datetime) -> None:
    """For good: there is no sound. It is shown, never passed over."""
    calls.recording_lost(recording_id, error=error, at=at)


@transaction.atomic
def erased(*, recording_id: int, at: datetime) -> None:
    """Its time is over: the file is gone and the row says so."""
    recording = Recording.objects.get(pk=recording_id)
    calls.recording_erased(recording_id, at=at)
    journal.record(
        "recording.erased",
        noun="recording",
        noun_id=recording_id,
        organisation_id=recording.organisation_id,
        by=None,
        at=at,
    )
