"""Takes down what two people say, on the caller's leg, from the moment they are joined.

Armed any earlier it would be a thread of Asterisk's for each caller in line, woken with every packet of their music.
ARI has no word for it, Asterisk's console has. The rescue plan arms by itself (context `recording`), and both leave a
note on the leg, so that nothing that was taken down is begun anew.
"""

import asyncio
import logging

from yesline.telephony.ari import client as ari
from yesline.telephony.switch.legs import Legs
from yesline.telephony.switch.phones import Place

log = logging.getLogger(__name__)
_ARMED = "ARMED"  # set by MixMonitor on its leg
_HOW = f"bDi({_ARMED})"  # only while joined; what comes from this leg left, what it hears right; the note
_WITHIN = 2.0  # seconds a conversation is held up at most: rather unheard later than not had


class Recorder:
    """Arms the recording of a leg, once for its whole life, whoever it is joined to."""

    def __init__(self, connection: ari.Connection, living: Legs, place: Place) -> None:
        self._asterisk = connection
        self._legs = living
        self._place = place

    async def arm(self, channel: str) -> None:
        """From now on this leg is recorded while it is joined to somebody; not where there is no room on the disk."""
        leg = self._legs.living.get(channel)
        if leg is None or leg.armed or self._place.no_room.exists():
            return
        try:
            async with asyncio.timeout(_WITHIN):
                if not await self._is_armed(channel):
                    file = self._place.monitor / f"{channel}.raw"
                    await self._tell_console(f'mixmonitor start {leg.name} "{file},{_HOW}"')
        except (TimeoutError, OSError, ari.Refused) as error:
            log.error("The conversation of %s is not recorded: %s", channel, error or "the switch did not answer")
        else:
            leg.armed = True

    async def _is_armed(self, channel: str) -> bool:
        try:
            said = await self._asterisk.request("GET", f"channels/{channel}/variable", variable=_ARMED)
        except ari.Refused as refused:
            if refused.status == ari.NOT_THERE:
                return False
            raise
        return bool(said["value"])

    async def _tell_console(self, command: str) -> None:
        """What it answers is a greeting; the end of it says that the command is done. Raises OSError."""
        reader, writer = await asyncio.open_unix_connection(self._place.console)
        try:
            writer.write(f"cli quit after {command}\0".encode())
            said = (await reader.read()).decode(errors="replace").splitlines()[1:]
        finally:
            writer.close()
        if complaint := " ".join(said).strip():
            raise OSError(complaint)
