"""A case with 500 entries, a desk with 200 open cases, and 10,000 promises that fall due in one minute.

One embedded PostgreSQL with its usual settings. The case and the desk are read as their pages do it: as the web's role
under row-level security, in a transaction that begins with `act_as`; `case` and `desk` are this reading, `case_page`
and `desk_page` the whole of it: the session, the telephone's bar, and the page written out. The promises are noticed
by the flow the worker calls, in its batches, as the engine's role.
"""

import argparse
import sys

from benchmarks.lib import report
from benchmarks.lib.place import Place, place
from yesline.running import roles

P95_GOAL, NOTICED_WITHIN, FIRMS, AGENTS_EACH = 50, 60, 20, 20  # ms, s


def measure(options: argparse.Namespace) -> report.Result:
    with place() as here:
        here.start_database()
        return _measured(here, options)


def _measured(here: Place, options: argparse.Namespace) -> report.Result:
    here.use_django_as(roles.OWNER)
    from benchmarks.lib import customers, followed, people  # noqa: PLC0415  tables are known after django.setup()

    firms = people.organisations(FIRMS, agents_each=AGENTS_EACH)
    report.say(f"{options.customers:,} customers …")
    customers.load(customers.Generator(firms, options.customers, seed=options.seed), here.database.url(roles.SUPERUSER))
    agent, case_id = followed.prepare(firms[0])
    cookie = followed.signed_in(agent)
    late_at = followed.due_together(firms[1], case_id)
    here.use_django_as(roles.ENGINE)
    noticed = followed.notice(late_at)
    here.use_django_as(roles.WEB)
    found = followed.all_of(agent, case_id, cookie, times=options.times)
    worst = max(one["p95_ms"] for one in found.values())
    return {
        "customers": options.customers, **found,
        "queries": max(found[one]["queries"] for one in ("case", "desk")), "p95_ms": worst,
        "promises": {"due": followed.PROMISES, "noticed_in_s": round(noticed, 1)},
        "goal": {"p95_ms_at_most": P95_GOAL, "kept": report.goal(worst, at_most=P95_GOAL),
                 "noticed_kept": report.goal(noticed, at_most=NOTICED_WITHIN)},
    }  # fmt: skip


def main() -> int:
    parser = report.arguments(__doc__, "case")
    parser.add_argument("--customers", type=int, default=1_000_000, help="how many customers there are")
    parser.add_argument("--times", type=int, default=300, help="how often each page is read")
    parser.add_argument("--seed", type=int, default=2026, help="another seed makes other customers")
    return report.run("case", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
