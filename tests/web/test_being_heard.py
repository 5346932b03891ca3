"""The phone bar when somebody is not heard, when a microphone is off, and when the line broke."""

import pytest
from tests.cast import Cast
from tests.web.conftest import Desk

from yesline.calls.ports import Muted, Unmuted
from yesline.flows import answer, be_heard, do_as_asked
from yesline.routing.models import Offer
from yesline.staff.models import Agent

pytestmark = pytest.mark.django_db
YOU = "You are not being heard."
THEM = "We hear nothing from the caller."


def unheard(cast: Cast, whose: str) -> None:
    offer = Offer.objects.latest("id")
    be_heard.side_unheard(offer_id=offer.pk, whose=whose, sends=True, at=cast.at)


def said(html: str) -> list[bool]:
    return [words in html for words in (YOU, THEM)]


def test_an_agent_who_is_not_heard_is_told_where_to_look(cast: Cast, anna: Desk) -> None:
    cast.talking(cast.anna)
    assert said(anna.page()) == [False, False]
    unheard(cast, "agent")
    assert said(anna.page()) == [True, False]


def test_a_caller_who_is_not_heard_is_told_until_they_are(cast: Cast, anna: Desk) -> None:
    cast.talking(cast.anna)
    unheard(cast, "caller")
    assert said(anna.page()) == [False, True]
    be_heard.side_heard(offer_id=Offer.objects.latest("id").pk, whose="caller", at=cast.at)
    assert said(anna.page()) == [False, False]


@pytest.mark.parametrize(("want", "wish"), [("off", Muted), ("on", Unmuted)])
def test_the_switch_learns_of_the_microphone(cast: Cast, anna: Desk, want: str, wish: type) -> None:
    contact = cast.talking(cast.anna)
    anna.presses(f"/desk/contacts/{contact.pk}/microphone/", want=want)
    (asked,) = do_as_asked.commands_for(node="main", at=cast.at)
    agent_channel = Offer.objects.latest("id").channel
    command = asked.command_id
    legs = {"caller_channel": "c1", "agent_channel": agent_channel}
    assert asked == wish(contact_id=contact.pk, command_id=command, **legs)


def test_after_a_line_that_broke_one_click_calls_back(cast: Cast, anna: Desk) -> None:
    contact = cast.talking(cast.anna)
    answer.caller_left(node="main", channel="c1", lost=True, at=cast.at)
    html = anna.page()
    assert (html.count("The line broke"), html.count('id="call-back"')) == (1, 1)
    Agent.objects.filter(pk=cast.anna.pk).update(reachable=True)
    anna.presses(f"/desk/contacts/{contact.pk}/call/")
    assert do_as_asked.commands_for(node="main", at=cast.at) == []
    contact.refresh_from_db()
    assert (contact.state, contact.agent_id, contact.left_at is not None) == ("waiting", cast.anna.pk, True)


def test_after_a_goodbye_nobody_is_called_back(cast: Cast, anna: Desk) -> None:
    cast.talking(cast.anna)
    answer.caller_left(node="main", channel="c1", lost=False, at=cast.at)
    assert 'id="call-back"' not in anna.page()


def test_somebody_elses_microphone_is_not_ours(cast: Cast, anna: Desk, eve: Desk) -> None:
    contact = cast.talking(cast.bo)
    for other in (anna, eve):
        assert other.presses(f"/desk/contacts/{contact.pk}/microphone/", want="off").status == 404
    assert do_as_asked.commands_for(node="main", at=cast.at) == []
