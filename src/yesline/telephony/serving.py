"""The controller as a process: told by the settings, ended by SIGTERM."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import threading

import uvloop
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yesline.telephony import pulse
from yesline.telephony.controller import Controller, Setup
from yesline.telephony.rescue_log import RescueLog
from yesline.telephony.switch.phones import Place

# A thread that computes hands over after so many seconds; with Python's own 5 ms the loop and the arriving callers
# waited for every flow that was at work.
_SWITCH_EVERY = 0.0005
_STOPPED_WITHIN = 6.0  # seconds after being asked


def main() -> None:
    """Serve until SIGTERM or SIGINT. Conversations are left to themselves: they go on."""
    sys.setswitchinterval(_SWITCH_EVERY)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    uvloop.run(_serve(from_settings()))


def from_settings() -> Setup:
    """What the settings say of this switch. Each thread keeps its own connection to the database."""
    if not settings.ARI_URL:
        raise ImproperlyConfigured("YESLINE_ARI_URL is empty: where is Asterisk?")
    database = settings.DATABASES["default"]
    database.get("OPTIONS", {}).pop("pool", None)
    database.update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=False)  # doors.py sees a dead one without asking
    spool = settings.MONITOR.parent
    sip_host = settings.SIP_SEEN.rpartition(":")[0]
    return Setup(
        node=settings.NODE,
        ari_url=settings.ARI_URL,
        ari_password=settings.ARI_PASSWORD,
        place=Place(
            monitor=settings.MONITOR,
            rescue_plan=spool.parent / "etc" / "rescue.conf",
            desk_media_address=sip_host if sip_host.startswith("127.") else "",
        ),
        rescue_log=RescueLog(spool / "rescue.log"),
        strangers=spool.parent / "log" / "strangers.log",
    )


async def _serve(setup: Setup) -> None:
    serving = asyncio.create_task(Controller(setup, when_ready=_say_ready).run(), name="controller")
    loop = asyncio.get_running_loop()

    def stop() -> None:
        serving.cancel()
        # A flow that waits for a stalled database can't be cancelled; what it began is undone there.
        end = threading.Timer(_STOPPED_WITHIN, os._exit, args=[0])
        end.daemon = True  # it does not itself keep us alive
        end.start()

    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stop)
    alive = asyncio.create_task(pulse.beat(), name="pulse")
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    alive.cancel()


def _say_ready() -> None:
    # What was needed to start is there for good: a search through all of it for garbage would hold up a ring.
    gc.collect()
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
