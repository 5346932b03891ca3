"""How long those in line still wait: pure, no tables, no clock.

Not an average of past waits, which tells callers of yesterday's line, but what may become of this one (`futures`).
Those who hang up don't shorten the line: they keep their place. Who comes later never passes anybody of the same
urgency; the more urgent do, as often as they came of late.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from yesline.routing import futures
from yesline.routing.futures import AtWork, Caller, Drawn, Futures
from yesline.routing.paces import Pace, Seconds

DRAWS = 400
STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)  # minutes that are said
LONGER = 31  # said as "more than half an hour"
# Said is the smallest step within which at least so many are answered. Rounded up to whole minutes it keeps its word
# more often: for about nine of ten over all steps, the middle of what is wanted.
_SURE = 0.72
_SURE_IF_PASSED = 0.9  # where others will pass: how many will ring is the least known of all


@dataclass(frozen=True)
class Wait:
    """How much longer somebody waits, in seconds: half of all in their place less than `median`, nine of ten less than
    `likely`. `said` is the honest step in minutes that is told.
    """

    median: float
    likely: float
    said: int


def waits(
    line: Sequence[Caller],
    people: Sequence[AtWork],
    paces: Mapping[int, Pace],
    *,
    coming: Mapping[int, float],
    draws: int = DRAWS,
) -> list[Wait | None]:
    """For each in line, in the order of service; None where nobody at work may answer them.

    `coming` says how many of each urgency ring in a second.
    """
    future = Futures(people, paces, draws=draws)
    found: list[Drawn | None] = []
    for caller in line:
        future.expect({urgency: rate for urgency, rate in coming.items() if urgency < caller.urgency})
        found.append(future.answered(caller))
    told = iter(_told([one for one in found if one is not None]))
    return [None if one is None else next(told) for one in found]


def places(line: Sequence[Caller], people: Sequence[AtWork]) -> list[int]:
    """The place of each, counting only those before them who wait for some of the same people."""
    kinds = {
        kind: frozenset(futures.who_may(*kind, people))
        for kind in {(one.organisation_id, one.language) for one in line}
    }
    before: Counter[tuple[int, str]] = Counter()
    found = []
    for one in line:
        mine = (one.organisation_id, one.language)
        found.append(1 + sum(count for kind, count in before.items() if kind == mine or kinds[kind] & kinds[mine]))
        before[mine] += 1
    return found


def _told(drawn: Sequence[Drawn]) -> list[Wait]:
    """Read off for all at once: a line of hundreds is looked at every other second."""
    if not drawn:
        return []
    answered = np.sort([one.answered for one in drawn], axis=1)
    passing = np.array([one.rate for one in drawn])
    median, likely, sure, surer = (_quantile(answered, share) for share in (0.5, 0.9, _SURE, _SURE_IF_PASSED))
    within = np.where(passing * median >= 1, surer, sure)
    return [Wait(*one) for one in zip(median.tolist(), likely.tolist(), map(step, within.tolist()), strict=True)]


def _quantile(rows: Seconds, share: float) -> Seconds:
    """Of each sorted row, between its values as np.quantile does it."""
    place, between = divmod(share * (rows.shape[1] - 1), 1)
    lower, upper = rows[:, int(place)], rows[:, min(int(place) + 1, rows.shape[1] - 1)]
    return lower + (upper - lower) * between


def step(seconds: float) -> int:
    """The honest step for so long a wait: rounded up, never down."""
    return next((minutes for minutes in STEPS if seconds <= minutes * 60), LONGER)
