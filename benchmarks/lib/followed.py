"""A case that has seen much, a desk that holds much, and promises that fall due together."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from benchmarks.lib import figures
from benchmarks.lib.people import Firm
from yesline.cases.models import Case
from yesline.customers.models import Customer
from yesline.flows import follow, promise
from yesline.journal import actions as journal
from yesline.kernel import clock, seal
from yesline.promises.models import Promise
from yesline.staff import queries as staff
from yesline.staff.models import Agent

ENTRIES, OPEN, PROMISES = 500, 200, 10_000
OK = 200


def prepare(firm: Firm) -> tuple[Agent, int]:
    """Somebody with OPEN cases, the first of which has ENTRIES entries in its journal; as the owner of the tables."""
    agent, at = firm.agents[0], clock.now()
    customers = list(Customer.objects.filter(organisation=firm.organisation)[:OPEN])
    made = [
        Case.objects.create(
            organisation=firm.organisation, customer=customers[n % len(customers)], title="No internet", owner=agent,
            first_reported_at=at - timedelta(hours=n / 10), due_at=at + timedelta(hours=72),
        )
        for n in range(OPEN)
    ]  # fmt: skip
    for n in range(ENTRIES):
        then = at - timedelta(minutes=ENTRIES - n)
        journal.record(
            ("case.asked", "case.replied", "case.heard")[n % 3], noun="case", noun_id=made[0].pk,
            organisation_id=firm.organisation.pk, by=agent.pk, at=then, text="Which lamp?",
        )  # fmt: skip
    return agent, made[0].pk


def due_together(firm: Firm, case_id: int) -> datetime:
    """PROMISES promises of one minute; returns when the last of them is late."""
    at = clock.now()
    Promise.objects.bulk_create(
        Promise(
            organisation=firm.organisation, case_id=case_id, what=f"Call {n}", keeper=firm.agents[n % len(firm.agents)],
            made_at=at, due_at=at + timedelta(milliseconds=6 * n),
        )
        for n in range(PROMISES)
    )  # fmt: skip
    return at + timedelta(minutes=1)


def notice(at: datetime) -> float:
    """How long (seconds) it takes one worker to notice all of them."""
    began = time.perf_counter()
    while promise.notice_late(at=at):
        pass
    return time.perf_counter() - began


def file(agent: Agent, case_id: int) -> None:
    """What the page of a case reads."""
    with transaction.atomic():
        follow.seen(seat=staff.act_as(agent.user_id), case_id=case_id, at=clock.now())


def desk(agent: Agent, _case_id: int) -> None:
    """What the page of a day reads."""
    with transaction.atomic():
        promise.my_day(seat=staff.act_as(agent.user_id), at=clock.now())


def page(browser: Client, address: str) -> None:
    """A page as a browser gets it, written out in full."""
    answer = browser.get(address)
    if answer.status_code != OK:
        raise SystemExit(f"{address} answered {answer.status_code}.")


def measured(doing: Callable[[], None], *, times: int) -> dict[str, Any]:
    """How long it takes, and how many statements: those the wrapper sees, and the one of `act_as` past it."""
    asked = 1

    def count(execute: Any, sql: str, parameters: Any, many: Any, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        doing()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        doing()
        took.append(time.perf_counter() - began)
    return figures.spread(took) | {"queries": asked}


def signed_in(agent: Agent) -> str:
    """The session of this agent; as somebody who may write it down."""
    seal.keep(settings.SECRET_KEY)
    browser = Client()
    browser.force_login(agent.user)
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def all_of(agent: Agent, case_id: int, cookie: str, *, times: int) -> dict[str, dict[str, Any]]:
    """The case and the desk, as they are read and as they are seen."""
    browser = Client(SERVER_NAME="localhost")
    browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
    doings: dict[str, Callable[[], None]] = {
        "case": lambda: file(agent, case_id),
        "desk": lambda: desk(agent, case_id),
        "case_page": lambda: page(browser, f"/desk/cases/{case_id}/"),
        "desk_page": lambda: page(browser, "/desk/"),
    }
    return {name: measured(doing, times=times) for name, doing in doings.items()}
