"""A number that calls too often: its contact keeps its place and shows what was turned away; nobody else's does."""

from datetime import datetime, timedelta

from tests.cast import BANK, CEM, DORA, TROUBLE, Cast

from yesline.contacts.models import Contact, Fact
from yesline.flows import turn_away


def crowded() -> list[tuple[str, int]]:
    found = Fact.objects.filter(event="crowded").order_by("id")
    return [(fact.contact.customer_number, fact.details["calls"]) for fact in found]


def turned_away(number: str, at: datetime, *, dialled: str = TROUBLE) -> None:
    assert turn_away.turned_away(number=number, trunk="demo", dialled=dialled, calls=40, at=at) == []


def test_the_contact_of_the_number_shows_it_and_keeps_its_place(cast: Cast, at: datetime) -> None:
    cast.dials(CEM, channel="c1")
    cast.dials(DORA, channel="c2")
    turned_away(CEM, at + timedelta(seconds=5))
    assert crowded() == [(CEM, 40)]
    assert list(Contact.objects.order_by("arrived_at", "id").values_list("customer_number", "state")) == [
        (CEM, "waiting"),
        (DORA, "waiting"),
    ]


def test_another_organisation_s_contact_of_the_same_number_is_not_its(cast: Cast, at: datetime) -> None:
    cast.dials(CEM)
    turned_away(CEM, at, dialled=BANK)
    assert crowded() == []


def test_a_withheld_number_and_a_number_of_nobody_s_are_only_counted(cast: Cast, at: datetime) -> None:
    cast.dials(None)
    turned_away("", at)
    turned_away(CEM, at, dialled="+70000000000")
    assert crowded() == []
