"""The watchdog beside Asterisk: when nobody is matched any more, those who wait go to the rescue plan.

It knows one thing, the sign the controller gives after each round of matching that came through. So it need not know
why there is none: the controller died or hangs, the database is away, hangs, or is locked. It uses no database.
It also keeps room on the disk, which no part of ours that may hang should be trusted with.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from yesline.kernel import pulse
from yesline.running import rescuer
from yesline.running.console import Console
from yesline.running.room_guard import RoomGuard
from yesline.running.switch_door import Closed, Door

log = logging.getLogger("yesline.watchdog")
# Seconds without a round of matching after which nobody is kept waiting for one; a round is due each second.
PATIENCE = 5.0
_GLANCE = 0.5  # seconds
_DISK_EVERY = 5.0  # seconds
_ASLEEP = 2.0  # seconds between two glances that mean the whole machine stood still


class Watch:
    """Whether matching goes on. Only that the sign changes counts, on our own steady clock."""

    def __init__(self, sign: Callable[[], float | None], *, now: float) -> None:
        self._read = sign
        self._last = sign()
        self._changed_at = self._looked_at = now

    def stands_still(self, *, now: float) -> bool:
        """To be asked often: if we slept ourselves, everybody gets the time anew."""
        sign = self._read()
        if sign != self._last or now - self._looked_at > _ASLEEP:
            self._last, self._changed_at = sign, now
        self._looked_at = now
        return now - self._changed_at > PATIENCE


def main() -> None:
    """Watch until we are ended. Told by the environment, as all parts are."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    door = Door(url=os.environ["YESLINE_ARI_URL"], password=os.environ["YESLINE_ARI_PASSWORD"])
    served, own = Path(os.environ["YESLINE_SERVED"]), pulse.Pulse(Path(os.environ["YESLINE_PULSE"]))
    watch = Watch(lambda: pulse.last(served), now=time.monotonic())
    asterisk = Path(os.environ["YESLINE_HOME"]) / "asterisk"
    console = Console(program=Path(os.environ["YESLINE_PARTS"]) / "asterisk" / "bin" / "asterisk", folder=asterisk)
    guard = RoomGuard(asterisk / "spool", end_running=lambda: end_recordings(door, console, asterisk))
    looked_at = 0.0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        own.beat()
        if watch.stands_still(now=time.monotonic()):
            _rescue(door, watch)
        if time.monotonic() - looked_at > _DISK_EVERY:
            looked_at = time.monotonic()
            guard.look()
        time.sleep(_GLANCE)


def end_recordings(door: Door, console: Console, asterisk: Path) -> None:
    """What was taken down so far is kept. ARI has no word for this, Asterisk's console has."""
    recorded = {file.stem for file in (asterisk / "spool" / "monitor").glob("*.raw") if file.stat().st_size}
    try:
        for channel in door.ask("GET", "channels"):
            if channel["id"] in recorded:
                console.say(f"mixmonitor stop {channel['name']}")
    except (Closed, OSError) as reason:
        log.warning("Recordings that run could not be ended: %s", reason)


def _rescue(door: Door, watch: Watch) -> None:
    try:
        sent = rescuer.rescue(door, still=lambda: watch.stands_still(now=time.monotonic()))
    except Closed as reason:
        log.info("Whoever waits can't be looked for: %s", reason)
        return
    if sent:
        log.warning("Nobody is matched any more: %s of those who wait went to the rescue plan.", sent)


if __name__ == "__main__":
    main()
