"""500 callers wait and 50 agents become free one by one: who is rung how soon, and what waiting costs.

Callers by SIPp are in line before anybody becomes free: the agents have talked once and write their notes. First a few
callers wait, then all of them; everybody has been told how it stands and hears music. Three things are measured:
`few`, `many`: what is asked of PostgreSQL (statements) and of Asterisk (ARI requests) in `--quiet` seconds in which all
just wait, and how many were told something new meanwhile, which is no polling. `grows_by` is what each further caller
adds to the statements in a second.
`music`: Asterisk's processor time in further seconds, nothing being counted, as a share of a core for each caller.
`freed`: from the COMMIT that ends an agent's notes to the INVITE at this agent's phone, while new callers keep the line
full; `outlook` is what the controller takes of a core meanwhile. All agents end their first notes in one moment:
these are `all_at_once`, a crowd of their own.
"""

import argparse
import os
import sys
import threading
import time
from dataclasses import dataclass, field

from benchmarks.lib import figures, processes, questions, report, rings, switch
from benchmarks.lib.rings import Freed
from benchmarks.lib.sipp import Ended
from benchmarks.lib.staffed import Staffed, staffed

P95_GOAL, MUSIC_GOAL = 100.0, 0.3  # ms; percent of a core for each caller
POLLING = 0.01  # statements or requests a second that a caller may add: one in a hundred seconds
RING_MS = 60
FEW = 50
PER_SECOND = 20
_ASKED = ("statements_a_second", "ari_requests_a_second")


@dataclass(frozen=True)
class Load:
    """What agents and callers saw, and what it took of a core, by part."""

    rung: list[rings.Ring]
    freed: list[Freed]
    ended: list[Ended]
    cpu: dict[str, float]


@dataclass
class Callers:
    """Who calls in the background; `ended` is filled when they are done."""

    thread: threading.Thread
    ended: list[Ended] = field(default_factory=list)


def measure(options: argparse.Namespace) -> report.Result:
    talk = (int(options.talk[0] * 1000), int(options.talk[1] * 1000))
    with staffed(agents=options.agents, sizes=[], ring_ms=RING_MS, talk_ms=talk) as line:
        line.sign_in(options.agents)
        first = _calling(line, options.agents + FEW, at_once=options.agents + FEW)
        few = _all_wait(line, FEW, options)
        rest = _calling(line, options.waiting + options.calls, at_once=options.waiting + options.agents)
        many = _all_wait(line, FEW + options.waiting + options.agents, options)
        music = _music(many["waiting"], options)
        report.say("Agents become free")
        with line.notes_ended() as finisher:
            ended, cpu = _until_done(first, rest)
        freed = finisher.freed("committing_at")
    load = Load(rings.rings(line.heard), freed, ended, cpu)
    return _result({"few": few, "many": many, "music": music}, load, options)


def _calling(line: Staffed, calls: int, *, at_once: int) -> Callers:
    """So many callers from now on, at most so many of them at a time."""
    numbers = line.callers(calls)

    def call() -> None:
        found.ended.append(
            line.call(line.number, numbers, per_second=PER_SECOND, at_once=at_once, patience=calls / PER_SECOND + 900)
        )

    found = Callers(threading.Thread(target=call, daemon=True))
    found.thread.start()
    return found


def _all_wait(line: Staffed, callers: int, options: argparse.Namespace) -> report.Result:
    """So many are in line, have been told, and nothing happens."""
    from benchmarks.lib import ledger, people  # noqa: PLC0415  tables are known only after django.setup()

    report.say(f"{callers} callers wait")
    switch.until(f"{callers} callers are in line", lambda: ledger.waiting() >= callers, patience=180, look_every=0.5)
    switch.until("all were told how it stands", ledger.all_told, patience=120, look_every=0.5)
    switch.until("all agents write their notes", people.nobody_talks, patience=60, look_every=0.5)
    before = ledger.tellings()
    with questions.counted(line.here) as asked:
        time.sleep(options.quiet)
    return {"waiting": ledger.waiting(), **asked.a_second(), "told_anew": ledger.tellings() - before}


def _music(callers: int, options: argparse.Namespace) -> report.Result:
    """What each part takes of a core while all just wait."""
    before = processes.cpu(os.getpid())
    time.sleep(options.quiet)
    spent = processes.spent(before, processes.cpu(os.getpid()))
    share = {part: round(100 * used / options.quiet, 1) for part, used in sorted(spent.items())}
    each = round(share.get("Asterisk", 0.0) / callers, 3)
    return {"percent_of_a_core": share, "asterisk_percent_of_a_core_a_caller": each}


def _until_done(*callers: Callers) -> tuple[list[Ended], dict[str, float]]:
    """Everybody has been talked to. Also what that took of a core, by part."""
    before, began = processes.cpu(os.getpid()), time.monotonic()
    for one in callers:
        one.thread.join()
    spent = processes.spent(before, processes.cpu(os.getpid()))
    took = time.monotonic() - began
    return [ended for one in callers for ended in one.ended], {part: used / took for part, used in spent.items()}


def _result(seen: report.Result, load: Load, options: argparse.Namespace) -> report.Result:
    arrived = {caller: at for one in load.ended for caller, at in rings.arrivals(one.messages).items()}
    first = {one.phone: one for one in sorted(load.freed, key=lambda one: one.at, reverse=True)}
    crowd = figures.spread(rings.until_next(first.values(), load.rung, arrived))
    one_by_one = [one for one in load.freed if one != first[one.phone]]
    later = figures.spread(rings.until_next(one_by_one, load.rung, arrived))
    more = seen["many"]["waiting"] - seen["few"]["waiting"]
    grows = {what: round((seen["many"][what] - seen["few"][what]) / more, 4) for what in _ASKED}
    took = {part: round(100 * used, 1) for part, used in sorted(load.cpu.items())}
    music = seen["music"]["asterisk_percent_of_a_core_a_caller"]
    kept = later["p95_ms"] is not None and later["p95_ms"] <= P95_GOAL and music <= MUSIC_GOAL
    return {
        "agents": options.agents,
        **seen,
        "grows_by": grows,
        "freed": {**later, "percent_of_a_core": took},
        "all_at_once": crowd,
        "failed": sum(one.calls.failed for one in load.ended),
        "goal": {
            "freed_p95_ms_at_most": P95_GOAL,
            "music_percent_at_most": MUSIC_GOAL,
            "grows_by_at_most": POLLING,
            "kept": kept and max(grows.values()) <= POLLING,
        },
    }


def main() -> int:
    parser = report.arguments(__doc__, "waiting")
    parser.add_argument("--agents", type=int, default=50, help="signed-in agents")
    parser.add_argument("--waiting", type=int, default=500, help="callers in line while agents become free")
    parser.add_argument("--calls", type=int, default=300, help="calls beyond those, which keep the line full")
    # Phones that say nothing for 8 s are asked for a sign of life in the middle of a call; SIPp's hang up on that.
    parser.add_argument("--talk", type=float, nargs=2, default=(3.0, 7.0), help="shortest and longest talk, seconds")
    parser.add_argument("--quiet", type=float, default=10.0, help="seconds in which all just wait")
    return report.run("waiting", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
