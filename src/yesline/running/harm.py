"""What is done to a part in mid-call, and who is there when it happens."""

import contextlib
import os
import signal
from dataclasses import dataclass
from typing import Protocol

from yesline.example.sip_phone import PhoneTrouble, SipPhone
from yesline.running import browser, descendants
from yesline.running.state import State
from yesline.running.visitor import Visitor

KILLED = ("controller", "worker", "front", "watchdog", "database", "asterisk", "supervisor", "browser")
STALLED = (*KILLED, "tables")
_NAMES = {"database": "PostgreSQL", "asterisk": "Asterisk"}


@dataclass(frozen=True)
class Harm:
    """What is done to a part in mid-call."""

    part: str
    signal: signal.Signals

    def do(self, running: State) -> None:
        """To all of a server's processes; to ours, the one there is."""
        if self.part == "browser":
            browser.harm(self.signal)
        if self.part in {"browser", "tables"}:
            return
        pid = (running.parts | {"supervisor": running.pid})[_NAMES.get(self.part, self.part)]
        for one in [pid, *(descendants.of(pid) if self.part in _NAMES else [])]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, self.signal)


def harm(*, kill: str | None, stall: str | None) -> Harm | None:
    if kill:
        return Harm(kill, signal.SIGKILL)
    return Harm(stall, signal.SIGSTOP) if stall else None


class Desk(Protocol):
    """Somebody with a desk phone that hums."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def phone(self) -> SipPhone: ...
    @property
    def hz(self) -> int: ...


@dataclass(frozen=True)
class Caller:
    """Somebody who phones, humming. `key` is how what becomes of them is called in what was seen."""

    phone: SipPhone
    hz: int
    key: str = ""


def those(phone: SipPhone, kind: str) -> set[str]:
    """The calls of which a phone told this."""
    return {str(event.particulars["id"]) for event in phone.events if event.type == kind}


def open_calls(phone: SipPhone) -> set[str]:
    """The calls that ring or go on at a phone."""
    return those(phone, "CALL_INCOMING") - those(phone, "CALL_CLOSED")


def pick_up(phone: SipPhone) -> None:
    """If it rings. A ring may be taken back, and come anew."""
    if open_calls(phone) - those(phone, "CALL_ESTABLISHED"):
        with contextlib.suppress(PhoneTrouble):  # it is being put through already, or taken back
            phone.answer()
