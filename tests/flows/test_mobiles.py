"""An agent answers on a mobile."""

from datetime import datetime, timedelta

import pytest
from tests.cast import CEM, TROUBLE, Cast, rung

from yesline.calls.ports import ChannelSeen, HangUp, Outside, PushPhone
from yesline.flows import be_there, come_back, route
from yesline.kernel import phone_numbers
from yesline.kernel.errors import NotNow
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Phone

OWN = "+79215550170"


@pytest.fixture
def outdoors(cast: Cast, at: datetime) -> Agent:
    """Anna, on the line with her mobile."""
    seat = cast.seat(cast.anna)
    be_there.take_mobile(seat=seat, number="8 (921) 555-01-70", at=at)
    be_there.choose(seat=cast.seat(cast.anna), state="available", at=at)
    return cast.anna


def test_the_mobile_is_rung_by_the_callers_line_from_the_number_they_dialled(cast: Cast, outdoors: Agent) -> None:
    (ring,) = rung(cast.dials(CEM))

    assert ring.outside == Outside(trunk="demo", address="127.0.0.2", number=OWN, shown_as=TROUBLE)
    assert (ring.ring_for, ring.auto_answer) == (30, False)


def test_it_rings_long_enough_for_a_pocket(cast: Cast, outdoors: Agent, at: datetime) -> None:
    cast.dials(CEM)

    assert route.match_all(node="main", at=at + timedelta(seconds=29)) == []
    assert Offer.objects.get().ends_at == at + timedelta(seconds=30)


def test_the_switch_is_told_of_no_phone_to_register(cast: Cast, outdoors: Agent) -> None:
    pushed = [wish.sip_user for wish in be_there.phones_and_duty(at=cast.at) if isinstance(wish, PushPhone)]

    assert Phone.objects.get(agent=outdoors, in_use=True).sip_user not in pushed


def test_the_browser_comes_back_into_use_and_the_number_is_remembered(
    cast: Cast, outdoors: Agent, at: datetime
) -> None:
    be_there.take_phone(seat=cast.seat(outdoors), kind="browser", at=at)

    assert Phone.objects.get(agent=outdoors, in_use=True).kind == "browser"
    assert be_there.mobile_of(seat=cast.seat(outdoors)) == "+7 921 555-01-70"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "no ordinary telephone number"),
        ("call me", "no ordinary telephone number"),
        ("112", "no ordinary telephone number"),
        ("+7 809 505-12-34", "no ordinary telephone number"),  # costs extra
        (TROUBLE, "it would ring us"),
    ],
)
def test_a_number_that_can_not_be_a_mobile_is_refused(cast: Cast, at: datetime, number: str, said: str) -> None:
    with pytest.raises(NotNow, match=said):
        be_there.take_mobile(seat=cast.seat(cast.anna), number=number, at=at)


def test_a_mobile_that_picked_up_while_nobody_listened_is_let_go_and_the_caller_offered_anew(
    cast: Cast, outdoors: Agent, at: datetime
) -> None:
    cast.dials(CEM)
    first = Offer.objects.get()
    up = ChannelSeen(id=first.channel, state="Up", app_args=("agent", str(first.pk), "key"))
    caller = ChannelSeen(id="c1", state="Ring", app_args=("in", "demo", TROUBLE))

    wishes = come_back.reconcile(node="main", channels=[up, caller], bridges=[], at=at + timedelta(seconds=9))

    assert HangUp(channel=first.channel) in wishes
    assert [ring.outside and ring.outside.number for ring in rung(wishes)] == [OWN]
    assert Offer.objects.get(pk=first.pk).state == "withdrawn"


@pytest.mark.parametrize(
    ("number", "personal"),
    [
        (OWN, True),
        ("+78182550100", True),
        ("+359888123456", True),
        ("+78095051234", False),
        ("+7112", False),
        ("", False),
    ],
)
def test_ordinary_numbers(number: str, personal: bool) -> None:
    assert phone_numbers.is_personal(number) is personal
