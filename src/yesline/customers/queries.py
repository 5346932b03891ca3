from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Subquery

from yesline.customers import rules
from yesline.customers.models import Contract, Customer, CustomerNumber, Findable, Merge
from yesline.kernel import sql


def with_number(organisation_id: int, e164: str) -> list[Customer]:
    """Everybody of this organisation who calls from this number; the longest with us first. One query."""
    if not e164:
        return []
    return sql.every(
        Customer,
        "WHERE merged_into_id IS NULL AND id IN (SELECT customer_id FROM customers_customernumber"
        " WHERE organisation_id = %(organisation)s AND e164 = %(e164)s) ORDER BY id LIMIT 20",
        organisation=organisation_id,
        e164=e164,
    )


def of(organisation_id: int, customer_id: int) -> Customer | None:
    """This customer, if they are one of this organisation's."""
    return Customer.objects.filter(organisation_id=organisation_id, pk=customer_id).first()


def contracts_of(customer: Customer) -> list[Contract]:
    """Contracts with their services: two queries, however many services."""
    return list(Contract.objects.filter(customer=customer).prefetch_related("services").order_by("id"))


def find(sought: rules.Sought, *, most: int) -> list[int]:
    """Customers of the caller's organisations, the best first; `a|b` among the words means either."""
    if sought.is_empty:
        return []
    return [row[0] for row in _asked(_FIND, list(sought.words), list(sought.numbers), most)]


@dataclass(frozen=True)
class Looked:
    """What one look finds: customers, the best first, and houses (whose, where, how many live there)."""

    otherwise: bool  # as typed nobody was found: these are the other spelling's
    people: list[int]
    places: list[tuple[str, str, int]]


def look(typed: rules.Sought, other: rules.Sought, *, people: int, places: int) -> Looked:
    """Customers and houses by what was typed, or by the other spelling if that finds nobody. One round trip."""
    asked: list[Any] = []
    for sought in (typed, other):
        asked += [[*sought.words], [*sought.numbers], people]
    for sought in (typed, other):
        asked += [[*sought.words], places]
    rows = sorted(_asked(_LOOK, *asked), key=lambda row: row[1])
    return Looked(
        otherwise=any(way == 2 for _, _, way, *_ in rows),
        people=[row[3] for row in rows if row[0] == "person"],
        places=[(name, place, count) for what, _, _, count, name, place in rows if what == "place"],
    )


def near(words: Sequence[str], *, most: int = 15) -> dict[str, list[str]]:
    """For each word, words that cards hold and that differ in a letter or two; the nearest first."""
    found: dict[str, list[str]] = {}
    for typed, word in _asked(_NEAR, list(words), most) if words else []:
        found.setdefault(typed, []).append(word)
    return found


def folded(words: Sequence[str]) -> dict[str, str]:
    """Words as search compares them, so that what was found can be marked."""
    return dict(_asked(_FOLD, list(words))) if words else {}


_FIND = "SELECT customer_id FROM yesline_find(%s::text[], %s::text[], %s)"
# What is not needed is not executed: a condition that depends on no row is asked before the function is.
_LOOK = """
WITH typed AS MATERIALIZED (
  SELECT row_number() OVER () AS n, customer_id FROM yesline_find(%s::text[], %s::text[], %s)
), other AS MATERIALIZED (
  SELECT row_number() OVER () AS n, customer_id FROM yesline_find(%s::text[], %s::text[], %s)
  WHERE NOT EXISTS (SELECT 1 FROM typed)
), place AS (
  SELECT 1 AS way, row_number() OVER () AS n, * FROM yesline_find_places(%s::text[], %s)
  WHERE NOT EXISTS (SELECT 1 FROM other)
  UNION ALL SELECT 2, row_number() OVER (), * FROM yesline_find_places(%s::text[], %s)
  WHERE EXISTS (SELECT 1 FROM other)
)
SELECT 'person', n, 1, customer_id, '', '' FROM typed
UNION ALL SELECT 'person', n, 2, customer_id, '', '' FROM other
UNION ALL SELECT 'place', n, way, people, whose.name, place
  FROM place JOIN orgs_organisation AS whose ON whose.id = organisation_id"""
_NEAR = "SELECT typed, word FROM yesline_near(%s::text[], %s)"
_FOLD = "SELECT word, yesline_fold(word) FROM unnest(%s::text[]) AS word"


def _asked(words: str, *values: Any) -> list[Any]:
    """Functions of the database that filter by the caller's organisations themselves (migration 0003)."""
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        return cursor.fetchall()


def in_order(customer_ids: list[int]) -> list[Customer]:
    """These customers with their organisation, telephones and contracts, in this order; three queries."""
    found = Customer.objects.filter(pk__in=customer_ids).select_related("organisation")
    by_id = {one.pk: one for one in found.prefetch_related("numbers", "contracts")}
    return [by_id[pk] for pk in customer_ids if pk in by_id]


@dataclass(frozen=True)
class Row:
    """A customer as a list shows them: with telephones, contracts' numbers, and where they live without the flat."""

    customer: Customer
    phones: list[str]
    contracts: list[str]
    place: str


def rows_of(customer_ids: Sequence[int]) -> list[Row]:
    """These customers with their organisation, in this order; one query."""
    if not customer_ids:
        return []
    own = {"customer": OuterRef("pk")}
    found = Customer.objects.filter(pk__in=customer_ids).select_related("organisation")
    rows = found.annotate(
        phones=ArraySubquery(CustomerNumber.objects.filter(**own).order_by("pk").values("e164")),
        accounts=ArraySubquery(Contract.objects.filter(**own).order_by("pk").values("number")),
        place=Subquery(Findable.objects.filter(**own).values("place")[:1]),
    )
    by_id = {one.pk: Row(one, one.phones, one.accounts, one.place or "") for one in rows}
    return [by_id[pk] for pk in customer_ids if pk in by_id]


def numbers_of(customer: Customer) -> list[str]:
    """Telephones of this customer, E.164."""
    return list(customer.numbers.order_by("pk").values_list("e164", flat=True))


def household_of(customer: Customer, *, most: int = 6) -> list[Customer]:
    """Other customers of the same organisation whose first contract is for the very same address."""
    home = Findable.objects.filter(customer=customer).exclude(home="").values("home")[:1]
    others = Findable.objects.filter(organisation_id=customer.organisation_id, home=home).exclude(customer=customer)
    found = Customer.objects.filter(pk__in=others.values("customer_id"), merged_into__isnull=True)
    return list(found.order_by("pk")[:most])


def who_may_be_the_same(customer: Customer, *, most: int = 7) -> list[Customer]:
    """Other cards of the organisation with the same telephone, or with names that sound alike."""
    shared = CustomerNumber.objects.filter(e164__in=numbers_of(customer), organisation_id=customer.organisation_id)
    alike = find(rules.understood(customer.full_name), most=most)
    ids = [*shared.values_list("customer_id", flat=True), *alike]
    others = [pk for pk in dict.fromkeys(ids) if pk != customer.pk]
    same = Customer.objects.filter(organisation_id=customer.organisation_id, merged_into__isnull=True, pk__in=others)
    here = set(same.values_list("pk", flat=True))
    return in_order([pk for pk in others if pk in here][:most])


def merges_of(customer: Customer) -> list[Merge]:
    """Cards that went into this one and can be taken out again, the newest first."""
    return list(Merge.objects.filter(kept=customer, undone_at__isnull=True).select_related("gone").order_by("-pk"))


def merge_seen_by(organisations: list[int], merge_id: int) -> Merge | None:
    found = Merge.objects.filter(pk=merge_id, organisation_id__in=organisations, undone_at__isnull=True)
    return found.select_related("gone", "kept").first()


def locked(customer_id: int) -> Customer:
    """The row, ours until this transaction ends."""
    return Customer.objects.select_for_update(no_key=True).get(pk=customer_id)


def with_number_anywhere(organisation_ids: Sequence[int], e164: str) -> list[Customer]:
    """Everybody of these organisations who calls from this number, side by side."""
    if not e164:
        return []
    here = Customer.objects.filter(organisation_id__in=organisation_ids, merged_into__isnull=True)
    found = here.filter(numbers__e164=e164)
    return list(found.distinct().order_by("id")[:20])
