"""A recording is whole only if its frames say so, and heard only if each tone is in its own channel."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from benchmarks.lib import recordings
from benchmarks.lib.recordings import AGENT_HZ, CALLER_HZ, Heard

RATE = 8000


def kept(path: Path, *, seconds: float, left: float = CALLER_HZ, right: float = AGENT_HZ, channels: int = 2) -> Path:
    at = np.arange(int(RATE * seconds)) / RATE
    both = np.stack([np.sin(2 * np.pi * hz * at) * 0.3 for hz in (left, right)], axis=1)
    soundfile.write(str(path), both[:, :channels], RATE, format="OGG", subtype="OPUS")
    return path


def judged(path: Path, talked: float) -> recordings.Judged:
    return recordings.judge(Heard(path=path, talked=timedelta(seconds=talked)))


def test_every_frame_counts(tmp_path: Path) -> None:
    whole = judged(kept(tmp_path / "a.opus", seconds=5), 5.0)
    assert (whole.seconds, whole.missing, whole.channels) == (
        pytest.approx(5.0, abs=0.05),
        pytest.approx(0, abs=0.05),
        2,
    )
    assert (whole.complete, whole.both_heard) == (True, True)


def test_a_second_that_is_missing_is_missing(tmp_path: Path) -> None:
    cut = judged(kept(tmp_path / "a.opus", seconds=4), 5.0)
    assert cut.missing == pytest.approx(1.0, abs=0.05)
    assert not cut.complete


def test_one_channel_is_not_a_conversation(tmp_path: Path) -> None:
    mono = judged(kept(tmp_path / "a.opus", seconds=5, channels=1), 5.0)
    assert (mono.complete, mono.both_heard) == (False, False)


def test_channels_the_wrong_way_round_are_not_heard(tmp_path: Path) -> None:
    crossed = judged(kept(tmp_path / "a.opus", seconds=5, left=AGENT_HZ, right=CALLER_HZ), 5.0)
    assert (crossed.complete, crossed.both_heard) == (True, False)


def test_what_is_no_sound_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.opus"
    path.write_bytes(b"nothing of the kind")
    assert judged(path, 5.0).complete is False


def test_a_law_is_what_g711_says() -> None:
    """Silence, the smallest and the largest steps of either sign (ITU-T G.711, table 1)."""
    assert [recordings.a_law(sample) for sample in (0, 15, 16, 32767, -1, -32768)] == [
        0xD5, 0xD5, 0xD4, 0xAA, 0x55, 0x2A,
    ]  # fmt: skip


def test_a_spoken_tone_is_one_second_that_repeats(tmp_path: Path) -> None:
    path = recordings.spoken(tmp_path / "tone.alaw", CALLER_HZ)
    assert path.stat().st_size == 8000
