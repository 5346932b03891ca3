"""What the tables of the rooms have in common: arrows between them, isolation, and history nobody can rewrite."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model
from tests.architecture import sources

from yesline.kernel.isolation import ENGINE, WEB

# An earlier room asks a later one through these; each is a debt with a reason.
REVERSE_ACROSS_ROOMS = {
    "calls.Recording.contact": "the last conversations on the card come with their recordings",
}
# Tables of rooms that carry no organisation, and how they are kept apart instead.
WITHOUT_ORGANISATION = {
    "orgs_organisation": "its own id is the organisation",
    "orgs_pool": "names of pools; read-only",
    "staff_phone": "seen with its agent",
}
OPEN_TO_ALL = {"orgs_pool", "orgs_trunk"}
NEVER_REWRITTEN = {"journal_entry", "contacts_fact", "calls_listening"}


def models() -> list[type[Model]]:
    return [model for room in sources.ROOMS for model in apps.get_app_config(room).get_models()]


def keys() -> Iterator[tuple[type[Model], ForeignKey]]:
    for model in models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                yield model, field


@pytest.mark.parametrize(
    ("model", "key"), list(keys()), ids=lambda part: getattr(part, "__name__", getattr(part, "name", ""))
)
def test_a_foreign_key_points_down_or_sideways(model: type[Model], key: ForeignKey) -> None:
    target = key.related_model._meta.app_label
    assert target == "auth" or sources.ROOMS.index(target) <= sources.ROOMS.index(model._meta.app_label)


def test_no_room_asks_a_later_one_by_a_reverse_accessor() -> None:
    found = {
        f"{model._meta.app_label}.{model.__name__}.{key.name}"
        for model, key in keys()
        if key.related_model._meta.app_label != model._meta.app_label and key.remote_field.related_name != "+"
    }
    assert found == set(REVERSE_ACROSS_ROOMS)


def tables() -> list[str]:
    return sorted(model._meta.db_table for model in models())


def rows(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def test_every_table_belongs_to_an_organisation_or_says_why_not() -> None:
    without = {
        model._meta.db_table
        for model in models()
        if "organisation_id" not in {field.attname for field in model._meta.concrete_fields}
    }
    assert without == set(WITHOUT_ORGANISATION)


@pytest.mark.django_db
def test_every_table_of_an_organisation_is_isolated_for_the_web() -> None:
    isolated = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_policies p ON p.tablename = c.relname"
        " WHERE c.relrowsecurity AND %s = ANY (p.roles) AND p.cmd = 'ALL' AND p.permissive = 'PERMISSIVE'",
        WEB,
    )
    assert sorted(str(name) for (name,) in isolated) == [name for name in tables() if name not in OPEN_TO_ALL]


@pytest.mark.django_db
def test_tables_made_outside_the_rooms_are_known() -> None:
    """A table that no room has would have no policy either."""
    ours = rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    of_libraries = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - set(tables())
    unknown = {str(name) for (name,) in ours} - set(tables()) - of_libraries - {"django_migrations", "yesline_seal"}
    assert unknown == set()


def may(role: str, table: str, verb: str) -> bool:
    return bool(rows("SELECT has_table_privilege(%s, %s, %s)", role, table, verb)[0][0])


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(NEVER_REWRITTEN))
@pytest.mark.parametrize("role", [WEB, ENGINE])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_what_was_written_once_is_never_changed(role: str, table: str, verb: str) -> None:
    assert not may(role, table, verb)


@pytest.mark.django_db
@pytest.mark.parametrize("table", tables())
@pytest.mark.parametrize("role", [WEB, ENGINE])
def test_nobody_who_serves_empties_a_table(role: str, table: str) -> None:
    assert not may(role, table, "TRUNCATE")


@pytest.mark.django_db
def test_the_roles_have_their_powers_and_no_others() -> None:
    found = rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1",
        [WEB, ENGINE, "yesline_owner"],
    )
    assert found == [
        ("yesline_engine", False, True, False),
        ("yesline_owner", False, False, False),
        ("yesline_web", False, False, False),
    ]


@pytest.mark.django_db
def test_functions_that_see_more_than_their_caller_look_only_where_we_say() -> None:
    """A temporary table of the caller's must not stand in for ours: pg_temp is searched last, and said so."""
    functions = rows("SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    assert functions
    assert {name for name, config in functions if config != ["search_path=pg_catalog, public, pg_temp"]} == set()
