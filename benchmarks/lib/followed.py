"""A case that has seen much, a desk that holds much, and promises that fall due together."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from benchmarks.lib.people import Firm
from yesline.cases.models import Case
from yesline.customers.models import Customer
from yesline.flows import follow, promise, recognise
from yesline.journal import actions as journal
from yesline.kernel import clock
from yesline.promises.models import Promise
from yesline.staff import queries as staff
from yesline.staff.models import Agent

ENTRIES, OPEN, PROMISES = 500, 200, 10_000


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
        seat, at = staff.act_as(agent.user_id), clock.now()
        follow.told(case=recognise.case_of(seat=seat, case_id=case_id, at=at), at=at, inside=True)


def desk(agent: Agent, _case_id: int) -> None:
    """What the page of a day reads."""
    with transaction.atomic():
        promise.my_day(seat=staff.act_as(agent.user_id), at=clock.now())


def measured(doing: Callable[[Agent, int], None], agent: Agent, case_id: int, *, times: int) -> tuple[list[float], int]:
    """Each reading's length in seconds, and how many statements one needs."""
    asked = 0

    def count(execute: Any, sql: str, parameters: Any, many: Any, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        doing(agent, case_id)
    took = []
    for _ in range(times):
        began = time.perf_counter()
        doing(agent, case_id)
        took.append(time.perf_counter() - began)
    return took, asked
