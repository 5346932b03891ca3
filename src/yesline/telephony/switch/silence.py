"""When one side's silence is a fault, and when it is a pause. Pure; times are seconds of a clock that only goes on.

| what arrives from a side                         | since joined  | it means                                        |
|--------------------------------------------------|---------------|-------------------------------------------------|
| sound, now or ever; packets come                 | –             | nothing: people listen, think, look for a paper |
| packets, but never any sound                     | 8 s           | NO_SOUND                                        |
| packets, but never any sound; microphone off     | –             | nothing: it is known                            |
| no packets for 8 s                               | –             | NO_PACKETS                                      |
| no packets, from a telephone that was heard and  | –             | nothing: it sends no silence                    |
| whose sending has stopped and come back before   |               |                                                 |
| no packets, but that side has put us on hold     | –             | nothing: it is known                            |
| anything, while we have the caller on hold       | –             | nothing; the time begins anew after it          |
"""

from dataclasses import dataclass
from enum import StrEnum

AFTER = 8.0  # seconds
_PAUSE = 3.0  # seconds without a packet that a telephone which sends no silence shows sooner or later


class How(StrEnum):
    """How a side is silent."""

    NO_PACKETS = "no packets"
    NO_SOUND = "no sound"


@dataclass
class Side:
    """What is known of the sound of one side. `always_sends`: a browser, which sends its silence too."""

    since: float
    always_sends: bool = False
    heard: bool = False
    muted: bool = False
    holds: bool = False  # it has put us on hold
    pauses: bool = False  # its sending has stopped and come back by itself
    packets: int = -1
    packets_at: float = 0.0

    def __post_init__(self) -> None:
        self.packets_at = self.since

    def begins_anew(self, now: float) -> None:
        """What was before doesn't count: they were joined, taken back from hold, the microphone is on again."""
        self.since = self.packets_at = now

    def counted(self, packets: int, now: float) -> None:
        """So many packets have come from it in all."""
        if packets == self.packets:
            return
        if self.packets >= 0 and now - self.packets_at >= _PAUSE and not self.always_sends:
            self.pauses = True
        self.packets, self.packets_at = packets, now

    def unheard(self, now: float) -> How | None:
        """What is wrong with it, by the table above; None while nothing is."""
        if self.holds:
            return None
        if now - self.packets_at >= AFTER and not (self.pauses and self.heard):
            return How.NO_PACKETS
        if not self.heard and not self.muted and now - self.since >= AFTER:
            return How.NO_SOUND
        return None
