"""What falls due: promises to remember or notice as broken, hand-overs nobody answered, cases only held, silences."""

from datetime import datetime

from yesline.flows import close, own, promise


def do_due(*, at: datetime) -> int:
    """One batch of each, each in a transaction of its own; how many rows were taken, so that the worker asks again."""
    owed = promise.notice_late(at=at) + promise.remind(at=at)
    return owed + own.fall_due(at=at) + own.settle_held(at=at) + close.silent(at=at)
