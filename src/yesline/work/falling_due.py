"""What falls due: promises to be remembered or noticed as broken, hand-overs nobody answered, cases only held."""

from datetime import datetime

from yesline.flows import own, promise


def do_due(*, at: datetime) -> int:
    """One batch of each, each in a transaction of its own; how many rows were taken, so that the worker asks again."""
    return promise.notice_late(at=at) + promise.remind(at=at) + own.fall_due(at=at) + own.settle_held(at=at)
