"""`python -m yesline.example`: the example's stagehand, who puts everything back when a newcomer asks for it.

A process of its own since only the owner of the tables may forget anything; it runs beside an example and nowhere else.
"""

import logging
import signal
import sys
import threading
from types import FrameType

import django

LOOK_EVERY = 0.5  # seconds
log = logging.getLogger("yesline.example")


def main() -> int:
    django.setup()
    from django.db import close_old_connections  # noqa: PLC0415 - needs setup

    from yesline.example import stagehand  # noqa: PLC0415 - tables can be read only after setup

    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask_to_stop)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not stop.wait(LOOK_EVERY):
        close_old_connections()
        stagehand.look()
    return 0


if __name__ == "__main__":
    sys.exit(main())
