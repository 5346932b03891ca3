"""A caller's INVITE in, the INVITE at an agent out: 10, 100 and 1,000 signed-in agents at 10 calls/s.

SIPp calls over the trunk and answers as the agents' phones; all 1,000 phones are registered in all runs. Measured for
each call, by SIPp's own clock: its INVITE is sent → the INVITE for it reaches a phone. Agents are free nearly always.
`yesline`: the real controller and PostgreSQL as shipped, 20,000 customers, every other caller one of them; each agent's
notes are ended through the web's flow by a process of the web's role, which competes for the processor.
`bare`: a controller of 120 lines over the same ARI websocket, everything in memory: what ARI itself costs.
`app_queue`: Asterisk's own queue (leastrecent, ring), same phones, same recording line of the dialplan.
The three take turns with all sizes, `--rounds` times, so that a busy neighbour disturbs all alike. Before each load
some calls warm it up, uncounted.
`cpu_ms_a_call` is the processor time of each part per call: it hardly depends on how busy the neighbours are.
`added_p95_ms` is yesline's p95 less bare's. On top stands the size where it is largest; `agents` has each.
"""

import argparse
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.lib import figures, peers, processes, report, rings
from benchmarks.lib.staffed import Staffed, staffed

ADDED_GOAL = 25.0  # ms
RING_MS, TALK_MS = 60, (250, 350)  # short, so that ten agents are enough for ten calls a second
SYSTEMS = ("yesline", "bare", "app_queue")
Kind = tuple[str, int]  # system and number of agents


@dataclass
class Seen:
    """What callers saw, by system and size."""

    arrived: dict[Kind, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    failed: Counter[Kind] = field(default_factory=Counter)
    cpu: dict[Kind, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def load(self, kind: Kind, line: Staffed, number: str, options: argparse.Namespace) -> None:
        """Callers call `number`; what comes of it is kept under `kind`."""
        patience = options.calls / options.rate + 15
        line.call(number, line.callers(options.warm_up), per_second=options.rate, at_once=200, patience=patience)
        before = processes.cpu(os.getpid())
        ended = line.call(number, line.callers(options.calls), per_second=options.rate, at_once=200, patience=patience)
        self.cpu[kind].update(processes.spent(before, processes.cpu(os.getpid())))
        self.arrived[kind] |= rings.arrivals(ended.messages)
        self.failed[kind] += ended.calls.failed


def measure(options: argparse.Namespace) -> report.Result:
    sizes = sorted(options.agents)
    seen = Seen()
    with staffed(agents=max(sizes), sizes=sizes, ring_ms=RING_MS, talk_ms=TALK_MS) as line:
        for turn in range(options.rounds):
            report.say(f"Round {turn + 1} of {options.rounds}")
            for system in options.systems:
                _IN_TURN[system](line, sizes, seen, options)
    return _result(sizes, seen, rings.rings(line.heard), options)


def _ours(line: Staffed, sizes: list[int], seen: Seen, options: argparse.Namespace) -> None:
    for size in sizes:
        report.say(f"  yesline, {size} agents")
        with line.yesline(agents=size):
            seen.load(("yesline", size), line, line.number, options)
    line.stop_yesline()


def _bare(line: Staffed, sizes: list[int], seen: Seen, options: argparse.Namespace) -> None:
    for size in sizes:
        report.say(f"  bare ARI, {size} agents")
        with peers.bare(line.here, line.phones[:size]):
            seen.load(("bare", size), line, peers.BARE, options)


def _app_queue(line: Staffed, sizes: list[int], seen: Seen, options: argparse.Namespace) -> None:
    with peers.app_queue(line.here):
        for size in sizes:
            report.say(f"  app_queue, {size} agents")
            seen.load(("app_queue", size), line, peers.queue_of(size), options)


_IN_TURN = {"yesline": _ours, "bare": _bare, "app_queue": _app_queue}


def _result(sizes: list[int], seen: Seen, rung: list[rings.Ring], options: argparse.Namespace) -> report.Result:
    by_size = {size: {system: _figures((system, size), seen, rung) for system in SYSTEMS} for size in sizes}
    added = {size: _added(by_size[size]) for size in sizes}
    worst = max(sizes, key=lambda size: float("inf") if (more := added[size]) is None else more)
    return {
        "calls_each": options.calls * options.rounds,
        "calls_per_second": options.rate,
        "agents": {str(size): by_size[size] | {"added_p95_ms": added[size]} for size in sizes},
        "worst_at_agents": worst,
        **by_size[worst],
        "added_p95_ms": added[worst],
        "failed": sum(count for (system, _), count in seen.failed.items() if system == "yesline"),
        "goal": {"added_p95_ms_at_most": ADDED_GOAL, "kept": report.goal(added[worst], at_most=ADDED_GOAL)},
    }


def _figures(kind: Kind, seen: Seen, rung: list[rings.Ring]) -> report.Result:
    delays = rings.until_rung(seen.arrived[kind], rung)
    never = len(seen.arrived[kind]) - len(delays)
    calls = max(1, len(seen.arrived[kind]))
    cpu = {part: figures.milliseconds(used / calls) for part, used in sorted(seen.cpu[kind].items())}
    return {**figures.spread(delays), "failed": seen.failed[kind], "never_rung": never, "cpu_ms_a_call": cpu}


def _added(systems: dict[str, report.Result]) -> float | None:
    ours, bare = systems["yesline"]["p95_ms"], systems["bare"]["p95_ms"]
    return None if ours is None or bare is None else round(ours - bare, 2)


def main() -> int:
    parser = report.arguments(__doc__, "ring")
    parser.add_argument("--agents", type=int, nargs="+", default=[10, 100, 1000], help="numbers of signed-in agents")
    parser.add_argument("--calls", type=int, default=60, help="calls of each system and size in a round")
    parser.add_argument("--warm-up", type=int, default=30, help="calls before those, not counted")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=SYSTEMS, help="leave peers out while trying")
    parser.add_argument("--rate", type=float, default=10, help="calls per second")
    parser.add_argument("--rounds", type=int, default=2, help="how often the three take turns")
    return report.run("ring", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
