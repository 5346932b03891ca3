"""Every conversation may be heard again, for a reason, and those who spoke see who listened."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from yesline.calls import actions as calls
from yesline.calls import queries as recordings
from yesline.calls.models import Listening
from yesline.journal import actions as journal
from yesline.kernel.errors import NotNow
from yesline.staff.queries import Seat

SHOWN_FOR = timedelta(days=30)


@transaction.atomic
def listen(*, seat: Seat, recording_id: int, reason: str, at: datetime) -> Path:
    """Open a recording for a reason; the listening is written down before a sound is given out."""
    recording = recordings.recording_seen_by(seat, recording_id)
    if len(reason.strip()) < 3:
        raise NotNow(_("Say why you listen: the people who spoke will see it."))
    calls.listened(recording, by=seat.agent, reason=reason.strip(), at=at)
    journal.record(
        "recording.listened",
        noun="recording",
        noun_id=recording.pk,
        organisation_id=recording.organisation_id,
        by=seat.agent.pk,
        at=at,
        reason=reason.strip()[:200],
    )
    return recordings.file_of(recording)


def listened(*, seat: Seat, at: datetime) -> list[Listening]:
    """Who listened to conversations in which this agent spoke."""
    return recordings.listened_to(seat.agent.pk, since=at - SHOWN_FOR)
