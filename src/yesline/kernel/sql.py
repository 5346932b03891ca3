"""Statements written out, for the path of a call: a query built anew each time costs more than its answer.

Each text is fixed, so the server parses and plans it once per connection (psycopg prepares what it sees often).
Everywhere else the ORM is right: it can't misspell a column. Values are always bound, never part of a text; names
of columns come from our own models and code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model
from django.db.models.expressions import DatabaseDefault
from psycopg.types.json import Jsonb

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Beside:
    """A statement that another room adds to one of its neighbour's: both happen, or neither, in one journey."""

    text: str
    values: dict[str, Any]


Some = TypeVar("Some", bound=Model)


def rows(text: str, **values: Any) -> list[Row]:
    """Every row of the answer."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found: list[Row] = cursor.fetchall()
        return found


def row(text: str, **values: Any) -> Row | None:
    """The first row of the answer, or None."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found: Row | None = cursor.fetchone()
        return found


def change(text: str, **values: Any) -> int:
    """How many rows a statement has changed."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.rowcount)


def every(model: type[Some], where: str, **values: Any) -> list[Some]:
    """Rows of a table as its models; `where` is all that follows the table's name, which it may call "it"."""
    return [found for found, _ in every_with(model, "", where, **values)]


def every_with(model: type[Some], more: str, where: str, **values: Any) -> list[tuple[Some, Row]]:
    """The same with further columns, each beside its row."""
    own, names = columns(model)
    found = rows(f"SELECT {own}{', ' * bool(more)}{more} FROM {model._meta.db_table} AS it {where}", **values)
    return [(made(model, names, one), one[len(names) :]) for one in found]


def changed(model: type[Some], change: str, **values: Any) -> list[Some]:
    """Rows as they are after a change; `change` is all that follows the table's name in an UPDATE."""
    own, names = columns(model)
    found = rows(f"UPDATE {model._meta.db_table} AS it {change} RETURNING {own}", **values)
    return [made(model, names, one) for one in found]


def made(model: type[Some], names: list[str], values: Sequence[Any]) -> Some:
    """A model of the first values of a row."""
    return model.from_db(connection.alias, names, values[: len(names)])


def one(model: type[Some], where: str, **values: Any) -> Some | None:
    """The first of them, or None."""
    found = every(model, where, **values)
    return found[0] if found else None


def add(new: Model, *, unless: str = "", then: Sequence[str] = ()) -> bool:
    """Insert a new row and give it its id; False if one with the same `unless` (unique columns) was there.

    With `then` the one that was there takes over these columns.
    """
    text, values = insertion(new, unless=unless, then=then)
    found = row(f"{text} RETURNING id", **values)
    if found is not None:
        new.pk = found[0]
    return found is not None


def insertion(new: Model, *, unless: str = "", then: Sequence[str] = ()) -> tuple[str, dict[str, Any]]:
    """The same as text and values, to be part of a wider statement; it ends before RETURNING."""
    text, names, documents = _insertion(type(new))
    values = {name: _written(getattr(new, name)) for name in names}
    values |= {name: Jsonb(values[name]) for name in documents}
    if unless:
        kept = ", ".join(f"{column} = excluded.{column}" for column in then)
        text += f" ON CONFLICT ({unless}) DO {f'UPDATE SET {kept}' if then else 'NOTHING'}"
    return text, values


def _written(value: Any) -> Any:
    """A value that was left to the database is the one the database would have taken."""
    return value.expression.value if isinstance(value, DatabaseDefault) else value  # type: ignore[attr-defined]


@cache
def columns(model: type[Model], table: str = "it") -> tuple[str, list[str]]:
    """A model's columns as a text, and the names of its attributes in the same order; documents are read when asked."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, JSONField)]
    return ", ".join(f'{table}."{field.column}"' for field in fields), [field.attname for field in fields]


@cache
def _insertion(model: type[Model]) -> tuple[str, list[str], list[str]]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(f"%({field.attname})s" for field in fields)
    documents = [field.attname for field in fields if isinstance(field, JSONField)]
    text = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({values})"
    return text, [field.attname for field in fields], documents
