"""Statements written out mean the same as the ORM's."""

from datetime import timedelta

from django.test.utils import CaptureQueriesContext
from tests.cast import CEM, DORA, Cast

from yesline.customers.models import Customer
from yesline.journal.models import Entry
from yesline.kernel import sql
from yesline.orgs.models import Organisation
from yesline.staff.models import Agent


def test_rows_become_the_models_the_orm_would_make(cast: Cast) -> None:
    found = sql.every(Agent, "WHERE id = ANY(%(ids)s) ORDER BY id", ids=[cast.anna.pk, cast.bo.pk])

    by_orm = list(Agent.objects.filter(pk__in=[cast.anna.pk, cast.bo.pk]).defer("fluency").order_by("pk"))
    assert [vars(one) | {"_state": None} for one in found] == [vars(one) | {"_state": None} for one in by_orm]


def test_a_row_that_is_not_there_is_none(cast: Cast) -> None:
    assert sql.one(Customer, "WHERE given_name = %(name)s", name="Nobody") is None


def test_columns_of_other_tables_come_beside_the_row(cast: Cast) -> None:
    home, names = sql.columns(Organisation, "home")
    found = sql.every_with(
        Customer,
        f"{home}, it.given_name || '!'",
        "JOIN orgs_organisation AS home ON home.id = it.organisation_id WHERE it.id = %(id)s",
        id=cast.cem.pk,
    )

    ((cem, more),) = found
    assert (cem, sql.made(Organisation, names, more).name, more[len(names) :]) == (
        cast.cem,
        "Northern Network",
        ("Cem!",),
    )


def test_documents_are_read_only_when_asked_for(
    cast: Cast, django_assert_num_queries: type[CaptureQueriesContext]
) -> None:
    sql.add(Entry(at=cast.at, verb="tried", noun="thing", noun_id=7, details={"how": "well", "times": [1, 2]}))

    with django_assert_num_queries(1):
        entry = sql.one(Entry, "WHERE verb = 'tried'")
    assert entry is not None
    with django_assert_num_queries(1):
        assert entry.details == {"how": "well", "times": [1, 2]}


def test_a_new_row_gets_its_id_and_every_column(cast: Cast) -> None:
    firm = Organisation(
        pool=cast.pool,
        slug="firm",
        name="A firm",
        case_due_for=timedelta(hours=3),
        recordings_kept_for=timedelta(days=9),
    )

    assert sql.add(firm) is True
    kept = Organisation.objects.get(pk=firm.pk)
    assert (kept.slug, kept.timezone, kept.case_due_for, kept.notice_sound) == (
        "firm",
        "Europe/Moscow",
        timedelta(hours=3),
        "",
    )


def network_again(cast: Cast) -> Organisation:
    firm = Organisation(pool=cast.pool, slug="network", name="Another name")
    firm.case_due_for = firm.recordings_kept_for = timedelta(hours=1)
    return firm


def test_a_doubled_row_is_left_alone(cast: Cast) -> None:
    assert sql.add(network_again(cast), unless="slug") is False
    assert Organisation.objects.get(slug="network").name == "Northern Network"


def test_a_doubled_row_takes_over_what_is_said(cast: Cast) -> None:
    again = network_again(cast)

    assert (sql.add(again, unless="slug", then=("name",)), again.pk) == (True, cast.network.pk)
    kept = Organisation.objects.get(slug="network")
    assert (kept.name, kept.case_due_for) == ("Another name", timedelta(hours=72))


def test_how_many_rows_a_statement_changed(cast: Cast) -> None:
    changed = sql.change(
        "UPDATE customers_customer SET note = 'both' WHERE id = ANY(%(ids)s)", ids=[cast.dora.pk, cast.dan.pk]
    )

    assert (changed, sql.row("SELECT count(*) FROM customers_customer WHERE note = 'both'")) == (2, (2,))


def test_values_are_never_part_of_the_text(cast: Cast) -> None:
    evil = "x'; DROP TABLE customers_customer; --"

    assert sql.rows("SELECT %(said)s::text, %(number)s::text", said=evil, number=CEM) == [(evil, CEM)]
    assert sql.rows("SELECT count(*) FROM customers_customernumber WHERE e164 = %(it)s", it=DORA) == [(2,)]
