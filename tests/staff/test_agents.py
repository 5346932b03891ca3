"""An agent's state and phones in the database."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast

from yesline.flows import be_there
from yesline.journal import queries as journal
from yesline.kernel.errors import NotNow
from yesline.staff import actions
from yesline.staff.models import Agent, Phone


def state_of(agent: Agent) -> tuple[str, str]:
    agent.refresh_from_db()
    return agent.state, agent.state_reason


def test_an_agent_without_a_phone_cannot_be_ready(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotNow, match="Choose a phone"):
        be_there.choose(seat=cast.seat(cast.anna), state="available", at=at)
    assert state_of(cast.anna) == ("offline", "")


def test_an_agent_whose_phone_was_seen_is_ready_since_now(cast: Cast, at: datetime) -> None:
    phone = be_there.take_phone(seat=cast.seat(cast.anna), kind="browser", at=at)
    actions.phone_seen(sip_user=phone.sip_user, reachable=True, at=at)
    be_there.choose(seat=cast.seat(cast.anna), state="available", at=at + timedelta(minutes=1))
    assert state_of(cast.anna) == ("available", "")
    assert cast.anna.available_since == at + timedelta(minutes=1)


def test_saying_ready_again_loses_no_place(cast: Cast, at: datetime) -> None:
    """The longest idle is next; pressing the button twice must not send anybody to the end."""
    cast.ready(cast.anna, since=at)
    be_there.choose(seat=cast.seat(cast.anna), state="available", at=at + timedelta(minutes=9))
    cast.anna.refresh_from_db()
    assert cast.anna.available_since == at


def test_a_choice_is_written_down_with_who_and_when(cast: Cast, at: datetime) -> None:
    be_there.choose(seat=cast.seat(cast.anna), state="break", at=at)
    entry = journal.of("agent", cast.anna.pk).get()
    assert (entry.verb, entry.by_agent_id, entry.at, entry.details) == (
        "agent.state",
        cast.anna.pk,
        at,
        {"state": "break"},
    )


def test_a_browser_that_asks_again_gets_a_new_secret_on_the_same_phone(cast: Cast, at: datetime) -> None:
    first = be_there.take_phone(seat=cast.seat(cast.anna), kind="browser", at=at)
    second = be_there.take_phone(seat=cast.seat(cast.anna), kind="browser", at=at)
    assert first.sip_user == second.sip_user
    assert first.secret != second.secret


def test_a_desk_phone_keeps_its_secret(cast: Cast, at: datetime) -> None:
    """It is typed into the phone once."""
    first = be_there.take_phone(seat=cast.seat(cast.anna), kind="sip", at=at)
    assert be_there.take_phone(seat=cast.seat(cast.anna), kind="sip", at=at) == first


def test_one_phone_is_in_use_and_the_agent_is_reachable_if_it_is(cast: Cast, at: datetime) -> None:
    browser = be_there.take_phone(seat=cast.seat(cast.anna), kind="browser", at=at)
    actions.phone_seen(sip_user=browser.sip_user, reachable=True, at=at)
    be_there.take_phone(seat=cast.seat(cast.anna), kind="sip", at=at)
    cast.anna.refresh_from_db()
    assert (Phone.objects.get(in_use=True).kind, cast.anna.reachable) == ("sip", False)
    actions.phone_seen(sip_user=browser.sip_user, reachable=False, at=at)
    be_there.take_phone(seat=cast.seat(cast.anna), kind="browser", at=at)
    cast.anna.refresh_from_db()
    assert cast.anna.reachable is False


def test_a_phone_nobody_has_is_nobodys(cast: Cast, at: datetime) -> None:
    assert actions.phone_seen(sip_user="stranger", reachable=True, at=at) is None


def test_whoever_comes_second_is_told_so(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    assert actions.move(cast.anna.pk, to="offered", at=at, when={"available"})
    assert not actions.move(cast.anna.pk, to="offered", at=at, when={"available"})


def test_an_agent_who_is_no_longer_ready_has_no_place_in_the_order(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna, since=at)
    actions.move(cast.anna.pk, to="break", at=at, when={"available"})
    cast.anna.refresh_from_db()
    assert cast.anna.available_since is None


def test_a_break_has_a_reason_and_lasts_since_it_began(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    be_there.choose(seat=cast.seat(cast.anna), state="break", at=at)
    be_there.explain_break(seat=cast.seat(cast.anna), reason="lunch", at=at + timedelta(minutes=2))
    assert state_of(cast.anna) == ("break", "lunch")
    assert cast.anna.state_since == at
    with pytest.raises(NotNow, match="no reason for a break"):
        be_there.explain_break(seat=cast.seat(cast.anna), reason="phone_lost", at=at)
    be_there.choose(seat=cast.seat(cast.anna), state="available", at=at + timedelta(minutes=30))
    with pytest.raises(NotNow, match="not on a break any more"):
        be_there.explain_break(seat=cast.seat(cast.anna), reason="rest", at=at + timedelta(minutes=31))
    assert state_of(cast.anna) == ("available", "")
