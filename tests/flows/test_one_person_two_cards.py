"""Two cards of one person become one, and two again: nothing is lost on either way, and both are written down."""

from datetime import timedelta

import pytest
from tests.cast import CEM, DORA, Cast

from yesline.cases.models import Case
from yesline.contacts.models import Contact
from yesline.customers import queries as customers
from yesline.customers.models import Contract, Customer, CustomerNumber, Merge
from yesline.flows import recognise, same_person
from yesline.journal.models import Entry
from yesline.kernel.errors import NotNow, NotYours
from yesline.promises import actions as promises
from yesline.promises.models import Promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(cast: Cast) -> Cast:
    """Cem and Dora are one person after all: she has a call, a case and a promise of her own."""
    cast.talking(cast.anna, DORA)
    Contact.objects.update(customer=cast.dora)
    case = cast.case(cast.dora, cast.bo)
    promises.make(case=case, what="Ring back", due_at=cast.at + timedelta(hours=1), by=cast.bo, at=cast.at)
    return cast


def everything(cast: Cast) -> dict[str, list[int]]:
    """Whose each row is."""
    models = (CustomerNumber, Contract, Contact, Case, Promise)
    return {
        model.__name__: list(model.objects.order_by("pk").values_list("customer_id", flat=True)) for model in models
    }


def merged(cast: Cast) -> Merge:
    return same_person.merge(seat=cast.seat(cast.anna), gone_id=cast.dora.pk, kept_id=cast.cem.pk, at=cast.at)


def test_everything_moves_and_moves_back(both: Cast) -> None:
    before = everything(both)
    merge = merged(both)
    after = everything(both)
    assert [owner for owners in after.values() for owner in owners if owner == both.dora.pk] == []
    assert {name: len(owners) for name, owners in after.items()} == {
        name: len(owners) for name, owners in before.items()
    }
    same_person.undo(seat=both.seat(both.bo), merge_id=merge.pk, at=both.at)
    assert everything(both) == before


def test_both_deeds_stand_in_the_journal_of_both_cards(both: Cast) -> None:
    merge = merged(both)
    same_person.undo(seat=both.seat(both.bo), merge_id=merge.pk, at=both.at)
    entries = Entry.objects.filter(verb__in=["customer.merged", "customer.unmerged"]).order_by("pk")
    assert [(one.verb, one.noun_id, one.by_agent_id, one.details["other"]) for one in entries] == [
        ("customer.merged", both.cem.pk, both.anna.pk, both.dora.pk),
        ("customer.merged", both.dora.pk, both.anna.pk, both.cem.pk),
        ("customer.unmerged", both.cem.pk, both.bo.pk, both.dora.pk),
        ("customer.unmerged", both.dora.pk, both.bo.pk, both.cem.pk),
    ]


def test_whoever_opens_the_card_that_went_gets_the_one_that_is_kept(both: Cast) -> None:
    merged(both)
    card = recognise.card_of_customer(seat=both.seat(both.anna), customer_id=both.dora.pk, at=both.at)
    assert card.customer == both.cem
    assert [case.title for case in card.cases] == ["No internet"]


def test_a_call_from_her_number_is_his_now(both: Cast) -> None:
    CustomerNumber.objects.filter(customer=both.dan).delete()
    merged(both)
    assert customers.with_number(both.network.pk, DORA) == [both.cem]


def test_a_telephone_both_have_is_not_there_twice(both: Cast) -> None:
    CustomerNumber.objects.create(organisation=both.network, customer=both.dora, e164=CEM)
    merge = merged(both)
    assert CustomerNumber.objects.filter(customer=both.cem, e164=CEM).count() == 1
    assert customers.with_number(both.network.pk, CEM) == [both.cem]
    same_person.undo(seat=both.seat(both.anna), merge_id=merge.pk, at=both.at)
    assert {one.pk for one in customers.with_number(both.network.pk, CEM)} == {both.cem.pk, both.dora.pk}


def test_what_came_since_stays_with_the_card_it_came_to(both: Cast) -> None:
    merge = merged(both)
    since = both.case(both.cem, both.anna)
    same_person.undo(seat=both.seat(both.anna), merge_id=merge.pk, at=both.at)
    assert Case.objects.get(pk=since.pk).customer == both.cem


def test_a_card_can_neither_be_merged_with_itself_nor_twice(both: Cast) -> None:
    seat = both.seat(both.anna)
    with pytest.raises(NotNow, match="one and the same card"):
        same_person.merge(seat=seat, gone_id=both.cem.pk, kept_id=both.cem.pk, at=both.at)
    merged(both)
    with pytest.raises(NotNow, match="one and the same card"):  # her card opens his
        merged(both)
    assert Merge.objects.count() == 1


def test_of_two_merges_in_a_row_the_later_is_undone_first(both: Cast) -> None:
    seat, first = both.seat(both.anna), merged(both)
    second = same_person.merge(seat=seat, gone_id=both.cem.pk, kept_id=both.dan.pk, at=both.at)
    with pytest.raises(NotNow, match="Undo that first"):
        same_person.undo(seat=seat, merge_id=first.pk, at=both.at)
    same_person.undo(seat=seat, merge_id=second.pk, at=both.at)
    same_person.undo(seat=seat, merge_id=first.pk, at=both.at)
    assert set(Customer.objects.values_list("merged_into", flat=True)) == {None}
    with pytest.raises(NotYours):
        same_person.undo(seat=seat, merge_id=first.pk, at=both.at)


def test_eve_of_the_bank_can_neither_merge_nor_undo(both: Cast) -> None:
    eve, bo = both.seat(both.eve), both.seat(both.bo)
    fay = both.customer("Fay", both.bank, "+79215550999")
    for gone, kept in ((both.dora.pk, both.cem.pk), (both.dora.pk, fay.pk), (fay.pk, both.cem.pk)):
        with pytest.raises(NotYours):
            same_person.merge(seat=eve, gone_id=gone, kept_id=kept, at=both.at)
    with pytest.raises(NotYours):  # not even Bo, who serves both: a card never leaves its organisation
        same_person.merge(seat=bo, gone_id=fay.pk, kept_id=both.cem.pk, at=both.at)
    merge = merged(both)
    with pytest.raises(NotYours):
        same_person.undo(seat=eve, merge_id=merge.pk, at=both.at)


def test_who_may_be_the_same_has_the_same_number_or_a_name_that_sounds_alike(both: Cast) -> None:
    both.customer("Cemm", both.network, "+79005550101")
    seat = both.seat(both.anna)
    found = same_person.perhaps(seat=seat, customer_id=both.dora.pk, at=both.at)
    assert [one.full_name for one in found.others] == ["Dan Caller"]
