"""The controller is killed under 100 calls: how soon is everything in hand again, and does anybody notice?

SIPp calls and answers as the agents' phones; both sides speak a tone all the time. The controller runs below the
product's own supervisor, and is killed (SIGKILL) while everybody talks. At that very moment one agent clicks `hold`
and another `hang up`, as pages do: each writes a command.
`ready`: the supervisor has started it anew, it has compared every call with the tables and brought the phones.
`clicked`: both clicks are obeyed at the switch. `in_hand`: the later of the two: full control.
`all_obeyed`: then every other agent hangs up; until the last bridge is gone, from those clicks on.
`lost`: conversations whose two legs are not in one bridge any more once it is in hand (not that which was hung up).
`recordings`: each must hold the whole of its conversation, the gap too (but for the one that was on hold), and both
tones.
`bare`: a controller without tables that connects anew, lists the calls and sets one variable; `ratio` is ours to it.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.lib import figures, recordings, report, switch
from benchmarks.lib.staffed import Staffed, staffed
from yesline.kernel import clock
from yesline.running import roles
from yesline.running.home import CHECKOUT
from yesline.running.parts import OwnPart

GOAL = 3.0  # seconds
RING_MS, PER_SECOND, LONGEST_TALK = 60, 10, 600
_LEGS = 2


class _Restarted(Exception):
    """The supervisor's work is done: it watches no more."""


def measure(options: argparse.Namespace) -> report.Result:
    talk_ms = (LONGEST_TALK * 1000, LONGEST_TALK * 1000)
    with staffed(agents=options.calls, sizes=[], ring_ms=RING_MS, talk_ms=talk_ms, speaks=True) as line:
        controller = _supervised(line)
        line.here.start("worker")
        with _calls(line, options.calls) as ended:
            joined = _all_talk(line, options)
            bare = _bare(line, next(iter(joined.values()))[0])
            seen = _killed(line, controller, joined)
        whole = _recordings(line)
    failed = ended[0].calls.failed
    kept = seen["in_hand_s"] <= GOAL and seen["lost"] == failed == 0
    kept = kept and whole["both_heard"] == options.calls and whole["complete"] >= options.calls - 1
    return {
        "calls": options.calls,
        **seen,
        "failed": failed,
        "recordings": whole,
        "bare_s": bare,
        "ratio": figures.ratio(seen["in_hand_s"], bare),
        "goal": {"in_hand_s_at_most": GOAL, "lost": 0, "kept": kept},
    }


def _supervised(line: Staffed) -> OwnPart:
    """From here on the product's supervisor keeps the controller. All agents are ready."""
    from benchmarks.lib import people  # noqa: PLC0415  tables are known only after django.setup()

    here, began_at = line.here, clock.now()
    here.stop("controller")
    environment = here.house.environment(roles.ENGINE)
    part = OwnPart("controller", "yesline.telephony", environment=environment, home=here.home)
    here.supervisor.start(part)
    switch.until("every phone is heard of", lambda: people.heard_of_all_since(began_at), patience=90, look_every=0.2)
    people.sign_in(line.phones)
    return part


@contextmanager
def _calls(line: Staffed, calls: int) -> Iterator[list[Any]]:
    """So many callers, each until an agent hangs up. How they ended is known when the block is over."""
    ended: list[Any] = []
    how = {"per_second": PER_SECOND, "at_once": calls, "patience": LONGEST_TALK, "sound": line.caller_sound}
    numbers = line.callers(calls)
    calling = threading.Thread(target=lambda: ended.append(line.call(line.number, numbers, **how)), daemon=True)
    calling.start()
    yield ended
    calling.join()


def _all_talk(line: Staffed, options: argparse.Namespace) -> dict[str, tuple[str, ...]]:
    """Everybody is joined, and has been for a while."""
    report.say(f"{options.calls} calls")
    switch.until("everybody talks", lambda: len(_joined(line)) == options.calls, patience=120, look_every=0.5)
    time.sleep(options.quiet)
    return _joined(line)


def _joined(line: Staffed) -> dict[str, tuple[str, ...]]:
    """The legs that are together in each conversation, as Asterisk itself has it."""
    said = {one["id"]: tuple(sorted(one["channels"])) for one in switch.ask(line.here, "bridges") or []}
    return {name: legs for name, legs in said.items() if name.startswith("contact-") and len(legs) == _LEGS}


def _bare(line: Staffed, channel: str) -> float:
    began = time.monotonic()
    words = [sys.executable, "-u", "-m", "benchmarks.lib.bare_back", channel]
    subprocess.run(words, env=line.here.outside(), cwd=CHECKOUT, check=True, capture_output=True)
    return round(time.monotonic() - began, 2)


def _killed(line: Staffed, controller: OwnPart, joined: dict[str, tuple[str, ...]]) -> report.Result:
    from benchmarks.lib import clicks  # noqa: PLC0415  tables are known only after django.setup()

    agents = clicks.talking()
    held, ended, *others = sorted(joined)
    watching = _watched(line)
    report.say("The controller is killed")
    os.kill(line.here.supervisor.processes()["controller"], signal.SIGKILL)
    killed_at = time.monotonic()
    clicks.hold(agents, held)
    clicks.hang_up(agents, ended)
    watching.join()
    started = time.monotonic() - killed_at
    obeyed = threading.Thread(target=controller.wait_ready)
    obeyed.start()
    patience = {"patience": 60.0, "look_every": 0.01}
    switch.until("the clicks are obeyed", lambda: clicks.obeyed(held, ended), **patience)
    clicked = time.monotonic() - killed_at
    obeyed.join()
    ready = time.monotonic() - killed_at
    left = _joined(line)
    lost = [name for name in others if left.get(name) != joined[name]]
    report.say("Everybody else hangs up")
    began = time.monotonic()
    for name in [held, *others]:
        clicks.hang_up(agents, name)
    switch.until("everybody has hung up", lambda: not switch.ask(line.here, "bridges"), patience=60, look_every=0.05)
    return {
        "started_s": round(started, 2),
        "clicked_s": round(clicked, 2),
        "ready_s": round(ready, 2),
        "in_hand_s": round(max(clicked, ready), 2),
        "all_obeyed_s": round(time.monotonic() - began, 2),
        "lost": len(lost) + (held in left) + (ended in left),
    }


def _watched(line: Staffed) -> threading.Thread:
    """The supervisor looks after the parts until it has started one anew."""

    def stop() -> None:
        raise _Restarted

    def watch() -> None:
        try:
            line.here.supervisor.watch(when_restarted=stop)
        except _Restarted:
            return

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    return watching


def _recordings(line: Staffed) -> report.Result:
    from benchmarks.lib import ledger  # noqa: PLC0415  tables are known only after django.setup()

    report.say("  the worker converts what was recorded …")
    switch.until("every recording is converted", ledger.all_converted, patience=300, look_every=0.5)
    judged = [recordings.judge(one) for one in ledger.recordings(line.here.home.recordings)]
    return {
        "kept": len(judged),
        "complete": sum(one.complete for one in judged),
        "both_heard": sum(one.both_heard for one in judged),
        "most_missing_s": max((one.missing for one in judged), default=None),
    }


def main() -> int:
    parser = report.arguments(__doc__, "restart")
    parser.add_argument("--calls", type=int, default=100, help="conversations at once")
    parser.add_argument("--quiet", type=float, default=5.0, help="seconds they talk before the kill")
    return report.run("restart", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
