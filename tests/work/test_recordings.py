"""Raw sound is kept, tried again, and erased when its time is over."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.conf import LazySettings
from tests.cast import Cast

from yesline.calls.models import Recording
from yesline.contacts.models import Contact
from yesline.flows import answer
from yesline.work import recordings, sound


@pytest.fixture
def folders(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MONITOR, settings.RECORDINGS = tmp_path / "monitor", tmp_path / "recordings"
    settings.MONITOR.mkdir()
    return tmp_path


def tones(left: float, right: float, *, seconds: float) -> bytes:
    time = np.arange(int(seconds * sound.RATE)) / sound.RATE
    both = np.stack([np.sin(2 * np.pi * left * time), np.sin(2 * np.pi * right * time)], axis=1)
    return (both * 12000).astype("<i2").tobytes()


def loudest(samples: np.ndarray, rate: int) -> int:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return round(float(np.argmax(spectrum)) * rate / len(samples))


def ended_call(cast: Cast, *, raw: bytes | None, folder: Path) -> Recording:
    cast.talking(cast.anna)
    if raw is not None:
        (folder / "monitor" / "c1.raw").write_bytes(raw)
    answer.caller_left(node="main", channel="c1", lost=False, at=cast.at)
    answer.recording_complete(node="main", channel="c1", at=cast.at)
    return Recording.objects.get()


def test_both_voices_are_kept_apart_with_a_checksum(cast: Cast, folders: Path) -> None:
    ended_call(cast, raw=tones(440, 1500, seconds=4), folder=folders)
    assert recordings.do_due(at=cast.at) == 1
    kept = Recording.objects.get()
    file = folders / "recordings" / kept.path
    samples, rate = soundfile.read(str(file))
    assert (kept.state, kept.seconds, kept.sha256) == ("kept", 4.0, hashlib.sha256(file.read_bytes()).hexdigest())
    assert [loudest(samples[rate:-rate, side], rate) for side in (0, 1)] == [440, 1500]
    assert list((folders / "monitor").iterdir()) == []


def test_a_call_without_sound_is_shown_as_lost(cast: Cast, folders: Path) -> None:
    ended_call(cast, raw=None, folder=folders)
    recordings.do_due(at=cast.at)
    lost = Recording.objects.get()
    assert (lost.state, lost.error) == ("failed", "c1.raw holds no sound.")


def test_a_disk_that_refuses_is_tried_again_later(cast: Cast, folders: Path, at: datetime) -> None:
    ended_call(cast, raw=tones(440, 1500, seconds=1), folder=folders)
    (folders / "recordings").write_text("a file where the folder should be")
    recordings.do_due(at=at)
    waiting = Recording.objects.get()
    assert (waiting.state, waiting.due_at) == ("raw", at + timedelta(seconds=20))
    (folders / "recordings").unlink()
    recordings.do_due(at=at + timedelta(seconds=21))
    assert Recording.objects.get().state == "kept"


def test_a_recording_is_erased_when_the_organisations_time_is_over(cast: Cast, folders: Path, at: datetime) -> None:
    ended_call(cast, raw=tones(440, 1500, seconds=1), folder=folders)
    recordings.do_due(at=at)
    file = folders / "recordings" / Recording.objects.get().path
    assert recordings.do_due(at=at + timedelta(days=89)) == 0
    assert file.exists()
    assert recordings.do_due(at=at + timedelta(days=91)) == 1
    assert (Recording.objects.get().state, file.exists()) == ("erased", False)


def test_a_recording_whose_end_nobody_reported_is_found(cast: Cast, folders: Path, at: datetime) -> None:
    cast.talking(cast.anna)
    (folders / "monitor" / "c1.raw").write_bytes(tones(440, 1500, seconds=1))
    answer.caller_left(node="main", channel="c1", lost=True, at=at)
    assert recordings.do_due(at=at) == 0
    assert recordings.do_due(at=at + timedelta(minutes=2)) == 1
    assert Recording.objects.get().state == "kept"


def others(one: Recording, how_many: int, **changes: object) -> None:
    """As many recordings of other calls, due an hour before this one."""
    talks = [
        Contact(
            organisation_id=one.organisation_id, pool_id=one.contact.pool_id, number_id=one.contact.number_id,
            key=f"main/other-{number}", language="ru", priority=1, state="ended", outcome="talked",
            arrived_at=one.state_at, answered_at=one.state_at, ended_at=one.state_at, agent_id=one.contact.agent_id,
        )
        for number in range(how_many)
    ]  # fmt: skip
    Recording.objects.bulk_create(
        Recording(
            organisation_id=one.organisation_id, contact=talk, node="main", channel=f"other-{number}",
            state_at=one.state_at, due_at=one.state_at - timedelta(hours=1), **changes,
        )
        for number, talk in enumerate(Contact.objects.bulk_create(talks))
    )  # fmt: skip


def test_a_thousand_due_erasures_hold_up_no_raw_sound(cast: Cast, folders: Path, at: datetime) -> None:
    newest = ended_call(cast, raw=tones(440, 1500, seconds=1), folder=folders)
    others(newest, 1000, state="kept", path="gone.opus", sha256="0" * 64)
    assert recordings.do_due(at=at) == 5
    assert Recording.objects.get(pk=newest.pk).state == "kept"
    assert Recording.objects.filter(state="erased").count() == 4


def test_a_rush_of_raw_sound_holds_up_no_erasure(cast: Cast, folders: Path, at: datetime) -> None:
    over = ended_call(cast, raw=tones(440, 1500, seconds=1), folder=folders)
    recordings.do_due(at=at)
    later = at + timedelta(days=91)
    others(over, 20, state="raw")
    recordings.do_due(at=later)
    assert Recording.objects.get(pk=over.pk).state == "erased"


def test_a_file_that_cannot_be_written_is_tried_again_later(cast: Cast, folders: Path, at: datetime) -> None:
    one = ended_call(cast, raw=tones(440, 1500, seconds=1), folder=folders)
    (folders / "recordings" / f"{at:%Y/%m/%d}" / f"{one.contact_id}-{one.pk}.part").mkdir(parents=True)
    recordings.do_due(at=at)
    waiting = Recording.objects.get()
    assert (waiting.state, waiting.due_at) == ("raw", at + timedelta(seconds=20))
    assert waiting.error.startswith(f"{one.contact_id}-{one.pk}.part could not be written")
