"""Whether a tone arrived: measured in what a telephone wrote down, while it is still writing."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from yesline.example import tones
from yesline.example.sip_phone import SipPhone

_PURE = 0.8  # share of the energy that makes a tone heard
_WAV_HEAD = 44  # bytes
_SECOND = 2 * tones.RATE  # bytes
_PACKET = tones.RATE // 50  # samples a telephone sends at once


def draw_tones(how_many: int, *, but: Sequence[int] = ()) -> list[int]:
    """Frequencies nobody could guess, in Hz, within a telephone's band, well apart from each other and `but`.

    None from 2800 Hz: two tones in the highest band of Opus at 8 kHz are kept as one with two loudnesses (intensity
    stereo, RFC 6716, 4.3), so each is heard in both channels of a recording.
    """
    drawn: list[int] = []
    while len(drawn) < how_many:
        hz = 400 + secrets.randbelow(2400)
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


def heard_instead(phone: SipPhone, hz: int) -> str:
    """What is to be said of a telephone that did not hear a tone."""
    seconds = max(0, length(phone.hears) - _WAV_HEAD) / _SECOND
    return f"{phone.user} wrote down {seconds:.1f} s; {hz} Hz are {share(phone.hears, hz):.0%} of the last second"


def share(heard: Path, hz: int, *, since: int = 0) -> float:
    """The tone's share of the energy in the last second after `since`; 0 while there is no whole second."""
    packets = -(max(since - _WAV_HEAD, 0) // (-2 * _PACKET))  # of those before, the one that had begun included
    samples = _by_one_player(tones.so_far(heard)[packets * _PACKET :])
    return tones.shares(samples[-tones.RATE :], tones.RATE, hz) if len(samples) >= tones.RATE else 0.0


def _by_one_player(samples: tones.Samples) -> tones.Samples:
    """What a telephone heard, without what its other player wrote between.

    baresip 1.1 sometimes opens its player twice when sound comes before the answer (RTP before the SDP of a 183). The
    second never hears anything, and writes packets of pure silence between the first one's, one for one. Only that
    very pattern, over two whole seconds, is taken apart: gaps in what was heard stay gaps.
    """
    packets = samples[: len(samples) // (2 * _PACKET) * 2 * _PACKET].reshape(-1, 2, _PACKET)[-tones.RATE // _PACKET :]
    silent = [not packets[:, which].any() for which in (0, 1)]
    if len(packets) * _PACKET < tones.RATE or silent.count(True) != 1:
        return samples
    return packets[:, silent.index(False)].ravel()


def pure_channels(samples: tones.Samples, rate: int, wanted: list[int]) -> int:
    """How many of a recording's channels hold their own tone and nothing else, in the order `wanted`."""
    as_integers = samples * 32768
    pairs = zip(as_integers.T, wanted, strict=False)
    return sum(tones.shares(tones.sounding(channel), rate, hz) > _PURE for channel, hz in pairs)
