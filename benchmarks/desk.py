"""The first page of the desk with the example: server time over loopback, against 300 ms.

The door stands before an embedded PostgreSQL that holds the example, as the role `web`. Anna is
signed in; her desk is asked for again and again over one connection. The first answer of the process is told apart.
"""

import argparse
import logging
import sys
import time

from benchmarks.lib import figures, report
from benchmarks.lib.place import place
from yesline.running import roles

P95_GOAL = 300  # ms


def measure(options: argparse.Namespace) -> report.Result:
    with place() as here:
        here.start_database()
        here.use_django_as(roles.OWNER)
        cookie = _example()
        here.use_django_as(roles.WEB)
        return _asked(cookie, options.times)


def _example() -> str:
    """The example, and the session of Anna in it."""
    from django.conf import settings  # noqa: PLC0415  tables are known only after django.setup()
    from django.test import Client  # noqa: PLC0415  tables are known after django.setup()

    from yesline.example import load  # noqa: PLC0415  tables are known after django.setup()
    from yesline.kernel import seal  # noqa: PLC0415  tables are known after django.setup()
    from yesline.staff.models import Agent  # noqa: PLC0415  tables are known after django.setup()

    load.load()
    seal.keep(settings.SECRET_KEY)
    client = Client()
    client.force_login(Agent.objects.get(user__username="anna").user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _asked(cookie: str, times: int) -> report.Result:
    import httpx  # noqa: PLC0415  tables are known after django.setup()
    from django.conf import settings  # noqa: PLC0415  tables are known after django.setup()

    from benchmarks.lib import door  # noqa: PLC0415  tables are known after django.setup()

    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each request would be counted with it
    took: list[float] = []
    with door.opened() as origin, httpx.Client(cookies={settings.SESSION_COOKIE_NAME: cookie}) as browser:
        for _ in range(times + 1):
            began = time.perf_counter()
            answer = browser.get(f"{origin}/desk/")
            took.append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"The desk answered {answer.status_code}.")
    first, *others = took
    spread = figures.spread(others)
    return {
        "bytes": len(answer.content),
        "first_ms": round(first * 1000, 1),
        "page": spread,
        "goal": {"p95_ms_at_most": P95_GOAL, "kept": report.goal(spread["p95_ms"], at_most=P95_GOAL)},
    }


def main() -> int:
    parser = report.arguments(__doc__, "desk")
    parser.add_argument("--times", type=int, default=200, help="how often the page is asked for")
    return report.run("desk", measure, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
