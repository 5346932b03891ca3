"""Eve of the bank, and everything that is the network's: tried as `yesline_web` with plain SQL."""

from typing import Any

import psycopg
import pytest
from django.apps import apps
from psycopg import sql
from psycopg.types.json import Jsonb
from tests.architecture.sources import ROOMS
from tests.isolation.conftest import House, Web

pytestmark = pytest.mark.django_db
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
ISOLATED = {
    model._meta.db_table: "id" if model._meta.db_table == "orgs_organisation" else "organisation_id"
    for model in MODELS
    if model._meta.db_table == "orgs_organisation" or "organisation_id" in {f.attname for f in model._meta.fields}
}
# Agents are seen by whom they serve, not by their home; lines are seen by everybody.
TABLES = sorted(set(ISOLATED) - {"staff_agent", "orgs_trunk"})
REFUSED = psycopg.errors.InsufficientPrivilege


def asked(words: str, table: str, **names: str) -> sql.Composed:
    identifiers = {name: sql.Identifier(value) for name, value in names.items()}
    return sql.SQL(words).format(table=sql.Identifier(table), **identifiers)


def a_row(house: House, table: str, organisation_id: int, owner: psycopg.Connection) -> dict[str, Any]:
    """One row of this organisation, as the owner of the table sees it."""
    words = asked("SELECT * FROM {table} WHERE {key} = %s ORDER BY id LIMIT 1", table, key=ISOLATED[table])
    found = owner.execute(words, [organisation_id])
    row = found.fetchone()
    assert row is not None, f"{table} has nothing that could leak"
    computed = owner.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'ALWAYS'", [table]
    ).fetchall()
    whole = dict(zip([column.name for column in found.description or []], row, strict=True))
    return {name: value for name, value in whole.items() if (name,) not in computed}


@pytest.fixture
def owner(owner_url: str) -> Any:
    with psycopg.connect(owner_url) as line:
        yield line
        line.rollback()


@pytest.mark.parametrize("table", TABLES)
def test_both_organisations_have_something_that_could_leak(house: House, owner: Any, table: str) -> None:
    assert a_row(house, table, house.cast.network.pk, owner)
    assert a_row(house, table, house.cast.bank.pk, owner)


@pytest.mark.parametrize("table", TABLES)
def test_eve_sees_the_banks_rows_and_no_others(house: House, web: Web, owner: Any, table: str) -> None:
    words = asked("SELECT id FROM {table} WHERE {key} = %s ORDER BY id", table, key=ISOLATED[table])
    of_the_bank = owner.execute(words, [house.cast.bank.pk]).fetchall()
    web.signs_in(house.cast.eve)
    assert web.rows(asked("SELECT id FROM {table} ORDER BY id", table)) == of_the_bank


@pytest.mark.parametrize("table", TABLES)
def test_whoever_serves_both_sees_both(house: House, web: Web, owner: Any, table: str) -> None:
    words = asked("SELECT count(*) FROM {table}", table)
    assert web.signs_in(house.cast.bo).one(words) == owner.execute(words).fetchone()[0]


@pytest.mark.parametrize("table", [*TABLES, "staff_agent", "staff_phone"])
def test_without_signing_in_nothing_is_there(web: Web, table: str) -> None:
    assert web.rows(asked("SELECT id FROM {table}", table)) == []


@pytest.mark.parametrize("table", TABLES)
def test_eve_cannot_change_or_remove_a_row_of_the_network(house: House, web: Web, owner: Any, table: str) -> None:
    row = a_row(house, table, house.cast.network.pk, owner)
    web.signs_in(house.cast.eve)
    assert tried(web, asked("UPDATE {table} SET id = id WHERE id = %s", table), row["id"]) in {0, "refused"}
    assert tried(web, asked("DELETE FROM {table} WHERE id = %s", table), row["id"]) in {0, "refused"}


@pytest.mark.parametrize("table", TABLES)
def test_eve_cannot_add_a_row_for_the_network(house: House, web: Web, owner: Any, table: str) -> None:
    given = a_row(house, table, house.cast.network.pk, owner) | {"id": 10**9}
    row = {name: value for name, value in given.items() if not name.startswith("folded")}  # the database makes these
    web.signs_in(house.cast.eve)
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
    holders = sql.SQL(", ").join(sql.Placeholder() * len(values))
    words = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), columns, holders)
    assert tried(web, words, *values) == "refused"


@pytest.mark.parametrize("table", TABLES)
def test_eve_cannot_give_a_row_of_the_bank_to_the_network(house: House, web: Web, owner: Any, table: str) -> None:
    row = a_row(house, table, house.cast.bank.pk, owner)
    web.signs_in(house.cast.eve)
    words = asked("UPDATE {table} SET {key} = %s WHERE id = %s", table, key=ISOLATED[table])
    assert tried(web, words, house.cast.network.pk, row["id"]) in {0, "refused"}


def tried(web: Web, words: sql.Composed, *values: object) -> int | str:
    """How many rows it changed, or "refused"; the transaction goes on either way."""
    try:
        with web.line.transaction():
            return web.changes(words, *values)
    except REFUSED:
        return "refused"


def test_eve_sees_the_agents_who_serve_the_bank(house: House, web: Web) -> None:
    web.signs_in(house.cast.eve)
    assert web.rows("SELECT name FROM staff_agent ORDER BY name") == [("Bo",), ("Eve",)]
    assert web.rows("SELECT sip_user FROM staff_phone ORDER BY 1") == [("bo-s",), ("eve-s",)]


def test_a_join_and_a_function_show_no_more_than_the_tables(house: House, web: Web) -> None:
    web.signs_in(house.cast.eve)
    assert web.one("SELECT count(*) FROM contacts_contact c JOIN customers_customer k ON k.id = c.customer_id") == 1
    assert web.one("SELECT max(e164) FROM customers_customernumber WHERE e164 = %s", "+79215550147") is None
    assert web.rows("SELECT name FROM yesline_public_numbers() GROUP BY name ORDER BY name") == [
        ("Harbour Bank",),
        ("Northern Network",),
    ]  # this one is for everybody: the numbers to dial


def test_an_error_tells_nothing_of_a_row_that_is_hidden(house: House, web: Web) -> None:
    """A condition that fails on the network's row would say that it is there: the policy is looked at first."""
    web.signs_in(house.cast.eve)
    words = "SELECT 1 / (CASE WHEN customer_number = '+79215550147' THEN 0 ELSE 1 END) FROM contacts_contact"
    assert web.rows(words) == [(1,)]
