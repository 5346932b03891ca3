"""What the processes below one take of the machine: processor time and memory, by part."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# The first mark found in a command line names the part.
PARTS = {
    "yesline.telephony": "controller",
    "yesline.work": "worker",
    "yesline.front": "front",
    "yesline.running": "supervisor",
    "benchmarks.lib.finisher": "finisher",
    "benchmarks.lib.bare": "bare",
    "sipp": "SIPp",
    "postgres": "PostgreSQL",
    "asterisk": "Asterisk",
}
_TICK = 0.01  # seconds: the kernel's unit of processor time in /proc


@dataclass(frozen=True)
class Process:
    """One process as /proc shows it."""

    pid: int
    parent: int
    words: str
    cpu: float  # seconds so far

    @property
    def part(self) -> str:
        return next((part for mark, part in PARTS.items() if mark in self.words), "other")


def below(pid: int) -> list[Process]:
    """All descendants of a process that live now, without itself."""
    everybody = list(_everybody())
    children: dict[int, list[Process]] = defaultdict(list)
    for process in everybody:
        children[process.parent].append(process)
    found, to_see = [], [pid]
    while to_see:
        for child in children[to_see.pop()]:
            found.append(child)
            to_see.append(child.pid)
    return found


def alone(pid: int) -> Process:
    """One process. Raises OSError when it is gone."""
    return _read(Path(f"/proc/{pid}"))


def cpu(pid: int) -> Counter[str]:
    """Seconds of processor time by part. Only what lives is counted: compare two moments of the same processes."""
    used: Counter[str] = Counter()
    for process in below(pid):
        used[process.part] += process.cpu  # type: ignore[assignment] # a Counter of seconds
    return used


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Seconds of processor time between two moments, by part; what is nothing is left out."""
    return {part: used for part in after if (used := round(after[part] - before.get(part, 0), 2)) > 0}


def pss(process: Process) -> int:
    """Bytes of memory, shared pages divided among those who share them (proportional set size)."""
    with contextlib.suppress(OSError):
        return proportional(Path(f"/proc/{process.pid}/smaps_rollup").read_text())
    return 0


def proportional(rollup: str) -> int:
    """The proportional set size in the text of a smaps_rollup file, in bytes."""
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _everybody() -> Iterator[Process]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile
                yield _read(folder)


def _read(folder: Path) -> Process:
    words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    used = (int(fields[11]) + int(fields[12])) * _TICK
    return Process(pid=int(folder.name), parent=int(fields[1]), words=words, cpu=used)
