"""Reads what SIPp writes down of each message (`-trace_msg`) and of its calls (`-trace_stat`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_MESSAGE = re.compile(
    r"^-{20,} (?P<at>\S+Z)\nUDP message (?P<way>sent|received) \[\d+\] bytes.*?:\n\n(?P<text>.*?)(?=^-{20,} |\Z)",
    re.MULTILINE | re.DOTALL,
)
_USER = re.compile(r"sips?:([^@>;]+)@")


@dataclass(frozen=True)
class Message:
    """One SIP message as a party saw it. `at` in seconds since 1970."""

    at: float
    sent: bool
    text: str

    @property
    def method(self) -> str:
        """INVITE and the like; "" for an answer."""
        first = self.text.partition(" ")[0]
        return "" if first.startswith("SIP/") else first

    @property
    def status(self) -> int:
        """The code of an answer; 0 for a request."""
        return int(self.text.split(" ", 2)[1]) if self.text.startswith("SIP/") else 0

    def header(self, name: str) -> str:
        """The first header of that name, "" if there is none."""
        found = re.search(rf"^{re.escape(name)}:[ \t]*([^\r\n]*)", self.text, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    def user(self, name: str = "") -> str:
        """Whose address stands in a header, or in the request line."""
        found = _USER.search(self.header(name) if name else self.text.partition("\n")[0])
        return found[1] if found else ""


@dataclass(frozen=True)
class Calls:
    """How SIPp's calls ended."""

    successful: int
    failed: int
    retransmissions: int


def messages(log: Path) -> Iterator[Message]:
    """Every message, in the order it was written down."""
    if not log.exists():
        return
    for found in _MESSAGE.finditer(log.read_text(errors="replace")):
        yield Message(at=_seconds(found["at"]), sent=found["way"] == "sent", text=found["text"])


def calls(statistics: Path) -> Calls:
    """The last line of SIPp's statistics."""
    names, *lines = statistics.read_text().splitlines()
    last = dict(zip(names.split(";"), lines[-1].split(";"), strict=False))
    wanted = ("SuccessfulCall(C)", "FailedCall(C)", "Retransmissions(C)")
    return Calls(*(int(last[name]) for name in wanted))


def _seconds(written: str) -> float:
    return datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp()
