"""Due recordings: raw ones are converted and kept, kept ones are erased when their time is over."""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings

from yesline.flows import keep_sound
from yesline.flows.keep_sound import Due
from yesline.work import sound

log = logging.getLogger(__name__)


def do_due(*, at: datetime) -> int:
    """Claim and do what is due; returns how many rows were taken, so that the worker knows to ask again."""
    due = keep_sound.claim(at=at)
    for one in due:
        try:
            _erase(one, at=at) if one.erase else _convert(one, at=at)
        except OSError as error:
            log.warning("Recording %s: %s", one.recording_id, error)
            keep_sound.failed(recording_id=one.recording_id, error=str(error), at=at)
    return len(due)


def _convert(one: Due, *, at: datetime) -> None:
    raw = Path(settings.MONITOR) / f"{one.channel}.raw"
    name = f"{at:%Y/%m/%d}/{one.contact_id}-{one.recording_id}.opus"
    try:
        kept = sound.keep(raw, Path(settings.RECORDINGS) / name)
    except sound.NoSound as error:
        keep_sound.lost(recording_id=one.recording_id, error=str(error), at=at)
        return
    # The row first: if we are killed between the two, the raw file is only superfluous.
    keep_sound.kept(recording_id=one.recording_id, path=name, sha256=kept.sha256, seconds=kept.seconds, at=at)
    raw.unlink(missing_ok=True)


def _erase(one: Due, *, at: datetime) -> None:
    (Path(settings.RECORDINGS) / one.path).unlink(missing_ok=True)
    keep_sound.erased(recording_id=one.recording_id, at=at)
