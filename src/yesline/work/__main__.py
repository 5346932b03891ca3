"""`python -m yesline.work`: woken by a bell, else asleep until the next row falls due (at most five seconds)."""

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from types import FrameType

import django

from yesline.kernel.pulse import EVERY, Pulse

LOOK_AT_LEAST_EVERY = 5.0  # seconds; the net under a lost bell
NOTICE_WITHIN = 2.0  # seconds after it fell due
_BEHIND = 10  # of nice(2): packing sound never takes the processor from a ringing phone
log = logging.getLogger("yesline.work")


def main() -> int:
    django.setup()
    os.nice(_BEHIND)
    from yesline.work import loop, metrics  # noqa: PLC0415 - tables can be read only after setup

    stop = threading.Event()
    threading.Thread(target=_beat, name="pulse", daemon=True).start()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    def notice() -> None:
        while not stop.is_set():
            loop.notice(stop, wait_for=NOTICE_WITHIN)

    threading.Thread(target=notice, name="falling due", daemon=True).start()
    threading.Thread(target=metrics.serve, args=[stop], name="ledger", daemon=True).start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask_to_stop)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not stop.is_set():
        with contextlib.suppress(loop.DatabaseAway):
            loop.turn(stop, wait_for=LOOK_AT_LEAST_EVERY)
    return 0


def _beat() -> None:
    """Show that we are not stopped. A long conversion is no standstill, so it is not the loop that shows it."""
    from django.conf import settings  # noqa: PLC0415 - as above

    signs = Pulse(settings.PULSE)
    while True:
        signs.beat()
        time.sleep(EVERY)


if __name__ == "__main__":
    sys.exit(main())
