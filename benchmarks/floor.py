"""A lead's floor over 100,000 calls, read as the web's role: how long, and how PostgreSQL finds the rows of each query.

One embedded PostgreSQL is filled with calls: one in twenty came today, some of them left before an answer, a few wait.
The floor, the rows behind it (first and last page) and one call's story are read as a page does it. Then every query
is explained; one that walks a whole table of calls is named. Rendering is not measured.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.lib import figures, report
from benchmarks.lib.place import Place, place
from yesline.running import roles

if TYPE_CHECKING:
    from benchmarks.lib.people import Firm

P95_GOAL = 150  # ms
CALLS = """
INSERT INTO contacts_contact (organisation_id, pool_id, number_id, channel, key, customer_number, number_shown,
    language, priority, state, arrived_at, answered_at, connected_at, ended_at, outcome, held, agent_id, wrapped_up_at,
    recording_refused)
SELECT %(own)s, %(pool)s, %(number)s, 'call', 'old/' || n, '+7921' || lpad((n %% 60000)::text, 7, '0'), '', 'ru', 2,
    'ended', at, CASE WHEN talked THEN at + wait END, CASE WHEN talked THEN at + wait END, at + wait + interval '90 s',
    CASE WHEN talked THEN 'talked' ELSE 'abandoned' END, false,
    CASE WHEN talked THEN (%(agents)s::bigint[])[n %% 19 + 1]
    END, CASE WHEN talked THEN at + interval '2 min' END, false
FROM (SELECT n, n %% 17 <> 0 AS talked, (n %% 23) * interval '0.3 s' AS wait, CASE WHEN n %% 20 = 0
    THEN %(today)s::timestamptz + (n %% 997) * interval '20 s'
    ELSE %(today)s::timestamptz - n * interval '40 s' END AS at
    FROM generate_series(1, %(calls)s) AS n) AS made
"""


def measure(options: argparse.Namespace) -> report.Result:
    with place() as here:
        here.start_database()
        firm = _filled(here, options)
        here.use_django_as(roles.WEB)
        return _read(firm, options)


def _filled(here: Place, options: argparse.Namespace) -> "Firm":
    here.use_django_as(roles.OWNER)
    from django.db import connection  # noqa: PLC0415  tables are known only after django.setup()

    from benchmarks.lib import people  # noqa: PLC0415  tables are known after django.setup()
    from yesline.kernel import clock  # noqa: PLC0415  tables are known after django.setup()
    from yesline.reports import rules  # noqa: PLC0415  tables are known after django.setup()
    from yesline.staff.models import Membership  # noqa: PLC0415  tables are known after django.setup()

    firm, *_ = people.organisations(2, agents_each=20)
    Membership.objects.filter(agent=firm.agents[0]).update(role="lead")
    today, _ = rules.day_of(clock.now(), firm.organisation.timezone)
    values = {
        "own": firm.organisation.pk, "pool": firm.organisation.pool_id, "number": firm.number.pk, "today": today,
        "agents": [agent.pk for agent in firm.agents], "calls": options.calls,
    }  # fmt: skip
    report.say(f"{options.calls:,} calls …")
    with connection.cursor() as cursor:
        cursor.execute(CALLS, values)
        cursor.execute("ANALYZE")
    return firm


def _read(firm: "Firm", options: argparse.Namespace) -> report.Result:
    from benchmarks.lib import callers  # noqa: PLC0415  tables are known after django.setup()
    from yesline.flows import look_back, oversee  # noqa: PLC0415  tables are known after django.setup()
    from yesline.flows.look_back import Sought  # noqa: PLC0415  tables are known after django.setup()

    callers.check_isolated()
    asked: dict[str, Callable[..., Any]] = {
        "the floor": oversee.floor,
        "rows, first page": lambda **who: look_back.contacts(sought=Sought(), **who),
        "rows, last page": lambda **who: look_back.contacts(sought=Sought(page=10**6), **who),
        "rows that are owed": lambda **who: look_back.contacts(sought=Sought(where="owed"), **who),
    }
    took = {name: [_timed(firm, ask) for _ in range(options.times)] for name, ask in asked.items()}
    cpu = {name: _cpu(firm, ask, times=options.times) for name, ask in asked.items()}
    walked = sorted({query for ask in asked.values() for query in _walks(firm, ask)})
    spreads = {name: figures.spread(values) for name, values in took.items()}
    p95 = max(one["p95_ms"] or 0 for one in spreads.values())
    return {
        "calls": options.calls,
        "read": spreads,
        "cpu_ms": cpu,
        "walk_all_calls": walked,
        "goal": {"p95_ms_at_most": P95_GOAL, "kept": report.goal(p95, at_most=P95_GOAL) and not walked},
    }


def _timed(firm: "Firm", ask: Callable[..., Any]) -> float:
    began = time.perf_counter()
    _asked(firm, ask)
    return time.perf_counter() - began


def _cpu(firm: "Firm", ask: Callable[..., Any], *, times: int) -> dict[str, float]:
    """What one reading costs in processor time, which a busy machine changes little: ours, and PostgreSQL's."""
    from django.db import connection  # noqa: PLC0415  tables are known after django.setup()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")

    def ticks() -> int:
        return sum(map(int, backend.read_text().rpartition(")")[2].split()[11:13]))

    ours, theirs = time.process_time(), ticks()
    for _ in range(times):
        _asked(firm, ask)
    ours, spent = time.process_time() - ours, (ticks() - theirs) / os.sysconf("SC_CLK_TCK")
    return {"ours": figures.milliseconds(ours / times), "postgresql": figures.milliseconds(spent / times)}


def _asked(firm: "Firm", ask: Callable[..., Any]) -> None:
    from django.db import transaction  # noqa: PLC0415  tables are known after django.setup()

    from yesline.kernel import clock  # noqa: PLC0415  tables are known after django.setup()
    from yesline.staff import queries as staff  # noqa: PLC0415  tables are known after django.setup()

    with transaction.atomic():
        ask(seat=staff.act_as(firm.agents[0].user_id), at=clock.now())


def _walks(firm: "Firm", ask: Callable[..., Any]) -> list[str]:
    """Queries that read the whole table of calls, as PostgreSQL plans them."""
    from django.db import connection  # noqa: PLC0415  tables are known after django.setup()

    found: list[str] = []

    def explained(execute: Any, sql: str, parameters: Any, many: Any, context: Any) -> Any:
        if sql.lstrip().startswith("SELECT") and "contacts_contact" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", parameters)
                plan = "\n".join(row[0] for row in cursor.fetchall())
            if "Seq Scan on contacts_contact" in plan:
                found.append(f"{sql[:160]} …")
                report.say(plan)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explained):
        _asked(firm, ask)
    return found


def main() -> int:
    parser = report.arguments(__doc__, "floor")
    parser.add_argument("--calls", type=int, default=100_000, help="how many calls there are, one in twenty of today")
    parser.add_argument("--times", type=int, default=40, help="how often each is read")
    return report.run("floor", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
