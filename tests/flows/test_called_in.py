"""One click from the desk: whoever is on duty is rung, joins the two who talk, and goes on with the caller."""

from datetime import datetime

import pytest
from tests.cast import BANK, CEM, Cast, rung
from tests.flows.test_on_duty import MOBILES, SECOND, facts, numbers, on_duty, picks_up, round_at, state_of

from yesline.calls.models import Command
from yesline.calls.ports import ChannelSeen, EndCall, HangUp, Join, RingAgent, StopRinging
from yesline.cases.models import Case
from yesline.contacts.models import Contact
from yesline.flows import answer, call_in, come_back, do_as_asked, open_case
from yesline.kernel.errors import NotNow, NotYours
from yesline.routing.models import Offer, Summons
from yesline.staff.models import Agent


@pytest.fixture
def talk(cast: Cast) -> Contact:
    """Anna talks to Cem; Bo is the technician on duty, at home."""
    on_duty(cast, cast.bo, purpose="faults")
    return cast.talking(cast.anna, CEM)


def asks(cast: Cast, contact: Contact, at: datetime) -> RingAgent:
    call_in.ask(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    (ring,) = rung(round_at(at))
    return ring


def annas_channel(contact: Contact) -> str:
    return Offer.objects.get(contact=contact, duty=False, state="accepted").channel


def here(cast: Cast, contact: Contact, at: datetime) -> RingAgent:
    """Bo has picked up."""
    ring = asks(cast, contact, at)
    picks_up(ring, at + 5 * SECOND)
    return ring


def test_the_one_on_duty_is_rung_and_told_who_asks_while_both_talk_on(cast: Cast, talk: Contact, at: datetime) -> None:
    ring = asks(cast, talk, at)
    assert ring.outside
    assert (ring.outside.number, ring.caller_name) == (MOBILES["bo"], "Anna: Cem Caller")
    talk.refresh_from_db()
    assert (talk.state, talk.agent_id) == ("talking", cast.anna.pk)
    state = call_in.state_of(contact=talk)
    assert (state.stage, state.name) == ("ringing", "Bo")


def test_accepted_all_three_hear_each_other(cast: Cast, talk: Contact, at: datetime) -> None:
    ring = asks(cast, talk, at)
    wishes = picks_up(ring, at + 5 * SECOND)
    channel = f"offer-{ring.offer_id}"
    assert wishes == [Join(contact_id=talk.pk, caller_channel="c1", agent_channel=channel)]
    talk.refresh_from_db()
    assert (talk.state, talk.agent_id, state_of(cast.bo)[0]) == ("talking", cast.anna.pk, "talking")
    state = call_in.state_of(contact=talk)
    assert (state.stage, state.name) == ("here", "Bo")


def test_the_agent_leaves_and_the_other_goes_on_with_the_caller(cast: Cast, talk: Contact, at: datetime) -> None:
    """One hand-over; nothing is asked of the switch that touches the caller's leg."""
    open_case.keep_draft(seat=cast.seat(cast.anna), contact_id=talk.pk, fields={"said": "The box is dark"}, at=at)
    ring = here(cast, talk, at)
    call_in.hand_over(seat=cast.seat(cast.anna), contact_id=talk.pk, at=at + 20 * SECOND)
    (wish,) = do_as_asked.commands_for(node="main", at=at + 20 * SECOND)
    command = Command.objects.get(verb="hand_over")
    assert wish == HangUp(channel=annas_channel(talk), command_id=command.pk)
    assert do_as_asked.command_done(command_id=command.pk, at=at + 21 * SECOND) == []
    offer = Offer.objects.get(contact=talk, duty=False)
    assert answer.agent_left(offer_id=offer.pk, lost=False, at=at + 21 * SECOND) == []

    talk.refresh_from_db()
    assert (talk.state, talk.agent_id) == ("talking", cast.bo.pk)
    assert (state_of(cast.anna)[0], state_of(cast.bo)[0]) == ("available", "talking")
    assert Case.objects.get().owner_id == cast.anna.pk
    end = answer.caller_left(node="main", channel="c1", lost=False, at=at + 90 * SECOND)
    assert end == [EndCall(contact_id=talk.pk, caller_channel="c1", agent_channel=f"offer-{ring.offer_id}")]
    assert state_of(cast.bo) == ("offline", "")
    assert facts(talk)[-4:] == ["duty_rung", "joined", "handed_over", "caller_hung_up"]


@pytest.mark.parametrize("lost", [True, False])
def test_an_agent_who_hangs_up_or_is_lost_leaves_the_caller_with_the_other(
    cast: Cast, talk: Contact, at: datetime, lost: bool
) -> None:
    here(cast, talk, at)
    offer = Offer.objects.get(contact=talk, duty=False)
    assert answer.agent_left(offer_id=offer.pk, lost=lost, at=at + 20 * SECOND) == []
    talk.refresh_from_db()
    assert (talk.state, talk.agent_id) == ("talking", cast.bo.pk)


def test_if_the_other_leaves_first_the_agent_and_the_caller_talk_on(cast: Cast, talk: Contact, at: datetime) -> None:
    ring = here(cast, talk, at)
    assert answer.agent_left(offer_id=ring.offer_id, lost=False, at=at + 20 * SECOND) == []
    talk.refresh_from_db()
    assert (talk.state, talk.agent_id, state_of(cast.bo)) == ("talking", cast.anna.pk, ("offline", ""))
    assert call_in.state_of(contact=talk).stage == ""
    offer = Offer.objects.get(contact=talk, duty=False)
    end = answer.agent_left(offer_id=offer.pk, lost=False, at=at + 30 * SECOND)
    assert end == [EndCall(contact_id=talk.pk, caller_channel="c1", agent_channel=offer.channel)]


def test_when_the_caller_hangs_up_both_are_let_go(cast: Cast, talk: Contact, at: datetime) -> None:
    ring = here(cast, talk, at)
    wishes = answer.caller_left(node="main", channel="c1", lost=False, at=at + 20 * SECOND)
    assert HangUp(channel=f"offer-{ring.offer_id}") in wishes
    assert [type(wish) for wish in wishes] == [HangUp, EndCall]
    assert answer.agent_left(offer_id=ring.offer_id, lost=False, at=at + 21 * SECOND) == []
    assert (state_of(cast.anna)[0], state_of(cast.bo)) == ("wrap_up", ("offline", ""))


def test_a_caller_who_hangs_up_while_it_rings_leaves_the_other_in_peace(
    cast: Cast, talk: Contact, at: datetime
) -> None:
    ring = asks(cast, talk, at)
    wishes = answer.caller_left(node="main", channel="c1", lost=False, at=at + 5 * SECOND)
    assert StopRinging(offer_id=ring.offer_id) in wishes
    assert state_of(cast.bo) == ("offline", "")
    assert round_at(at + 6 * SECOND) == []
    assert Summons.objects.get().state == "over"


def test_if_nobody_comes_the_agent_is_told_and_the_caller_was_never_alone(
    cast: Cast, talk: Contact, at: datetime
) -> None:
    oleg = cast.agent("oleg", cast.network)
    on_duty(cast, oleg, purpose="faults", position=2)
    asks(cast, talk, at)
    assert numbers(round_at(at + 31 * SECOND)) == [MOBILES["oleg"]]
    assert numbers(round_at(at + 62 * SECOND)) == []
    talk.refresh_from_db()
    assert (talk.state, call_in.state_of(contact=talk).stage) == ("talking", "nobody")
    assert asks(cast, talk, at + 90 * SECOND).outside  # and may be asked for again


def test_who_is_called_for_faults_is_not_who_is_there_for_emergencies(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo, purpose="emergencies")
    contact = cast.talking(cast.anna, CEM)
    with pytest.raises(NotNow, match=r"Nobody is on duty for this now[.] Promise the caller a time"):
        call_in.ask(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)


def test_once_at_a_time_and_only_by_whoever_talks(cast: Cast, talk: Contact, at: datetime) -> None:
    asks(cast, talk, at)
    with pytest.raises(NotNow, match="being rung already"):
        call_in.ask(seat=cast.seat(cast.anna), contact_id=talk.pk, at=at)
    for other in (cast.bo, cast.eve):
        for deed in (call_in.ask, call_in.hand_over):
            with pytest.raises(NotYours):
                deed(seat=cast.seat(other), contact_id=talk.pk, at=at)
    with pytest.raises(NotNow, match="You are alone with the caller"):
        call_in.hand_over(seat=cast.seat(cast.anna), contact_id=talk.pk, at=at)


def test_a_controller_that_comes_back_leaves_the_three_together(cast: Cast, talk: Contact, at: datetime) -> None:
    ring = here(cast, talk, at)
    channels = [
        ChannelSeen(id="c1", state="Up", app_args=("in", "demo", BANK)),
        *(
            ChannelSeen(id=name, state="Up", app_args=("agent", name.removeprefix("offer-")))
            for name in (annas_channel(talk), f"offer-{ring.offer_id}")
        ),
    ]
    wishes = come_back.reconcile(
        node="main", channels=channels, bridges=[f"contact-{talk.pk}"], switch_began_at=None, at=at + 9 * SECOND
    )
    assert wishes == []
    assert Agent.objects.get(pk=cast.bo.pk).state == "talking"
