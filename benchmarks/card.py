"""The card of a caller among 1,000,000 customers, read as the web's role under row-level security.

One embedded PostgreSQL with its usual settings is filled by COPY with customers, numbers, contracts, services,
contacts, recordings, cases, promises and journal entries, made from a seed. Then callers are drawn, and the card
of each is read as a page does it: a transaction, `act_as`, `recognise.card_of_contact`, commit. That includes the
journal entry "who looked". Rendering the page is not measured.
Each card is read twice: `first` is what happens when the call arrives, `again` is the same card right after.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.lib import figures, report
from benchmarks.lib.place import Place, place
from yesline.running import roles

if TYPE_CHECKING:
    from benchmarks.lib.callers import Caller
    from benchmarks.lib.people import Firm

P99_GOAL = 150  # ms
FIRMS, AGENTS_EACH = 20, 20


def measure(options: argparse.Namespace) -> report.Result:
    with place() as here:
        here.start_database()
        firms = _filled(here, options)
        return _read(here, firms, options)


def _filled(here: Place, options: argparse.Namespace) -> "list[Firm]":
    here.use_django_as(roles.OWNER)
    from benchmarks.lib import customers, people  # noqa: PLC0415  tables are known only after django.setup()

    firms = people.organisations(FIRMS, agents_each=AGENTS_EACH)
    report.say(f"{options.customers:,} customers …")
    began = time.monotonic()
    generator = customers.Generator(firms, options.customers, seed=options.seed)
    customers.load(generator, here.database.url(roles.SUPERUSER))
    report.say(f"  loaded in {time.monotonic() - began:.0f} s")
    return firms


def _read(here: Place, firms: "Sequence[Firm]", options: argparse.Namespace) -> report.Result:
    from benchmarks.lib import callers  # noqa: PLC0415  tables are known after django.setup()

    chance = random.Random(options.seed + 1)
    drawn = callers.draw(firms, options.customers, count=options.cards, chance=chance)
    counts = callers.counts()
    here.use_django_as(roles.WEB)
    callers.check_isolated()
    report.say(f"{len(drawn)} cards …")
    first = [(caller, _timed(callers.card, caller)) for caller in drawn]
    again = [(caller, _timed(callers.card, caller)) for caller in drawn]
    queries = sorted({callers.queries_of(caller) for caller in drawn[:: max(1, len(drawn) // 60)]})
    all_first = figures.spread(took for _, took in first)
    return {
        "customers": options.customers,
        "rows": counts,
        "first": all_first,
        "again": figures.spread(took for _, took in again),
        "by_kind": _by_kind(first),
        "queries": {"fewest": queries[0], "most": queries[-1]},
        "p99_ms": all_first["p99_ms"],
        "goal": {"p99_ms_at_most": P99_GOAL, "kept": report.goal(all_first["p99_ms"], at_most=P99_GOAL)},
    }


def _timed(doing: "Callable[[Caller], Any]", caller: "Caller") -> float:
    began = time.perf_counter()
    doing(caller)
    return time.perf_counter() - began


def _by_kind(measured: "Sequence[tuple[Caller, float]]") -> report.Result:
    kinds = dict.fromkeys(caller.kind for caller, _ in measured)
    return {kind: figures.spread(took for caller, took in measured if caller.kind == kind) for kind in kinds}


def main() -> int:
    parser = report.arguments(__doc__, "card")
    parser.add_argument("--customers", type=int, default=1_000_000, help="how many customers there are")
    parser.add_argument("--cards", type=int, default=800, help="how many different cards are read")
    parser.add_argument("--seed", type=int, default=2026, help="another seed makes other customers and callers")
    return report.run("card", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
