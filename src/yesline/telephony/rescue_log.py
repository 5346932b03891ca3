"""What the rescue plan wrote down while nobody listened, one line of JSON for each step."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

log = logging.getLogger(__name__)
_WHOLE = 100_000  # bytes after which the log is put aside and begun anew


@dataclass(frozen=True, kw_only=True)
class RescuedCall:
    """One call as the rescue plan handled it; `key` is its channel."""

    key: str
    caller_number: str | None
    trunk: str
    dialled: str
    arrived_at: datetime
    answered_at: datetime | None = None
    answered_by: str | None = None
    ended_at: datetime | None = None


class RescueLog:
    """Reads on from where it was; what was read is read again after a restart, which must be harmless."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._aside = path.with_suffix(".before")
        self._offset = 0
        self._calls: dict[str, RescuedCall] = {}

    def news(self) -> list[RescuedCall]:
        """The calls of which something new is known since the last time, each as far as it is known."""
        changed: dict[str, RescuedCall] = {}
        for line in self._new_lines():
            call = _with(self._calls, line)
            if call is not None:
                self._calls[call.key] = changed[call.key] = call
        for call in changed.values():
            if call.ended_at is not None:
                self._calls.pop(call.key, None)
        return list(changed.values())

    def again(self) -> None:
        """Something could not be told: everything is read once more."""
        self._offset, self._calls = 0, {}

    def put_aside(self) -> None:
        """Begin the log anew once it is long and everything in it was read in."""
        if self._path.exists() and self._path.stat().st_size > _WHOLE and not self._calls:
            self._path.replace(self._aside)
            self._offset = 0

    def _new_lines(self) -> list[str]:
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                read = file.read()
        except FileNotFoundError:
            return []
        whole = read[: read.rfind(b"\n") + 1]  # the last line may be half written
        self._offset += len(whole)
        return whole.decode(errors="replace").splitlines()


def read(lines: Iterable[str]) -> list[RescuedCall]:
    """The calls in some lines of the log, in order of arrival."""
    calls: dict[str, RescuedCall] = {}
    for line in lines:
        call = _with(calls, line)
        if call is not None:
            calls[call.key] = call
    return list(calls.values())


def _with(calls: dict[str, RescuedCall], line: str) -> RescuedCall | None:
    try:
        said = json.loads(line)
        at = datetime.fromtimestamp(said["at"], UTC)
        known = calls.get(said["key"]) or RescuedCall(
            key=said["key"],
            caller_number=None if said["caller"] in {"", "anonymous"} else said["caller"],
            trunk=said["trunk"],
            dialled=said["dialled"],
            arrived_at=at,
        )
        return _after(known, said["step"], at=at, by=said["by"])
    except (ValueError, KeyError, TypeError):
        log.warning("A line of the rescue log can't be read: %s", line[:200])
        return None


def _after(call: RescuedCall, step: str, *, at: datetime, by: str) -> RescuedCall:
    match step:
        case "answered":
            return replace(call, answered_at=at, answered_by=by)
        case "ended" | "refused":
            return replace(call, ended_at=at)
    return call
