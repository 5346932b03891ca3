"""Signs of life of parts that give none by themselves: they are asked again and again, and must answer."""

import threading
import time
from collections.abc import Callable

_EVERY = 1.0  # seconds between an answer and the next question


class Asked:
    """Asks in a thread of its own, which hangs with whom it asks. Whoever does not answer gives no sign."""

    def __init__(self, question: Callable[[], bool], *, name: str) -> None:
        self._question = question
        self._thread = threading.Thread(target=self._ask, name=name, daemon=True)
        self.answered_at: float | None = None  # on the machine's steady clock

    def begin(self) -> None:
        """Ask from now on, for as long as we live."""
        if not self._thread.is_alive():
            self._thread.start()

    def _ask(self) -> None:
        while True:
            if self._question():
                self.answered_at = time.monotonic()
            time.sleep(_EVERY)
