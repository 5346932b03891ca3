"""Callers drawn from the customers, and the reading of their cards as a page reads them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from benchmarks.lib.customers import TABLES, number_of
from benchmarks.lib.people import Firm
from benchmarks.lib.trouble import CannotMeasure
from yesline.contacts.models import Contact
from yesline.customers.models import Customer
from yesline.flows import recognise
from yesline.kernel import clock
from yesline.staff import queries as staff

_BUSY = """
SELECT c.customer_id FROM cases_case c JOIN promises_promise p ON p.case_id = c.id AND p.state = 'due'
JOIN contacts_contact t ON t.customer_id = c.customer_id
WHERE c.state = 'open' GROUP BY c.customer_id HAVING count(DISTINCT t.id) >= 3
ORDER BY md5(c.customer_id::text || %s) LIMIT %s
"""
_SHARED = """
SELECT min(customer_id), e164 FROM customers_customernumber GROUP BY organisation_id, e164 HAVING count(*) > 1
ORDER BY md5(e164 || %s) LIMIT %s
"""


@dataclass(frozen=True)
class Caller:
    """Somebody whose call has just come in, and the agent who looks."""

    kind: str
    contact_id: int
    user_id: int


def draw(firms: Sequence[Firm], customers: int, *, count: int, chance: random.Random) -> list[Caller]:
    """Half anybody, a quarter people with open cases, promises and a history, the rest shared or unknown numbers."""
    by_id = {firm.organisation.pk: firm for firm in firms}
    anybody = [chance.randrange(1, customers + 1) for _ in range(count // 2)]
    busy = _ids(_BUSY, chance.random(), count // 4)
    shared = _ids(_SHARED, chance.random(), count // 8)
    plan = [("anybody", one, number_of(one), True) for one in anybody]
    plan += [("busy", one, number_of(one), True) for (one,) in busy]
    plan += [("shared number", one, number, False) for one, number in shared]
    plan += [("unknown number", anybody[0], f"+4930{place:07d}", False) for place in range(count // 8)]
    chance.shuffle(plan)
    known = Customer.objects.only("organisation_id").in_bulk([one for _, one, _, _ in plan])
    return [
        _call(by_id[known[one].organisation_id], kind, number, one if sure else None, place=place, chance=chance)
        for place, (kind, one, number, sure) in enumerate(plan)
    ]


def _ids(query: str, salt: float, most: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [str(salt), most])
        return cursor.fetchall()


def _call(firm: Firm, kind: str, number: str, customer_id: int | None, *, place: int, chance: random.Random) -> Caller:
    contact = Contact.objects.create(
        organisation=firm.organisation,
        pool_id=firm.organisation.pool_id,
        number=firm.number,
        key=f"new/{place}",
        customer_number=number,
        number_shown=number,
        customer_id=customer_id,
        language="ru",
        priority=2,
        arrived_at=clock.now(),
    )
    return Caller(kind=kind, contact_id=contact.pk, user_id=chance.choice(firm.agents).user_id)


def card(caller: Caller) -> recognise.Card:
    """What the desk does when the phone rings."""
    with transaction.atomic():
        seat = staff.act_as(caller.user_id)
        return recognise.card_of_contact(seat=seat, contact_id=caller.contact_id, at=clock.now())


def queries_of(caller: Caller) -> int:
    """How many statements the card of this caller needs, `act_as` included, BEGIN and COMMIT not."""
    asked = 0

    def count(execute: Any, sql: str, parameters: Any, many: Any, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        card(caller)
    return asked


def counts() -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  our own list
            found[table] = int(cursor.fetchone()[0])
    return found


def check_isolated() -> None:
    """Row-level security must be in force, or the measurement would be of something else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM customers_customer)")
        who, seen = cursor.fetchone()
    if who != "yesline_web" or seen:
        raise CannotMeasure(f"As {who} {seen} customers are seen without signing in: nothing is isolated.")
