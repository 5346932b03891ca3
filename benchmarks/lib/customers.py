"""A million customers with what an organisation knows of them: made from a seed, loaded by COPY."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from benchmarks.lib import report
from benchmarks.lib.people import Firm

BATCH = 20_000
TABLES = {
    "customers_customer": "id organisation_id given_name patronymic family_name language since note",
    "customers_customernumber": "organisation_id customer_id e164",
    "customers_contract": "id organisation_id customer_id number address address_details balance currency read_at",
    "customers_service": "organisation_id contract_id name price state state_since",
    "contacts_contact": "id organisation_id pool_id number_id channel key customer_number number_shown customer_id"
    " language priority state arrived_at answered_at connected_at ended_at outcome held agent_id kept_until"
    " wrapped_up_at topic_id recording_refused",
    "calls_recording": "organisation_id contact_id node channel state state_at path sha256 seconds due_at"
    " attempts error",
    "cases_case": "id organisation_id customer_id topic_id title state owner_id first_reported_at due_at closed_at",
    "promises_promise": "organisation_id case_id customer_id what due_at keeper_id state made_at kept_at",
    "journal_entry": "at organisation_id by_agent_id verb noun noun_id details",
}
_GIVEN = (
    "Tamara", "Oleg", "Anna", "Pavel", "Natalia", "Ivan", "Maria", "Sergei", "Olga", "Dmitri", "Elena",
    "Aleksei", "Irina", "Nikolai", "Galina",
)  # fmt: skip
_PATRONYMIC = (
    "Ivanovich", "Petrovna", "Sergeevich", "Olegovna", "Nikolaevich", "Pavlovna", "Alekseevich",
    "Dmitrievna",
)  # fmt: skip
_STEMS = (
    "Iva", "Petro", "Smirno", "Kuzne", "Popo", "Vasilie", "Sokolo", "Mikhailo", "Novi", "Fedoro", "Morozo",
    "Volko", "Alekse", "Lebede", "Semeno",
)  # fmt: skip
_SERVICES = (("Internet 100", "650.00"), ("Television", "300.00"), ("Intercom", "60.00"), ("Telephone", "190.00"))
KEPT_FOR = timedelta(days=3650)  # nothing is due for erasure, which would keep the worker busy
SINCE, UNTIL = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Made:
    """Rows as COPY takes them, by table, and whom to look at later."""

    rows: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    contracts: int = 0
    contacts: int = 0
    cases: int = 0

    def add(self, table: str, *values: object) -> None:
        self.rows[table].append("\t".join("\\N" if value is None else str(value) for value in values) + "\n")


class Generator:
    """Customers 1…`count`. The first organisation has three fifths of them; one in thirty shares a telephone."""

    def __init__(self, firms: Sequence[Firm], count: int, *, seed: int) -> None:
        self.firms, self.count = firms, count
        self.made = Made()
        self._random = random.Random(seed)

    def batches(self) -> Iterator[int]:
        """Fill `made` batch by batch; gives how many customers there are after each."""
        for first in range(1, self.count + 1, BATCH):
            last = min(first + BATCH - 1, self.count)
            for customer_id in range(first, last + 1):
                self._customer(customer_id)
            yield last
            self.made.rows.clear()

    def _customer(self, customer_id: int) -> None:
        chance, made = self._random, self.made
        firm = self.firms[0 if chance.random() < 0.6 else chance.randrange(len(self.firms))]
        own = firm.organisation.pk
        family = chance.choice(_STEMS) + chance.choice(("v", "va", "nov", "nova", "tsev", "tseva"))
        names = (chance.choice(_GIVEN), chance.choice(_PATRONYMIC), family)
        note = "hard of hearing" if chance.random() < 0.02 else ""
        made.add("customers_customer", customer_id, own, *names, "ru", "2021-03-01", note)
        numbers = [number_of(customer_id), *(number_of(customer_id, also=1) for _ in range(chance.random() < 0.25))]
        for number in numbers:
            made.add("customers_customernumber", own, customer_id, number)
        if chance.random() < 1 / 30:
            made.add("customers_customernumber", own, customer_id, shared_number(own, customer_id))
        for _ in range(1 + (chance.random() < 0.05)):
            self._contract(own, customer_id)
        for _ in range(_how_many(chance)):
            self._contact(firm, customer_id, numbers)
        for _ in range(int(chance.random() < 0.12) + int(chance.random() < 0.02) * 2):
            self._case(firm, customer_id)

    def _contract(self, own: int, customer_id: int) -> None:
        chance, made = self._random, self.made
        made.contracts += 1
        address = f"Sovetskaya {chance.randrange(1, 300)}, flat {chance.randrange(1, 400)}"
        balance = f"{chance.uniform(-900, 1500):.2f}"
        number = f"40-{made.contracts:08d}"
        made.add("customers_contract", made.contracts, own, customer_id, number, address, "", balance, "RUB", UNTIL)
        for name, price in chance.sample(_SERVICES, chance.choice((1, 1, 2, 2, 3))):
            broken = chance.random() < 0.01
            state = ("no_signal", UNTIL) if broken else ("working", None)
            made.add("customers_service", own, made.contracts, name, price, *state)

    def _contact(self, firm: Firm, customer_id: int, numbers: Sequence[str]) -> None:
        chance, made = self._random, self.made
        made.contacts += 1
        own, agent = firm.organisation, chance.choice(firm.agents).pk
        at = SINCE + (UNTIL - SINCE) * chance.random()
        number = chance.choice(numbers)
        talked = chance.random() < 0.93
        ended = at + timedelta(seconds=chance.uniform(40, 600))
        answered = at + timedelta(seconds=6) if talked else None
        ids = (made.contacts, own.pk, own.pool_id, firm.number.pk, "call", f"old/{made.contacts}")
        who = (number, number, customer_id, "ru", 2, "ended")
        when = (at, answered, answered, ended, "talked" if talked else "abandoned", "f")
        rest = (agent if talked else None, None, ended if talked else None, chance.choice(firm.topics).pk, "f")
        made.add("contacts_contact", *ids, *who, *when, *rest)
        if talked and chance.random() < 0.5:
            made.add(
                "calls_recording", own.pk, made.contacts, "old", f"old-{made.contacts}", *_kept(made.contacts, ended)
            )
        if talked:
            about = f'{{"contact": {made.contacts}}}'
            made.add("journal_entry", at, own.pk, agent, "customer.opened", "customer", customer_id, about)

    def _case(self, firm: Firm, customer_id: int) -> None:
        chance, made = self._random, self.made
        made.cases += 1
        own, owner, topic = firm.organisation.pk, chance.choice(firm.agents).pk, chance.choice(firm.topics)
        closed = chance.random() < 0.75
        at = SINCE + (UNTIL - SINCE) * chance.random() if closed else UNTIL - timedelta(hours=chance.uniform(1, 70))
        due = at + timedelta(hours=72)
        state = ("closed", owner, at, due, at + timedelta(hours=30)) if closed else ("open", owner, at, due, None)
        made.add("cases_case", made.cases, own, customer_id, topic.pk, topic.name, *state)
        if chance.random() < 0.6:
            kept = ("kept", at, due) if closed else ("due", at, None)
            made.add("promises_promise", own, made.cases, customer_id, "We call back", due, owner, *kept)


def number_of(customer_id: int, *, also: int = 0) -> str:
    """The telephone of a customer: scattered, so that neighbours in the table are none in the index."""
    return f"+7{9 if not also else 8}{(customer_id * 387_420_489) % 1_000_000_007 % 1_000_000_000:09d}"


def shared_number(organisation_id: int, customer_id: int) -> str:
    """A telephone several customers of one organisation call from: a household, an office."""
    return f"+74{organisation_id % 10}{customer_id // 100:08d}"


def load(generator: Generator, superuser_url: str) -> None:
    """COPY everything, then let the database know what it has, as autovacuum would within minutes.

    Foreign keys are not checked row by row: the generator makes no dangling ones.
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for done in generator.batches():
            for table, rows in generator.made.rows.items():
                _copy(connection, table, rows)
            if done % (5 * BATCH) == 0 or done == generator.count:
                report.say(f"  {done:,} customers, {generator.made.contacts:,} contacts")
        report.say("  statistics …")
        for table, columns in TABLES.items():
            if columns.startswith("id "):
                name = sql.Identifier(table)
                words = (sql.Literal(f"{table}_id_seq"), name)
                connection.execute(sql.SQL("SELECT setval({}, (SELECT max(id) FROM {}))").format(*words))
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection, table: str, rows: Sequence[str]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, TABLES[table].split()))
    words = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor().copy(words) as copy:
        copy.write("".join(rows))


def _how_many(chance: random.Random) -> int:
    """How often a customer has called: many never, some often, a few dozens of times."""
    return min(60, int(chance.paretovariate(1.3)) - 1)


def _kept(contact_id: int, at: datetime) -> tuple[object, ...]:
    return "kept", at, f"{at:%Y/%m/%d}/{contact_id}.opus", f"{contact_id:064x}", 120.0, at + KEPT_FOR, 0, ""
