"""The one box among 100,000 customers, asked as the web's role: how long, and is the right one among the first five.

One embedded PostgreSQL is filled with customers made from a seed. Customers are drawn, and each is looked for in nine
ways (telephone, mistyped name, wrong keyboard …) as a page does it: a transaction, `act_as`, `find.anything`.
Rendering is not measured. Somebody is right to be found when they match as well as the one who was drawn: namesakes
in the same house count.
"""

import argparse
import random
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.lib import figures, report, town
from benchmarks.lib.place import Place, place
from yesline.running import roles

if TYPE_CHECKING:
    from benchmarks.lib.people import Firm

P95_GOAL, FOUND_GOAL = 50, 0.95
FIRST = 5


def measure(options: argparse.Namespace) -> report.Result:
    with place() as here:
        here.start_database()
        firm, loaded = _filled(here, options)
        return _asked(here, firm, options) | {"loading_s": loaded}


def _filled(here: Place, options: argparse.Namespace) -> "tuple[Firm, float]":
    here.use_django_as(roles.OWNER)
    from benchmarks.lib import people  # noqa: PLC0415  tables are known only after django.setup()

    firm, *_ = people.organisations(2, agents_each=2)
    report.say(f"{options.customers:,} customers …")
    began = time.monotonic()
    everybody = list(town.neighbours(options.customers, seed=options.seed))
    town.load(here.database.url(roles.SUPERUSER), firm.organisation.pk, everybody)
    return firm, round(time.monotonic() - began, 1)


def _asked(here: Place, firm: "Firm", options: argparse.Namespace) -> report.Result:
    from benchmarks.lib import callers  # noqa: PLC0415  tables are known after django.setup()

    chance = random.Random(options.seed + 1)
    everybody = list(town.neighbours(options.customers, seed=options.seed))
    drawn = chance.sample(everybody, options.questions)
    here.use_django_as(roles.WEB)
    callers.check_isolated()
    took: dict[str, list[float]] = {}
    right: dict[str, list[bool]] = {}
    report.say(f"{len(drawn)} customers, each looked for in nine ways …")
    for one in drawn:
        for kind, words in town.questions(one, chance).items():
            began = time.perf_counter()
            found = _find(firm, words)
            took.setdefault(kind, []).append(time.perf_counter() - began)
            right.setdefault(kind, []).append(one.id in found[:FIRST])
    everything = figures.spread(value for values in took.values() for value in values)
    share = {kind: round(sum(values) / len(values), 3) for kind, values in right.items()}
    return {
        "customers": options.customers,
        "all": everything,
        "by_kind": {kind: figures.spread(values) for kind, values in took.items()},
        "among_the_first_five": share,
        "goal": {
            "p95_ms_at_most": P95_GOAL,
            "found_at_least": FOUND_GOAL,
            "kept": report.goal(everything["p95_ms"], at_most=P95_GOAL)
            and report.goal(min(share.values()), at_least=FOUND_GOAL),
        },
    }


def _find(firm: "Firm", words: str) -> list[int]:
    from django.db import transaction  # noqa: PLC0415  tables are known after django.setup()

    from yesline.flows import find  # noqa: PLC0415  tables are known after django.setup()
    from yesline.kernel import clock  # noqa: PLC0415  tables are known after django.setup()
    from yesline.staff import queries as staff  # noqa: PLC0415  tables are known after django.setup()

    with transaction.atomic():
        seat = staff.act_as(firm.agents[0].user_id)
        return [one.pk for one in find.anything(seat=seat, text=words, at=clock.now()).people]


def main() -> int:
    parser = report.arguments(__doc__, "box")
    parser.add_argument("--customers", type=int, default=100_000, help="how many customers there are")
    parser.add_argument("--questions", type=int, default=200, help="how many of them are looked for, in nine ways each")
    parser.add_argument("--seed", type=int, default=2026, help="another seed makes other customers and questions")
    return report.run("box", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
