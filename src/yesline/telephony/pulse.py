"""How late the event loop is: everything else is only as quick as this."""

import asyncio
import logging
import time

from django.conf import settings

from yesline.kernel.pulse import EVERY, Pulse

log = logging.getLogger(__name__)
_EVERY = 0.25  # seconds
_TOO_LATE = 0.1  # seconds


async def beat() -> None:
    """Show that the loop goes round, for as long as we live."""
    signs = Pulse(settings.PULSE)
    while True:
        signs.beat()
        await asyncio.sleep(EVERY)


async def watch() -> None:
    """Say it when the loop was held up; at most once in ten seconds."""
    said_at = 0.0
    while True:
        began = time.monotonic()
        await asyncio.sleep(_EVERY)
        late = time.monotonic() - began - _EVERY
        if late > _TOO_LATE and time.monotonic() - said_at > 10:
            said_at = time.monotonic()
            log.warning("The controller's event loop was held up for %.0f ms.", late * 1000)
