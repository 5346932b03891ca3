"""Numbers people dial, and whose they are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import BANK, ORDERS, TROUBLE, Cast

from yesline.orgs import queries, rules
from yesline.orgs.enums import NumberKind
from yesline.orgs.models import Number, Trunk


def test_trouble_goes_before_everything_but_an_emergency() -> None:
    order = sorted(NumberKind, key=rules.priority)
    assert order[:2] == [NumberKind.EMERGENCY, NumberKind.TROUBLE]
    assert rules.priority(NumberKind.ORDERS) == rules.priority(NumberKind.PRESALE)


@pytest.mark.parametrize("spelling", [TROUBLE, TROUBLE[1:], f"8{TROUBLE[2:]}", "8 (8182) 55-01-00", TROUBLE[2:]])
def test_a_dialled_number_is_found_in_every_spelling(cast: Cast, spelling: str) -> None:
    assert queries.number_dialled(spelling, trunk="demo")[0].organisation == cast.network


def test_each_line_spells_numbers_as_its_country_does(cast: Cast) -> None:
    Trunk.objects.create(name="sofia", addresses=["127.0.0.9"], country="BG", answer_after=timedelta(seconds=60))
    Number.objects.create(organisation=cast.bank, trunk=cast.trunk, e164="+35924567890")

    for trunk, spelling, whose in [
        ("sofia", "02 456 7890", cast.bank),
        ("demo", f"8{TROUBLE[2:]}", cast.network),
        ("sofia", "024567890", cast.bank),
        ("nobody-s", TROUBLE[2:], cast.network),
    ]:
        assert queries.number_dialled(spelling, trunk=trunk)[0].organisation == whose
    assert [queries.number_dialled(TROUBLE, trunk=name)[1] for name in ("sofia", "demo")] == ["BG", "RU"]


@pytest.mark.parametrize("dialled", ["+78182559999", "s", "", "100"])
def test_a_number_that_is_nobodys_is_said_to_be(cast: Cast, dialled: str) -> None:
    with pytest.raises(queries.UnknownNumber, match="No organisation has the number"):
        queries.number_dialled(dialled, trunk="demo")


def test_a_number_belongs_to_one_organisation_only(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Number.objects.create(organisation=cast.bank, trunk=cast.trunk, e164=TROUBLE)


@pytest.mark.parametrize("e164", ["78182550100", "+0812345678", "+7818", "anonymous", ""])
def test_a_number_is_kept_in_full_or_not_at_all(cast: Cast, e164: str) -> None:
    with pytest.raises(IntegrityError, match="number_is_e164"), transaction.atomic():
        Number.objects.create(organisation=cast.bank, trunk=cast.trunk, e164=e164)


def test_everybody_may_know_which_number_to_dial(cast: Cast) -> None:
    assert [(one.slug, one.e164, one.kind) for one in queries.public_numbers()] == [
        ("network", TROUBLE, "trouble"),
        ("network", ORDERS, "orders"),
        ("bank", BANK, "trouble"),
    ]
