"""Being asked to stop: Ctrl-C, `kill`, or a terminal that was closed."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

_REQUESTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Asked(BaseException):
    """We were asked to stop, at whatever point we are."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.signal = signal.Signals(signal_number)


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """The first request is raised as `Asked`; those that follow, while we are stopping, change nothing.

    Under `nohup` the closing of the terminal is no request.
    """
    wanted = [one for one in _REQUESTS if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN]
    before = {request: signal.signal(request, _raise) for request in wanted}
    try:
        yield
    finally:
        for request, handler in before.items():
            signal.signal(request, handler)


def deaf() -> None:
    """From now on requests change nothing: we are stopping already."""
    for request in _REQUESTS:
        signal.signal(request, signal.SIG_IGN)


def _raise(signal_number: int, _frame: FrameType | None) -> NoReturn:
    deaf()
    raise Asked(signal_number)
