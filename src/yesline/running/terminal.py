"""What the person who started us sees: steps with progress in a terminal, plain lines anywhere else."""

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.markup import escape


class Terminal:
    """Says sentences and shows steps. A terminal that was closed meanwhile is no reason to fail."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stdout, highlight=False, soft_wrap=True)

    def say(self, sentence: str = "", *, style: str = "") -> None:
        with contextlib.suppress(OSError):
            self._console.print(escape(sentence), style=style or None)
            self._console.file.flush()

    def warn(self, sentence: str) -> None:
        self.say(sentence, style="yellow")

    def refuse(self, sentence: str) -> None:
        self.say(sentence, style="red")

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        """A step with its duration when it is done."""
        began = time.monotonic()
        with self._shown(what):
            yield
        self.say(f"  ✓ {what} ({time.monotonic() - began:.1f} s)", style="green")

    def _shown(self, what: str) -> contextlib.AbstractContextManager[object]:
        if self._console.is_terminal:
            return self._console.status(escape(what))
        self.say(f"  … {what}")
        return contextlib.nullcontext()
