"""Asterisk's own console, for the little that no other door of it can do."""

from dataclasses import dataclass
from pathlib import Path

from yesline.running import children

SURROUNDINGS = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, kw_only=True)
class Console:
    """The console of the Asterisk whose state lies in `folder`."""

    program: Path
    folder: Path

    def say(self, command: str) -> str:
        """What it answers to a command."""
        words: list[str | Path] = [self.program, "-C", self.folder / "etc" / "asterisk.conf", "-rx", command]
        return children.run(words, environment=SURROUNDINGS).stdout
