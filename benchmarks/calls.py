"""20 calls a second set up; then 100 recorded conversations at once with sound both ways.

Real controller, worker, PostgreSQL and Asterisk; SIPp calls and answers as the agents' phones. A call fails when it is
not connected to an agent and ended in order, as SIPp counts it at the caller's side.
`setup`: for `--seconds`, calls of about a second, no sound; `ring` is from the caller's INVITE to an agent's.
`talk`: 100 callers and 100 agents speak tones of 440 and 1,000 Hz for `--talk` seconds. Every recording goes the
product's way: raw file, the worker's Ogg Opus, checksum. Then its frames are counted and compared with the time the
two were joined (half a second may miss), and each tone is looked for in its own channel.
Agents' notes are ended by a process of the web's role.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.lib import figures, processes, recordings, report, rings, switch
from benchmarks.lib.staffed import Staffed, staffed

RING_MS = 60


def measure(options: argparse.Namespace) -> report.Result:
    setup = _setup(options)
    talk = _talk(options)
    failed = setup["failed"] + talk["failed"]
    kept = failed == 0 and talk["recordings"]["complete"] == talk["calls"] == talk["recordings"]["both_heard"]
    return {
        "setup": setup,
        "talk": talk,
        "failed": failed,
        "goal": {"failed": 0, "recordings_complete": talk["calls"], "kept": kept},
    }


def _setup(options: argparse.Namespace) -> report.Result:
    report.say(f"{options.rate:g} calls/s for {options.seconds} s")
    calls = int(options.rate * options.seconds)
    with staffed(agents=options.agents, sizes=[], ring_ms=RING_MS, talk_ms=(700, 1300)) as line:
        line.here.start("worker")
        with line.yesline(agents=options.agents):
            seen = _load(line, calls, per_second=options.rate, patience=options.seconds + 30)
    delays = rings.until_rung(rings.arrivals(seen["ended"].messages), rings.rings(line.heard))
    return {
        "calls": calls,
        "per_second": options.rate,
        "failed": seen["ended"].calls.failed,
        "ring": figures.spread(delays),
        "cpu_ms_a_call": {part: figures.milliseconds(used / calls) for part, used in sorted(seen["cpu"].items())},
    }


def _talk(options: argparse.Namespace) -> report.Result:
    report.say(f"{options.at_once} conversations of {options.talk} s")
    talk_ms = (options.talk * 1000, options.talk * 1000)
    with staffed(agents=options.at_once, sizes=[], ring_ms=RING_MS, talk_ms=talk_ms, speaks=True) as line:
        line.here.start("worker")
        with line.yesline(agents=options.at_once):
            seen = _load(line, options.at_once, per_second=10, patience=options.talk + 40, sound=line.caller_sound)
            report.say("  the worker converts what was recorded …")
            judged = _judged(line)
    return {
        "calls": options.at_once,
        "seconds": options.talk,
        "failed": seen["ended"].calls.failed,
        "most_at_once": rings.most_at_once(line.heard),
        "recordings": _recordings(judged),
        "cpu_share_of_a_core": {
            part: round(used / (options.talk + options.at_once / 10), 3) for part, used in sorted(seen["cpu"].items())
        },
    }


def _load(line: Staffed, calls: int, **how: Any) -> dict[str, Any]:
    before = processes.cpu(os.getpid())
    ended = line.call(line.number, line.callers(calls), at_once=calls, **how)
    return {"ended": ended, "cpu": processes.spent(before, processes.cpu(os.getpid()))}


def _judged(line: Staffed) -> list[recordings.Judged]:
    from benchmarks.lib import ledger  # noqa: PLC0415  tables are known only after django.setup()

    switch.until("every recording is converted", ledger.all_converted, patience=180, look_every=0.5)
    return [recordings.judge(one) for one in ledger.recordings(line.here.home.recordings)]


def _recordings(judged: Sequence[recordings.Judged]) -> report.Result:
    missing = [one.missing for one in judged]
    return {
        "kept": len(judged),
        "complete": sum(one.complete for one in judged),
        "both_heard": sum(one.both_heard for one in judged),
        "shortest_s": min((one.seconds for one in judged), default=None),
        "most_missing_s": max(missing, default=None),
    }


def main() -> int:
    parser = report.arguments(__doc__, "calls")
    parser.add_argument("--agents", type=int, default=100, help="agents while calls are set up")
    parser.add_argument("--rate", type=float, default=20, help="calls set up per second")
    parser.add_argument("--seconds", type=int, default=15, help="how long they are set up")
    parser.add_argument("--at-once", type=int, default=100, help="conversations at once")
    parser.add_argument("--talk", type=int, default=30, help="how long these talk, seconds")
    return report.run("calls", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
