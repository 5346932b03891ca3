"""What the check believes: only what was measured."""

import signal
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from yesline.example import tones
from yesline.running import check, descendants, faults, harm, hearing, visitor
from yesline.running.visitor import CheckFailed
from yesline.work import sound

WHOLE = {
    "answered": True, "ring_ms": 40.0, "card_ms": 90.0, "audio_caller_to_agent": True, "audio_agent_to_caller": True,
    "tones_hz": [700, 1500], "recording_channels": 2, "case": 7, "owner": "Анна Кузнецова", "left_running": [],
}  # fmt: skip


def test_a_whole_call_leaves_nothing_to_say() -> None:
    assert check.shortcomings(WHOLE, wanted=check._ALWAYS) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("answered", False, "answered is False"),
        ("audio_agent_to_caller", None, "audio_agent_to_caller is None"),
        ("recording_channels", 1, "recording_channels is 1"),
        ("left_running", ["process 12"], "left_running is ['process 12']"),
        ("owner", "", "there is no owner"),
        ("failure", "Nobody rang.", "Nobody rang."),
    ],
)
def test_whatever_is_missing_is_said(name: str, value: object, said: str) -> None:
    assert check.shortcomings(WHOLE | {name: value}, wanted=check._ALWAYS) == [said]


def test_with_a_harmed_part_five_more_things_must_hold() -> None:
    wanted = check._ALWAYS | faults.WANTED
    assert check.shortcomings(WHOLE, wanted=wanted) == [
        "conversation_survived is None",
        "waiting_caller_reached_a_person is None",
        "new_caller_reached_a_person is None",
        "ledger_balances is None",
        "rung_twice is None",
    ]


def test_a_part_dies_or_hangs() -> None:
    asked = [
        harm.harm(kill="front", stall=None),
        harm.harm(kill=None, stall="worker"),
        harm.harm(kill=None, stall=None),
    ]
    assert asked == [harm.Harm("front", signal.SIGKILL), harm.Harm("worker", signal.SIGSTOP), None]


def test_tones_are_drawn_anew_and_apart_from_each_other() -> None:
    drawn = hearing.draw_tones(4)
    assert hearing.draw_tones(4) != drawn
    assert all(400 <= hz < 2800 for hz in drawn)
    assert min(abs(one - other) for one in drawn for other in drawn if one != other) > 100


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    """Three seconds of 700 Hz, then three of 1500 Hz."""
    at = np.arange(3 * tones.RATE) / tones.RATE
    samples = np.concatenate([np.sin(2 * np.pi * hz * at) for hz in (700, 1500)])
    return tones.write(tmp_path / "heard.wav", samples * 9000)


def test_the_last_second_counts(heard: Path) -> None:
    assert hearing.share(heard, 1500) > 0.99
    assert hearing.share(heard, 700) < 0.01


def test_what_came_before_does_not_count(heard: Path) -> None:
    assert hearing.share(heard, 1500, since=hearing.length(heard)) == 0


def with_silence_between(heard: Path, *, every: int) -> Path:
    """What a telephone heard, and after so many packets of it as many of pure silence."""
    packets = tones.so_far(heard).reshape(-1, every * 160)
    return tones.write(heard.with_name("between.wav"), np.stack([packets, 0 * packets], axis=1).ravel())


def test_a_telephone_s_second_player_that_hears_nothing_is_left_out(heard: Path) -> None:
    written = with_silence_between(heard, every=1)
    assert hearing.share(written, 1500) > 0.99
    assert hearing.share(written, 700) < 0.01
    assert hearing.share(written, 1500, since=hearing.length(written) - 3 * 16001) > 0.99
    assert hearing.share(written, 1500, since=hearing.length(written)) == 0


def test_gaps_in_what_was_heard_stay_gaps(heard: Path) -> None:
    written = with_silence_between(heard, every=2)
    last = tones.so_far(written)[-tones.RATE :]
    assert hearing.share(written, 1500) == tones.shares(last, tones.RATE, 1500)


def test_noise_and_silence_are_no_tone(tmp_path: Path) -> None:
    noise = tones.write(tmp_path / "noise.wav", np.random.default_rng(1).normal(0, 3000, 2 * tones.RATE))
    silence = tones.write(tmp_path / "silence.wav", np.zeros(2 * tones.RATE))
    phones = [
        SimpleNamespace(hears=noise),
        SimpleNamespace(hears=silence),
        SimpleNamespace(hears=tmp_path / "none.wav"),
    ]
    assert [hearing.hears(phone, 700, timeout=0) for phone in phones] == [False, False, False]  # type: ignore[arg-type]


def test_each_channel_of_a_recording_must_hold_its_own_tone() -> None:
    at = np.arange(2 * 48000) / 48000
    low, high = (np.sin(2 * np.pi * hz * at) * 0.3 for hz in (700, 1500))
    assert hearing.pure_channels(np.column_stack([low, high]), 48000, [700, 1500]) == 2
    assert hearing.pure_channels(np.column_stack([high, low]), 48000, [700, 1500]) == 0
    assert hearing.pure_channels(np.column_stack([low + high, high]), 48000, [700, 1500]) == 1
    assert hearing.pure_channels(low[:, None], 48000, [700, 1500]) == 1


def test_two_drawn_tones_are_each_in_one_channel_of_what_is_kept(tmp_path: Path) -> None:
    drawn, at = hearing.draw_tones(2), np.arange(3 * 8000) / 8000
    sound.keep(raw_of(tmp_path, np.sin(2 * np.pi * np.outer(at, drawn))), tmp_path / "kept.ogg")
    samples, rate = soundfile.read(tmp_path / "kept.ogg", always_2d=True)
    assert hearing.pure_channels(samples, rate, drawn) == 2


def raw_of(folder: Path, samples: tones.Samples) -> Path:
    raw = folder / "raw"
    raw.write_bytes((samples * 10000).astype("<i2").tobytes())
    return raw


def test_waiting_in_vain_says_for_what() -> None:
    with pytest.raises(CheckFailed, match="in vain for the bell"):
        visitor.until(lambda: False, what="the bell", timeout=0)


def test_whoever_mentions_the_place_is_found(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"], env={"HOME": str(tmp_path)}) as somebody:
        try:
            until_seen = visitor.until(lambda: descendants.mentioning(str(tmp_path)), what="somebody", timeout=5)
            assert until_seen == [somebody.pid]
        finally:
            somebody.kill()
    assert descendants.mentioning(str(tmp_path)) == []
