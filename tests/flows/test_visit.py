"""A call from a page: whose ticket came with it is known, and nobody else is."""

from datetime import datetime, timedelta

import pytest
from tests.cast import BANK, TROUBLE, ZED, Cast, rung

from yesline.calls.ports import ChannelSeen, Wish
from yesline.contacts.models import Contact
from yesline.customers.enums import Assurance
from yesline.flows import arrive, come_back, recognise, visit


def calls(at: datetime, ticket: str, *, to: str = TROUBLE, channel: str = "c1") -> list[Wish]:
    """What the switch reports of a visitor's browser."""
    return arrive.call_arrived(
        node="main", channel=channel, caller_number=None, trunk="page", dialled=to, ticket=ticket, at=at
    )


def test_a_visitor_without_a_link_is_nobody_known_and_speaks_the_pages_language(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    wishes = calls(at, visit.ticket(number=TROUBLE, language="ru", at=at))
    (ring,) = rung(wishes)
    assert (ring.endpoint, ring.caller_name, ring.caller_number) == ("PJSIP/anna-s", "", "")
    contact = Contact.objects.get()
    assert (contact.channel, contact.customer, contact.customer_number, contact.language) == ("page", None, "", "ru")


def test_a_page_in_a_language_nobody_speaks_keeps_nobody_waiting(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    assert len(rung(calls(at, visit.ticket(number=TROUBLE, language="bg", at=at)))) == 1
    assert Contact.objects.get().language == "ru"


def test_who_came_by_their_own_page_is_known_and_proven(cast: Cast, at: datetime) -> None:
    cast.case(cast.cem, cast.bo)
    cast.ready(cast.anna, since=at - timedelta(hours=1))
    cast.ready(cast.bo)
    wishes = calls(at, visit.ticket(number=TROUBLE, language="ru", customer_id=cast.cem.pk, at=at))
    assert [(ring.endpoint, ring.caller_name) for ring in rung(wishes)] == [("PJSIP/bo-s", "Cem Caller")]
    contact = Contact.objects.get()
    assert (contact.customer, recognise.assured(contact=contact).level) == (cast.cem, Assurance.PAGE)


@pytest.mark.parametrize("spoilt", ["none", "changed", "for another number", "of a customer of another organisation"])
def test_a_ticket_that_is_not_good_says_nothing_and_keeps_nobody_out(cast: Cast, at: datetime, spoilt: str) -> None:
    fay = cast.customer("Fay", cast.bank, ZED)
    ticket = {
        "none": "",
        "changed": visit.ticket(number=TROUBLE, language="ru", customer_id=cast.cem.pk, at=at)[:-3] + "xyz",
        "for another number": visit.ticket(number=BANK, language="ru", customer_id=fay.pk, at=at),
        "of a customer of another organisation": visit.ticket(number=TROUBLE, language="ru", customer_id=fay.pk, at=at),
    }[spoilt]
    cast.ready(cast.anna)
    assert len(rung(calls(at, ticket))) == 1
    contact = Contact.objects.get()
    assert (contact.customer, recognise.assured(contact=contact).level) == (None, Assurance.NONE)


def test_reported_twice_it_is_one_contact_and_one_proof(cast: Cast, at: datetime) -> None:
    ticket = visit.ticket(number=TROUBLE, language="ru", customer_id=cast.cem.pk, at=at)
    calls(at, ticket)
    assert calls(at, ticket) == []
    assert Contact.objects.count() == 1


def test_a_visitor_who_came_while_we_were_away_is_known_on_return(cast: Cast, at: datetime) -> None:
    ticket = visit.ticket(number=TROUBLE, language="ru", customer_id=cast.cem.pk, at=at)
    seen = ChannelSeen(
        id="c1", name="PJSIP/page-visitor-1", state="Ring", caller_number="",
        app_args=("in", "page", TROUBLE, "prohib", ticket), created_at=at,
    )  # fmt: skip
    come_back.reconcile(node="main", channels=[seen], bridges=[], at=at + timedelta(minutes=3))
    assert Contact.objects.get().customer == cast.cem
