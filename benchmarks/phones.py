"""1,000 phones brought into an Asterisk that knows none, as after its start.

The phones are rows of the database; the real controller (`python -m yesline.telephony`) pushes them over ARI.
Measured twice, from outside, until Asterisk lists every phone:
`restart`: Asterisk is stopped and started under a running controller; counted from the moment ARI answers, so the
controller's noticing, reconnecting and reconciling are included. This is the figure of the goal. `all_told_s`:
until flows have also been told of every phone whether it can be reached.
`start`: the controller is started beside a running Asterisk; counted from the start of its process, Python included.
Then every phone registers by SIPp with the password derived for it: `registered` says how many were accepted,
`reachable` how many the database then holds for proved reachable.
`bare` is the peer in the same run: a plain loop over ARI without a database, the same three objects per phone.
"""

import argparse
import subprocess
import sys
import time

from benchmarks.lib import figures, report, switch
from benchmarks.lib.place import Place, place
from benchmarks.lib.sipp import Sipp
from benchmarks.lib.trouble import CannotMeasure
from yesline.kernel import clock
from yesline.running import roles

SECONDS_GOAL = 5.0


def measure(options: argparse.Namespace) -> report.Result:
    with place() as here:
        here.start_database()
        secrets = _loaded(here, options.phones)
        here.start_telephone(most_calls=100)
        started = _started(here, list(secrets))
        registered, reachable_s = _registered(here, secrets)
        restarted = [_restarted(here, list(secrets)) for _ in range(options.restarts)]
        known, told = zip(*restarted, strict=True)
        here.stop("controller")
        bare = _bare(here, options.phones)
    slowest = max(known)
    return {
        "phones": options.phones,
        "start": {"all_known_s": round(started, 2)},
        "restart": {"all_known_s": list(known), "slowest_s": slowest, "all_told_s": list(told)},
        "bare": {"all_known_s": round(bare, 2)},
        "ratio_to_bare": figures.ratio(slowest, bare),
        "registered": registered,
        "all_reachable_after_s": reachable_s,
        "failed": options.phones - registered,
        "goal": {"seconds_at_most": SECONDS_GOAL, "kept": report.goal(slowest, at_most=SECONDS_GOAL)},
    }


def _loaded(here: Place, count: int) -> dict[str, str]:
    """The phones' names and passwords, in the order they are pushed."""
    here.use_django_as(roles.OWNER)
    from benchmarks.lib import people  # noqa: PLC0415  tables are known only after django.setup()

    report.say(f"{count:,} agents with a phone each …")
    people.organisations(1, agents_each=count)
    return people.secrets(here.key)


def _started(here: Place, names: list[str]) -> float:
    report.say("The controller starts …")
    began = time.monotonic()
    here.start("controller")
    switch.until("all phones are known", lambda: switch.knows(here, names), patience=120)
    return time.monotonic() - began


def _registered(here: Place, secrets: dict[str, str]) -> tuple[int, float]:
    from benchmarks.lib import people  # noqa: PLC0415  tables are known after django.setup()

    report.say("The phones register …")
    sipp = Sipp(here)
    with sipp.phones(ring_ms=100, talk_ms=(1000, 1000)):
        accepted = sipp.register(secrets)
        took = switch.until(
            "the database holds every phone for reachable",
            lambda: people.reachable() >= accepted,
            patience=120,
            look_every=0.1,
        )
    return accepted, round(took, 2)


def _restarted(here: Place, names: list[str]) -> tuple[float, float]:
    """Seconds until Asterisk knows all phones again, and until flows were told about each of them."""
    from benchmarks.lib import people  # noqa: PLC0415  tables are known after django.setup()

    report.say("Asterisk is started anew under the controller …")
    here.telephone.stop()
    here.telephone.start()
    here.telephone.wait_ready()
    began_at, began = clock.now(), time.monotonic()
    known = switch.until("all phones are known again", lambda: switch.knows(here, names), patience=120)
    switch.until(
        "flows have heard of every phone", lambda: people.heard_of_all_since(began_at), patience=120, look_every=0.1
    )
    return round(known, 2), round(time.monotonic() - began, 2)


def _bare(here: Place, count: int) -> float:
    """The peer: its own process too, counted from its first request to its last answer."""
    report.say("The peer pushes as many …")
    here.telephone.stop()
    here.telephone.start()
    here.telephone.wait_ready()
    words = [sys.executable, "-m", "benchmarks.lib.bare_push", str(count)]
    said = subprocess.run(words, env=here.outside(), capture_output=True, text=True, check=False)
    if said.returncode:
        raise CannotMeasure(f"The peer failed: {said.stderr[-800:]}")
    return float(said.stdout)


def main() -> int:
    parser = report.arguments(__doc__, "phones")
    parser.add_argument("--phones", type=int, default=1000, help="how many phones there are")
    parser.add_argument("--restarts", type=int, default=3, help="how often Asterisk is started anew")
    return report.run("phones", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
