"""Who calls too often, and who tries to get in: told in sentences, written beside the contact it concerns, shown.

Nobody is blocked by their address. A datagram's sender is easily forged: whoever forged a trunk's could cut it off. To
refuse strangers costs Asterisk as little as to ignore them, so they are refused, counted, and their log kept short.
"""

import asyncio
import json
import logging
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from pathlib import Path

from yesline.flows import turn_away
from yesline.kernel import clock
from yesline.telephony.errands import Errands
from yesline.telephony.switch import facts

log = logging.getLogger(__name__)
A_MINUTE = 20  # calls of one number that are taken within a minute; a person who redials makes fewer
_TELL_EVERY = 5.0  # seconds
_LONGEST_LOG = 1_000_000  # bytes of the switch's log of strangers
_WORTH_SAYING = 20  # tries of one address between two looks
_TRIED = re.compile(
    r'SecurityEvent="(?:InvalidAccountID|InvalidPassword|ChallengeResponseFailed|FailedACL)".*'
    r'RemoteAddress="[^/"]+/[^/"]+/(?P<address>[^/"]+)/'
)


class Often:
    """How many calls of each number came within the last minute. Pure but for its memory."""

    def __init__(self, most: int = A_MINUTE) -> None:
        self._most = most
        self._came: dict[str, deque[float]] = defaultdict(deque)

    def is_too_often(self, number: str, now: float) -> bool:
        """Count this call; True if it is one too many. A withheld number is nobody's in particular."""
        if not number:
            return False
        came = self._came[number]
        while came and came[0] <= now - 60:
            came.popleft()
        if len(came) >= self._most:
            return True
        came.append(now)
        return False

    def forget(self, now: float) -> None:
        """Numbers that have not called for a minute take no room."""
        for number in [number for number, came in self._came.items() if came[-1] <= now - 60]:
            del self._came[number]


def tries(lines: Iterable[str]) -> Counter[str]:
    """How often each address has tried to get in, by the switch's log of such events."""
    return Counter(found["address"] for line in lines if (found := _TRIED.search(line)))


class Crowds:
    """What one controller knows of those who come too often."""

    def __init__(self, errands: Errands, *, strangers: Path) -> None:
        self._errands = errands
        self._log = strangers
        self._shown = strangers.with_suffix(".json")
        self._often = Often()
        self._turned: Counter[tuple[str, str, str]] = Counter()  # number, trunk, dialled
        self._tried: Counter[str] = Counter()
        self._offset = 0

    def is_one_too_many(self, fact: facts.CallerArrived) -> bool:
        """Whether this call is to hear "busy"; then it is counted."""
        too_often = self._often.is_too_often(fact.number or "", time.monotonic())
        if too_often:
            self.turned_away(facts.TurnedAway(number=fact.number or "", trunk=fact.trunk, dialled=fact.dialled))
        return too_often

    def turned_away(self, fact: facts.TurnedAway) -> None:
        self._turned[fact.number, fact.trunk, fact.dialled] += 1

    async def keep_telling(self) -> None:
        """Say now and then what happened since."""
        while True:
            await asyncio.sleep(_TELL_EVERY)
            self._often.forget(time.monotonic())
            await self._errands.quietly(self._tell_of_calls())
            await self._errands.quietly(self._tell_of_strangers())

    async def _tell_of_calls(self) -> None:
        turned, self._turned = self._turned, Counter()
        for (number, trunk, dialled), calls in turned.items():
            log.warning(
                "%s further calls of %s by the line %s heard the busy tone: too many at once, or in a minute.",
                calls,
                number or "numbers withheld",
                trunk,
            )
            await self._errands.tell(
                turn_away.turned_away, number=number, trunk=trunk, dialled=dialled, calls=calls, at=clock.now()
            )

    async def _tell_of_strangers(self) -> None:
        found = await asyncio.to_thread(self._new_tries)
        for address, times in found.items():
            if times >= _WORTH_SAYING:
                log.warning("%s has tried %s times to get in by SIP. Nobody got in.", address, times)
        if found:
            self._tried += found
            shown = {"at": clock.now().isoformat(), "tries": dict(self._tried.most_common(20))}
            await asyncio.to_thread(self._shown.write_text, json.dumps(shown))

    def _new_tries(self) -> Counter[str]:
        """Read on in the log; a long one is begun anew, as Asterisk always writes at its end."""
        if not self._log.exists():
            return Counter()
        with self._log.open("r+b") as file:
            self._offset = min(self._offset, file.seek(0, 2))
            file.seek(self._offset)
            read = file.read()
            self._offset += len(read)
            if self._offset > _LONGEST_LOG:
                file.truncate(0)
                self._offset = 0
        return tries(read.decode(errors="replace").splitlines())
