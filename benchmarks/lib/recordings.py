"""Whether recordings are whole: frames counted, and both tones found where they belong."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import soundfile

from yesline.example import tones

CALLER_HZ, AGENT_HZ = 440.0, 1000.0
MISSING_ALLOWED = 0.5  # seconds: from "both are joined" to the first word, and the last packets of a call
PURE = 0.9  # share of a channel's energy that its own tone has
_A_LAW_STEPS = (0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF)


@dataclass(frozen=True)
class Heard:
    """One kept recording and how long its two people talked."""

    path: Path
    talked: timedelta


@dataclass(frozen=True)
class Judged:
    """What a recording holds. `missing` in seconds, negative where it is longer than the talk."""

    seconds: float
    missing: float
    channels: int
    caller: float  # share of the caller's tone in the left channel
    agent: float  # share of the agent's tone in the right one

    @property
    def complete(self) -> bool:
        return self.missing <= MISSING_ALLOWED and self.channels == 2

    @property
    def both_heard(self) -> bool:
        return self.caller >= PURE and self.agent >= PURE


def judge(heard: Heard) -> Judged:
    """Count the frames of a kept file and look for the tones. A file that can't be read holds nothing."""
    try:
        samples, rate = soundfile.read(heard.path, always_2d=True, dtype="float32")
    except soundfile.LibsndfileError:
        samples, rate = np.zeros((0, 0), dtype="float32"), 1
    seconds = len(samples) / rate
    channels = samples.shape[1]
    middle = samples[len(samples) // 2 : len(samples) // 2 + 2 * rate]  # two seconds say which tone it is
    whole = channels == 2 and len(middle) > 0
    return Judged(
        seconds=round(seconds, 3),
        missing=round(heard.talked.total_seconds() - seconds, 3),
        channels=channels,
        caller=tones.shares(middle[:, 0], rate, CALLER_HZ) if whole else 0.0,
        agent=tones.shares(middle[:, 1], rate, AGENT_HZ) if whole else 0.0,
    )


def spoken(path: Path, hz: float) -> Path:
    """A second of a tone as raw A-law (G.711) for SIPp to repeat."""
    loud = np.sin(2 * np.pi * hz * np.arange(8000) / 8000) * 0.3 * 32767
    path.write_bytes(bytes(a_law(int(sample)) for sample in loud))
    return path


def a_law(sample: int) -> int:
    """One 16-bit sample as G.711 A-law."""
    sign, level = (0xD5, sample >> 3) if sample >= 0 else (0x55, (-sample - 1) >> 3)
    segment = next((place for place, end in enumerate(_A_LAW_STEPS) if level <= end), 8)
    if segment == 8:
        return 0x7F ^ sign
    step = (level >> 1) & 0x0F if segment < 2 else (level >> segment) & 0x0F
    return (segment << 4 | step) ^ sign
