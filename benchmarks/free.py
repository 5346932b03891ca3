"""An agent becomes free, the next waiting caller rings there: 100 agents and a backlog of twice as many callers.

Callers by SIPp keep the line full; agents' phones by SIPp talk for some seconds (evenly drawn, so that agents do not
become free in step) and hang up. The two systems differ in what "free" means, and each is measured from that moment to
the INVITE that reaches this agent's phone for a caller who was in line before that moment:
`app_queue` (wrapuptime=0): from the agent's BYE. It knows no notes.
`yesline`: from the COMMIT that ends the agent's notes. A process of the web's role ends them as the page's button does
(act_as, wrap_up.finish) and writes the time just before it sends COMMIT, the first moment anybody else can know.
Besides: `from_click`, from when that request reached the server, and `from_bye`, from the agent's BYE, both with what
the finishing process itself takes to notice and to do its work.
`ratio_p50` is app_queue's p50 divided by yesline's.
"""

import argparse
import os
import sys
from dataclasses import dataclass

from benchmarks.lib import figures, peers, processes, report, rings
from benchmarks.lib.rings import Freed, Ring
from benchmarks.lib.sip_log import Message
from benchmarks.lib.sipp import Ended
from benchmarks.lib.staffed import Staffed, staffed

RATIO_GOAL, P95_GOAL = 20.0, 100.0  # times, ms
RING_MS = 60


@dataclass(frozen=True)
class Load:
    """What the callers of one system saw, and what it took."""

    ended: Ended
    cpu: dict[str, float]


def measure(options: argparse.Namespace) -> report.Result:
    talk = (int(options.talk[0] * 1000), int(options.talk[1] * 1000))
    with staffed(agents=options.agents, sizes=[options.agents], ring_ms=RING_MS, talk_ms=talk) as line:
        report.say("yesline")
        with line.yesline(agents=options.agents) as finisher:
            ours = _load(line, line.number, options)
        line.stop_yesline()
        report.say("app_queue")
        with peers.app_queue(line.here):
            theirs = _load(line, peers.queue_of(options.agents), options)
        freed = {moment: finisher.freed(moment) for moment in ("asked_at", "committing_at")}
    return _result(ours, theirs, line.heard, freed, options)


def _result(
    ours: Load, theirs: Load, heard: list[Message], freed: dict[str, list[Freed]], options: argparse.Namespace
) -> report.Result:
    rung, byes = rings.rings(heard), rings.hung_up(heard)
    yesline = _figures(ours, rung, freed["committing_at"])
    app_queue = _figures(theirs, rung, byes)
    ratio = figures.ratio(app_queue["p50_ms"], yesline["p50_ms"])
    return {
        "agents": options.agents,
        "callers_at_once": options.agents * options.backlog,
        "talk_s": list(options.talk),
        "yesline": yesline,
        "from_click": _figures(ours, rung, freed["asked_at"]),
        "from_bye": _figures(ours, rung, byes),
        "app_queue": app_queue,
        "ratio_p50": ratio,
        "failed": ours.ended.calls.failed,
        "goal": {
            "ratio_p50_at_least": RATIO_GOAL,
            "yesline_p95_ms_at_most": P95_GOAL,
            "kept": report.goal(ratio, at_least=RATIO_GOAL) and report.goal(yesline["p95_ms"], at_most=P95_GOAL),
        },
    }


def _load(line: Staffed, number: str, options: argparse.Namespace) -> Load:
    """All agents are taken within half a minute; from then on the line is never empty until the last callers."""
    at_once = options.agents * options.backlog
    per_second = at_once / 20
    mean = sum(options.talk) / 2 + 0.5
    patience = options.calls / options.agents * mean * 1.5 + 50
    before = processes.cpu(os.getpid())
    callers = line.callers(options.calls)
    ended = line.call(number, callers, per_second=per_second, at_once=at_once, patience=patience)
    return Load(ended=ended, cpu=processes.spent(before, processes.cpu(os.getpid())))


def _figures(load: Load, rung: list[Ring], freed: list[Freed]) -> report.Result:
    arrived = rings.arrivals(load.ended.messages)
    mine = [ring for ring in rung if ring.caller in arrived]
    first, last = min(arrived.values(), default=0.0), max((ring.at for ring in mine), default=0.0)
    within = [moment for moment in freed if first <= moment.at <= last]
    calls = max(1, len(arrived))
    return {
        **figures.spread(rings.until_next(within, mine, arrived)),
        "failed": load.ended.calls.failed,
        "cpu_ms_a_call": {part: figures.milliseconds(used / calls) for part, used in sorted(load.cpu.items())},
    }


def main() -> int:
    parser = report.arguments(__doc__, "free")
    parser.add_argument("--agents", type=int, default=100, help="signed-in agents")
    parser.add_argument("--backlog", type=int, default=2, help="callers at once for each agent")
    parser.add_argument("--calls", type=int, default=400, help="calls of each system")
    parser.add_argument("--talk", type=float, nargs=2, default=(10.0, 20.0), help="shortest and longest talk, seconds")
    return report.run("free", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
