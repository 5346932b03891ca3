"""Personal fields: masked until proven; the proof, wrong ones too; a reason where nobody is on the line."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.cast import CEM, DORA, Cast
from tests.web.conftest import Clock, Desk

from yesline.contacts.models import Contact
from yesline.customers.models import Contract, Customer, CustomerNumber
from yesline.journal import actions as journal
from yesline.journal.models import Entry

pytestmark = pytest.mark.django_db
CONTRACT, ADDRESS, HOUSE = "40-118-276", "Baker Street, 221B, flat 4", "Baker Street, 221B"


@pytest.fixture
def cem(cast: Cast) -> Customer:
    """With a whole card."""
    Customer.objects.filter(pk=cast.cem.pk).update(born_on=date(1961, 3, 12))
    Contract.objects.filter(customer=cast.cem).update(number=CONTRACT, address=ADDRESS, balance="455.93")
    CustomerNumber.objects.create(organisation=cast.network, customer=cast.cem, e164="+79005550133")
    return cast.cem


def shown(html: str) -> dict[str, bool]:
    """Which personal fields can be read in full."""
    return {
        "house": HOUSE in html, "balance": "455.93" in html, "flat": ADDRESS in html, "contract": CONTRACT in html,
        "phone": "555-01-33" in html, "born": "12 March 1961" in html,
    }  # fmt: skip


CLOSED = dict.fromkeys(("house", "balance", "flat", "contract", "phone", "born"), False)
BY_NUMBER = CLOSED | {"house": True, "balance": True}
EVERYTHING = dict.fromkeys(CLOSED, True)


def talks(cast: Cast, number: str = CEM) -> Contact:
    contact = cast.talking(cast.anna, number)
    Contact.objects.filter(pk=contact.pk).update(customer=cast.cem)
    return contact


def test_the_calling_number_opens_the_house_and_the_balance_and_no_more(cast: Cast, cem: Customer, anna: Desk) -> None:
    talks(cast)
    html = anna.page()
    assert shown(html) == BY_NUMBER
    assert "the number is known" in html


def test_from_another_number_nothing_personal_is_shown(cast: Cast, cem: Customer, anna: Desk) -> None:
    talks(cast, DORA)
    html = anna.page()
    assert shown(html) == CLOSED
    assert "Internet" in html  # a fault needs no proof


@pytest.mark.parametrize("said", ["8276", "12.03.61"])
def test_one_thing_the_caller_knows_opens_the_card(cast: Cast, cem: Customer, anna: Desk, said: str) -> None:
    contact = talks(cast, DORA)
    answer = anna.presses(f"/desk/card/contacts/{contact.pk}/proof/", said=said)
    assert shown(answer.html) == EVERYTHING
    assert 'id="proof" hx-swap-oob="true"' in answer.html
    assert "What the caller says" not in anna.page()  # asked once
    [entry] = Entry.objects.filter(verb="customer.proved")
    assert (entry.noun_id, entry.by_agent_id, entry.details["contact"]) == (cem.pk, cast.anna.pk, contact.pk)


def test_wrong_answers_are_counted_shown_and_end(cast: Cast, cem: Customer, anna: Desk) -> None:
    contact = talks(cast, DORA)
    path = f"/desk/card/contacts/{contact.pk}/proof/"
    first = anna.presses(path, said="0000")
    assert ("This is not what the card says." in first.html, "1 wrong answer in this call" in first.html) == (
        True,
        True,
    )
    for _ in range(4):
        anna.presses(path, said="1111")
    assert "5 wrong answers in this call" in anna.page()
    refused = anna.presses(path, said="8276")
    assert (refused.status, "no more guesses" in refused.html) == (409, True)
    assert shown(anna.page()) == CLOSED
    entries = Entry.objects.filter(verb="customer.not_proved")
    assert (entries.count(), any("0000" in str(one.details) for one in entries)) == (5, False)


def test_a_proof_is_of_one_call_and_one_person(cast: Cast, cem: Customer, anna: Desk) -> None:
    contact = talks(cast, DORA)
    anna.presses(f"/desk/card/contacts/{contact.pk}/proof/", said="8276")
    Contact.objects.filter(pk=contact.pk).update(customer=cast.dan)
    html = anna.page()
    assert "What the caller says" in html
    assert shown(anna.page(f"/desk/customers/{cem.pk}/")) == CLOSED


def test_who_signed_in_on_the_page_is_known(cast: Cast, cem: Customer, anna: Desk) -> None:
    contact = talks(cast, DORA)
    journal.record(
        "customer.proved", noun="customer", noun_id=cem.pk, organisation_id=cem.organisation_id, by=None, at=cast.at,
        contact=contact.pk, how="page",
    )  # fmt: skip
    html = anna.page()
    assert (shown(html), "signed in on the page" in html) == (EVERYTHING, True)


def test_nobody_chosen_nothing_to_compare(cast: Cast, anna: Desk) -> None:
    contact = cast.talking(cast.anna, DORA)
    said = anna.presses(f"/desk/card/contacts/{contact.pk}/proof/", said="8276")
    assert (said.status, "Choose first who is calling." in said.html) == (409, True)


def test_eve_of_the_bank_can_try_nothing(cast: Cast, cem: Customer, eve: Desk) -> None:
    contact = talks(cast)
    assert eve.presses(f"/desk/card/contacts/{contact.pk}/proof/", said="8276").status == 404
    assert eve.presses("/desk/card/contacts/999999/proof/", said="8276").status == 404
    assert eve.presses(f"/desk/card/customers/{cem.pk}/show/", reason="curious").status == 404
    assert Entry.objects.filter(verb__startswith="customer.").count() == 0


class TestWithoutACall:
    def test_everything_is_masked_until_a_reason_is_given(self, cem: Customer, anna: Desk) -> None:
        path = f"/desk/customers/{cem.pk}/"
        assert shown(anna.page(path)) == CLOSED
        short = anna.client.post(f"/desk/card/customers/{cem.pk}/show/", {"reason": " "})
        assert short.status_code == 409
        answer = anna.client.post(f"/desk/card/customers/{cem.pk}/show/", {"reason": "Ring back about case 7"})
        assert (answer.status_code, answer.url) == (302, path)
        assert shown(anna.page(path)) == EVERYTHING
        fragment = anna.presses(f"/desk/card/customers/{cem.pk}/show/", reason="Once more")
        assert (fragment.status, 'id="main"' in fragment.html, "<html" in fragment.html) == (200, True, False)
        assert Entry.objects.filter(verb="customer.shown").earliest("pk").details == {
            "reason": "Ring back about case 7"
        }

    def test_it_is_for_a_quarter_of_an_hour_and_for_one_person(
        self, cast: Cast, cem: Customer, anna: Desk, clock: Clock, sits_down: Callable[..., Desk]
    ) -> None:
        anna.client.post(f"/desk/card/customers/{cem.pk}/show/", {"reason": "Ring back"})
        assert shown(sits_down(cast.bo).page(f"/desk/customers/{cem.pk}/")) == CLOSED
        clock.at += timedelta(minutes=15)
        assert shown(anna.page(f"/desk/customers/{cem.pk}/")) == CLOSED


def test_people_at_the_same_address_and_who_spoke_last(cast: Cast, cem: Customer, anna: Desk) -> None:
    Contract.objects.filter(customer=cast.dan).update(address="BAKER street 221b, flat 4")
    Contract.objects.filter(customer=cast.dora).update(address="Baker Street, 221B, flat 5")
    Contact.objects.filter(pk=talks(cast).pk).update(state="ended", ended_at=cast.at, outcome="talked")
    html = anna.page(f"/desk/customers/{cem.pk}/")
    here = html.split("At the same address")[1].split("</section>")[0]
    assert ("Dan Caller" in here, "Dora Caller" in here) == (True, False)
    assert "Spoke last with" in html


def test_what_the_system_of_record_said_long_ago_is_marked_old(
    cast: Cast, cem: Customer, anna: Desk, clock: Clock
) -> None:
    assert "old:" not in anna.page(f"/desk/customers/{cem.pk}/")
    clock.at += timedelta(hours=2)
    assert "old:" in anna.page(f"/desk/customers/{cem.pk}/")
