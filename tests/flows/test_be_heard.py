"""One side is silent: told and written down; the agent's browser is joined anew, once, the caller left alone."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast, rung

from yesline.calls.ports import Disconnect, Wish
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.flows import answer, be_heard
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Phone


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Anna talks to Cem in her browser."""
    found = cast.talking(cast.anna)
    Phone.objects.filter(agent=cast.anna).update(kind="browser")
    return found


def offer_of(contact: Contact) -> Offer:
    return Offer.objects.filter(contact=contact, state="accepted").latest("id")


def told(contact: Contact) -> list[str]:
    return [event for event in contact.facts.order_by("id").values_list("event", flat=True) if event.endswith("heard")]


def unheard(contact: Contact, whose: str, at: datetime, *, sends: bool = True) -> list[Wish]:
    return be_heard.side_unheard(offer_id=offer_of(contact).pk, whose=whose, sends=sends, at=at)


def heard(contact: Contact, whose: str, at: datetime) -> None:
    assert be_heard.side_heard(offer_id=offer_of(contact).pk, whose=whose, at=at) == []


def joined_anew(contact: Contact, wishes: list[Wish], at: datetime) -> None:
    """Her browser answers by itself, as it does when a conversation is brought back."""
    (ring,) = rung(wishes)
    answer.agent_answered(offer_id=ring.offer_id, channel=f"offer-{ring.offer_id}", at=at)
    contact.refresh_from_db()


def test_an_agent_who_is_not_heard_is_joined_anew_by_itself(cast: Cast, contact: Contact, at: datetime) -> None:
    offer = offer_of(contact)
    wishes = unheard(contact, "agent", at)
    assert wishes[0] == Disconnect(contact_id=contact.pk, caller_channel="c1", agent_channel=offer.channel)
    assert [(one.endpoint, one.auto_answer) for one in rung(wishes)] == [("PJSIP/anna-s", True)]
    joined_anew(contact, wishes, at)
    assert (contact.state, contact.agent_id) == ("talking", cast.anna.pk)


def test_the_second_time_an_agent_who_sends_silence_is_only_told(cast: Cast, contact: Contact, at: datetime) -> None:
    joined_anew(contact, unheard(contact, "agent", at), at)
    assert unheard(contact, "agent", at + timedelta(seconds=10)) == []
    assert told(contact) == ["agent_unheard", "agent_unheard"]
    assert ledger.unheard_in(contact.pk, agent_id=cast.anna.pk) == {"agent"}


def test_the_second_time_nothing_comes_from_them_the_next_person_is_rung(
    cast: Cast, contact: Contact, at: datetime
) -> None:
    joined_anew(contact, unheard(contact, "agent", at, sends=False), at)
    cast.ready(cast.bo)
    ring = rung(unheard(contact, "agent", at + timedelta(seconds=10), sends=False))
    assert [one.endpoint for one in ring] == ["PJSIP/bo-s"]
    agent = Agent.objects.get(pk=cast.anna.pk)
    assert (agent.state, agent.state_reason) == ("offline", "phone_lost")


def test_a_caller_who_is_not_heard_is_told_of_and_left_in_peace(cast: Cast, contact: Contact, at: datetime) -> None:
    assert unheard(contact, "caller", at, sends=False) == []
    contact.refresh_from_db()
    assert (contact.state, told(contact)) == ("talking", ["caller_unheard"])
    assert ledger.unheard_in(contact.pk, agent_id=cast.anna.pk) == {"caller"}


def test_who_is_heard_again_is_written_down_once(cast: Cast, contact: Contact, at: datetime) -> None:
    unheard(contact, "caller", at)
    heard(contact, "caller", at + timedelta(seconds=3))
    heard(contact, "caller", at + timedelta(seconds=4))
    assert told(contact) == ["caller_unheard", "caller_heard"]
    assert ledger.unheard_in(contact.pk, agent_id=cast.anna.pk) == frozenset()


def test_a_desk_phone_would_ring_and_is_not_joined_anew(cast: Cast, contact: Contact, at: datetime) -> None:
    Phone.objects.filter(agent=cast.anna).update(kind="sip")
    assert unheard(contact, "agent", at, sends=False) == []
    assert told(contact) == ["agent_unheard"]


def test_what_comes_after_the_end_changes_nothing(cast: Cast, contact: Contact, at: datetime) -> None:
    offer = offer_of(contact)
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    assert be_heard.side_unheard(offer_id=offer.pk, whose="agent", sends=True, at=at) == []
    assert be_heard.side_heard(offer_id=offer.pk, whose="agent", at=at) == []
    assert told(contact) == []


def test_the_next_agent_is_not_told_of_the_first_ones_microphone(cast: Cast, contact: Contact, at: datetime) -> None:
    unheard(contact, "agent", at)
    assert ledger.unheard_in(contact.pk, agent_id=cast.bo.pk) == frozenset()
