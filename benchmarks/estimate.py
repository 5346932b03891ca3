"""What waiting callers are told: 10,000 simulated calls on the very rules, for three load patterns.

Everybody who must wait is told, at the beginning, an honest step of minutes. `within_announced` is the share of them
that were answered within it (wanted: 85-95 %), `width_ratio` how much longer than the theoretical 90 % quantile it was
(the sum of what was told over the sum of the quantiles for whoever knows how everybody is, drawn from the simulated
world's own dice for every 25th of them; wanted: at most 1.2). `before_steps` is the 90 % point itself, before it
becomes a step. `least_urgent` are those whom everybody else passes. `more_than_half_an_hour` were told just that.
`app_queue` is Asterisk's own formula beside it, for those to whom it would have told minutes.
"""

import argparse
import sys

from benchmarks.lib import report
from yesline.routing import estimate
from yesline.simulation import trial, world

WITHIN, WIDTH = (0.85, 0.95), 1.2


def measure(options: argparse.Namespace) -> report.Result:
    patterns = {}
    for load in world.LOADS:
        report.say(load.name)
        patterns[load.name] = _figures(trial.trial(load, calls=options.calls, seed=options.seed))
    kept = all(
        WITHIN[0] <= pattern["within_announced"] <= WITHIN[1] and pattern["width_ratio"] <= WIDTH
        for pattern in patterns.values()
    )
    return {
        "seed": options.seed,
        "calls_of_each": options.calls,
        "patterns": patterns,
        "goal": {"within_announced": list(WITHIN), "width_ratio_at_most": WIDTH, "kept": kept},
    }


def _figures(found: trial.Trial) -> report.Result:
    last = [call for call in found.told if call.urgency == max(one.urgency for one in found.told)]
    longer = [call for call in found.calls if call.told and call.told.said == estimate.LONGER]
    return {
        "told": len(found.told),
        "within_announced": _rounded(found.within(found.told)),
        "width_ratio": _rounded(found.width()),
        "before_steps": _rounded(found.within_likely()),
        "least_urgent": {"told": len(last), "within_announced": _rounded(found.within(last))},
        "more_than_half_an_hour": len(longer),
        "app_queue": {
            "told": sum(call.theirs > 0 for call in found.calls),
            "within_announced": _rounded(found.within_theirs()),
        },
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def main() -> int:
    parser = report.arguments(__doc__, "estimate")
    parser.add_argument("--seed", type=int, default=1, help="of the dice")
    parser.add_argument("--calls", type=int, default=10_000, help="calls of each pattern")
    return report.run("estimate", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
