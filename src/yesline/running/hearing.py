"""Whether a tone arrived: measured in what a telephone wrote down, while it is still writing."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from yesline.example import tones
from yesline.example.sip_phone import SipPhone

_PURE = 0.8  # share of the energy that makes a tone heard
_WAV_HEAD = 44  # bytes
_SECOND = 2 * tones.RATE  # bytes


def draw_tones(how_many: int, *, but: Sequence[int] = ()) -> list[int]:
    """Frequencies nobody could guess, in Hz, within a telephone's band, well apart from each other and `but`."""
    drawn: list[int] = []
    while len(drawn) < how_many:
        hz = 400 + secrets.randbelow(2600)
        if all(abs(hz - other) > 100 for other in (*but, *drawn)):
            drawn.append(hz)
    return drawn


def length(heard: Path) -> int:
    """How much a telephone has written down so far, in bytes."""
    return heard.stat().st_size if heard.exists() else 0


def hears(phone: SipPhone, hz: int, *, since: int = 0, timeout: float = 10) -> bool:
    """Whether within `timeout` seconds a whole second, of what came after the first `since` bytes, is that tone."""
    until = time.monotonic() + timeout
    while share(phone.hears, hz, since=since) < _PURE:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def share(heard: Path, hz: int, *, since: int = 0) -> float:
    """The tone's share of the energy in the last second after `since`; 0 while there is no whole second."""
    if length(heard) < max(since, _WAV_HEAD) + _SECOND:
        return 0.0
    sound = heard.read_bytes()
    whole = len(sound) - (len(sound) - _WAV_HEAD) % 2
    samples = np.frombuffer(sound[whole - _SECOND : whole], dtype="<i2").astype(np.float64)
    return tones.shares(samples, tones.RATE, hz)


def pure_channels(samples: tones.Samples, rate: int, wanted: list[int]) -> int:
    """How many of a recording's channels hold their own tone and nothing else, in the order `wanted`."""
    as_integers = samples * 32768
    pairs = zip(as_integers.T, wanted, strict=False)
    return sum(tones.shares(tones.sounding(channel), rate, hz) > _PURE for channel, hz in pairs)
