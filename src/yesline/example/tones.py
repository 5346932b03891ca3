"""Tones and their measurement: proof that sound went from one end to the other."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
RATE = 8000  # samples a second, as in telephony
_NEAR = 15.0  # Hz to either side that still count as the tone
_HUM = 50.0  # Hz below which nothing counts


def tone(path: Path, hz: float, seconds: float, *, loudness: float = 0.3) -> Path:
    """Write a sine wave as a mono 16-bit WAV. `loudness` is a share of full scale."""
    at = np.arange(int(RATE * seconds)) / RATE
    return write(path, np.sin(2 * np.pi * hz * at) * loudness * 32767)


def write(path: Path, samples: Samples) -> Path:
    """Write samples (−32768 … 32767) as a mono 16-bit WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def read(path: Path) -> tuple[Samples, int]:
    """A WAV's samples, one column per channel, and its rate. A file still being written is read as far as it is."""
    with wave.open(str(path), "rb") as file:
        rate, channels = file.getframerate(), file.getnchannels()
        frames = file.readframes(file.getnframes())
    return _columns(frames, channels), rate


def so_far(path: Path) -> Samples:
    """What a mono WAV holds while it is still being written, whatever its header says."""
    if not path.exists():
        return np.zeros(0)
    return _columns(path.read_bytes()[44:], 1)[:, 0]


def read_raw(path: Path) -> Samples:
    """A raw stereo recording of Asterisk: column 0 the caller, column 1 what the caller hears, 8 kHz."""
    return _columns(path.read_bytes(), 2)


def shares(samples: Samples, rate: int, hz: float) -> float:
    """The share of the signal's energy within 15 Hz of a tone; 0 where there is no sound at all."""
    if len(samples) == 0:
        return 0.0
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    total = float(power[frequencies > _HUM].sum())
    near = float(power[np.abs(frequencies - hz) < _NEAR].sum())
    return near / total if total > 1.0 else 0.0


def loudness(samples: Samples) -> float:
    """The root mean square of the samples, as a share of full scale."""
    return float(np.sqrt((samples**2).mean())) / 32768 if len(samples) else 0.0


def sounding(samples: Samples, *, above: float = 300.0) -> Samples:
    """The part between the first and the last sample louder than `above`: without the silence around it."""
    loud = np.flatnonzero(np.abs(samples) > above)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def _columns(frames: bytes, channels: int) -> Samples:
    whole = len(frames) - len(frames) % (2 * channels)
    return np.frombuffer(frames[:whole], dtype="<i2").reshape(-1, channels).astype(np.float64)
