"""What the end of a leg means."""

from datetime import UTC, datetime

import pytest

from yesline.telephony.ari import events
from yesline.telephony.switch import facts
from yesline.telephony.switch.facts import NotTaken
from yesline.telephony.switch.legs import Legs


def channel(name: str, *, state: str = "Ring", number: str = "+79215550147", caller: str = "") -> events.Channel:
    return events.Channel(
        id=name,
        name="PJSIP/anna-s-0000002a",
        state=state,
        caller_name=caller,
        caller_number=number,
        created_at=datetime(2026, 11, 19, tzinfo=UTC),
    )


def began(*args: str, **more: str) -> events.Began:
    return events.Began(channel=channel("c1", **more), args=("in", "demo", "+78182550100", *args))


def refused(code: int) -> events.HangupAsked:
    return events.HangupAsked(channel=channel("offer-7"), by_us=False, sip_code=code)


def over(name: str = "offer-7", *, cause: int = 16, code: int = 0) -> events.Destroyed:
    return events.Destroyed(channel=channel(name), cause=cause, sip_code=code)


def told(legs: Legs, *happened: events.Event) -> list[facts.Fact]:
    return [fact for event in happened for fact in legs.read(event)]


RINGS = events.Changed(channel=channel("offer-7", state="Ringing"))
ANSWERED = events.Began(channel=channel("offer-7", state="Up"), args=("agent", "7"))


@pytest.fixture
def legs() -> Legs:
    legs = Legs()
    legs.ringing(7, "PJSIP/anna-s")
    return legs


def test_a_caller_arrives_with_number_trunk_and_dialled_number(legs: Legs) -> None:
    assert told(legs, began("allowed", caller="Cem")) == [
        facts.CallerArrived(channel="c1", number="+79215550147", name="Cem", trunk="demo", dialled="+78182550100")
    ]


@pytest.mark.parametrize("number", ["anonymous", "Anonymous", "", "unavailable"])
def test_a_caller_without_a_number_has_none(legs: Legs, number: str) -> None:
    (fact,) = told(legs, began("allowed", number=number))
    assert isinstance(fact, facts.CallerArrived)
    assert (fact.number, fact.name) == (None, None)


def test_a_withheld_number_stays_withheld_even_if_the_network_told_us(legs: Legs) -> None:
    (fact,) = told(legs, began("prohib_passed_screen", number="+79215550147", caller="Cem"))
    assert isinstance(fact, facts.CallerArrived)
    assert (fact.number, fact.name) == (None, None)


@pytest.mark.parametrize("code", [480, 486, 600, 603])
def test_a_phone_that_says_no_has_declined(legs: Legs, code: int) -> None:
    assert told(legs, RINGS, refused(code), over(cause=17, code=code)) == [
        facts.OfferEnded(offer_id=7, how=NotTaken.DECLINED)
    ]


def test_a_phone_that_rang_until_we_gave_up_was_not_answered(legs: Legs) -> None:
    assert told(legs, RINGS, over(cause=19, code=480)) == [facts.OfferEnded(offer_id=7, how=NotTaken.NOT_ANSWERED)]


def test_a_phone_that_never_rang_could_not_be_reached(legs: Legs) -> None:
    assert told(legs, over(cause=19, code=480)) == [facts.OfferEnded(offer_id=7, how=NotTaken.UNREACHABLE)]


@pytest.mark.parametrize("code", [404, 408, 503])
def test_a_network_that_can_t_find_the_phone_means_unreachable(legs: Legs, code: int) -> None:
    assert told(legs, refused(code), over(cause=20, code=code)) == [
        facts.OfferEnded(offer_id=7, how=NotTaken.UNREACHABLE)
    ]


def test_an_offer_we_took_back_is_no_news(legs: Legs) -> None:
    legs.ending("offer-7")
    assert told(legs, RINGS, over(cause=26)) == []


def test_an_agent_who_hangs_up_left_on_purpose(legs: Legs) -> None:
    assert told(legs, ANSWERED, refused(0), over(cause=16)) == [
        facts.AgentAnswered(offer_id=7, channel="offer-7"),
        facts.AgentLeft(offer_id=7, lost=False),
    ]


@pytest.mark.parametrize("cause", [16, 44, 27])
def test_a_talking_leg_that_ends_without_a_goodbye_is_lost(legs: Legs, cause: int) -> None:
    assert told(legs, ANSWERED, over(cause=cause))[1:] == [facts.AgentLeft(offer_id=7, lost=True)]


def test_a_talking_leg_that_we_end_is_not_lost(legs: Legs) -> None:
    legs.read(ANSWERED)
    legs.ending("offer-7")
    assert told(legs, over()) == [facts.AgentLeft(offer_id=7, lost=False)]


@pytest.mark.parametrize(("cause", "lost"), [(16, False), (0, False), (127, False), (44, True), (38, True)])
def test_a_caller_who_is_gone_hung_up_or_was_lost_by_a_fault(legs: Legs, cause: int, *, lost: bool) -> None:
    legs.read(began())
    assert told(legs, over("c1", cause=cause)) == [facts.CallerLeft(channel="c1", lost=lost)]


def test_a_phone_seen_twice_alike_is_told_once(legs: Legs) -> None:
    here, gone = events.EndpointSeen(name="anna-s", reachable=True), events.EndpointSeen(name="anna-s", reachable=False)
    assert told(legs, here, here, gone, here) == [
        facts.PhoneSeen(sip_user="anna-s", reachable=reachable) for reachable in (True, False, True)
    ]


def test_only_answered_legs_of_a_phone_can_be_suspected(legs: Legs) -> None:
    assert legs.talking_on("anna-s") == []
    legs.read(ANSWERED)
    assert legs.talking_on("anna-s") == ["offer-7"]
    assert legs.talking_on("bo-s") == []
