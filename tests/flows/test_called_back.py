"""Whoever gave up keeps their place: an agent is on the line first, then the customer's phone rings."""

from datetime import datetime, timedelta

import pytest
from tests.cast import CEM, DORA, TROUBLE, ZED, Cast, rung

from yesline.calls.models import Leg, Recording
from yesline.calls.ports import CallCustomer, ChannelSeen, Connect, EndCall, HangUp, RingAgent, RingTone, Wish
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact
from yesline.flows import answer, arrive, call_now, come_back, do_as_asked, on_the_line, reach_out, route
from yesline.kernel.errors import NotNow, NotYours
from yesline.staff.models import Agent, Membership

LATER = timedelta(seconds=15)


@pytest.fixture
def gave_up(cast: Cast, at: datetime) -> Contact:
    """Cem has waited for half a minute while nobody was there."""
    cast.dials(CEM, channel="c1", at=at - timedelta(seconds=30))
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    return Contact.objects.get()


def call(wishes: list[Wish]) -> CallCustomer:
    (found,) = [wish for wish in wishes if isinstance(wish, CallCustomer)]
    return found


def picks_up(ring: RingAgent, *, at: datetime) -> list[Wish]:
    """The agent who is rung answers."""
    return answer.agent_answered(offer_id=ring.offer_id, channel=f"offer-{ring.offer_id}", at=at)


def called(cast: Cast, *, at: datetime) -> CallCustomer:
    """Anna is ready, is rung and answers: the customer's phone rings."""
    cast.ready(cast.anna)
    (ring,) = rung(route.match_all(node="main", at=at))
    return call(picks_up(ring, at=at))


def test_nobody_is_called_in_the_very_moment_they_hung_up(cast: Cast, gave_up: Contact, at: datetime) -> None:
    cast.ready(cast.anna)
    assert rung(route.match_all(node="main", at=at + timedelta(seconds=9))) == []
    assert len(rung(route.match_all(node="main", at=at + timedelta(seconds=10)))) == 1


def test_the_agent_is_on_the_line_before_the_customers_phone_rings(cast: Cast, gave_up: Contact, at: datetime) -> None:
    wish = called(cast, at=at + LATER)
    gave_up.refresh_from_db()
    assert (wish.outside.number, wish.outside.shown_as, wish.outside.trunk) == (CEM, TROUBLE, "demo")
    assert (gave_up.state, gave_up.agent, Agent.objects.get(pk=cast.anna.pk).state) == ("calling", cast.anna, "talking")
    assert on_the_line.line(seat=cast.seat(cast.anna), at=at).stage == "calling"


def test_when_they_pick_up_both_talk_and_it_is_recorded(cast: Cast, gave_up: Contact, at: datetime) -> None:
    wish = called(cast, at=at + LATER)
    (connect,) = reach_out.reached(node="main", channel=wish.channel, at=at + LATER)
    assert isinstance(connect, Connect)
    answer.connected(contact_id=gave_up.pk, at=at + LATER)
    gave_up.refresh_from_db()
    assert (gave_up.state, gave_up.left_at, gave_up.answered_at) == ("talking", None, at + LATER)
    assert Recording.objects.get().channel == connect.caller_channel == wish.channel
    answer.caller_left(node="main", channel=wish.channel, lost=False, at=at + LATER)
    gave_up.refresh_from_db()
    assert (gave_up.state, gave_up.outcome, ledger.owed().count()) == ("ended", "talked", 0)


def test_who_does_not_pick_up_is_called_again_later(cast: Cast, gave_up: Contact, at: datetime) -> None:
    wish = called(cast, at=at + LATER)
    (end,) = reach_out.not_reached(node="main", channel=wish.channel, at=at + LATER)
    gave_up.refresh_from_db()
    assert isinstance(end, EndCall)
    assert end.caller_channel == ""
    assert (gave_up.state, gave_up.call_at, gave_up.tries) == ("waiting", at + LATER + timedelta(minutes=2), 1)
    assert (gave_up.agent, Agent.objects.get(pk=cast.anna.pk).state) == (None, "available")
    assert rung(route.match_all(node="main", at=at + timedelta(minutes=2))) == []
    assert len(rung(route.match_all(node="main", at=at + LATER + timedelta(minutes=2)))) == 1


def test_after_many_calls_a_person_decides_and_nobody_is_dropped(cast: Cast, gave_up: Contact, at: datetime) -> None:
    Contact.objects.filter(pk=gave_up.pk).update(tries=5)
    wish = called(cast, at=at + LATER)
    reach_out.not_reached(node="main", channel=wish.channel, at=at + LATER)
    gave_up.refresh_from_db()
    assert (gave_up.state, gave_up.call_at, ledger.owed().count()) == ("waiting", None, 1)
    assert rung(route.match_all(node="main", at=at + timedelta(days=3))) == []


def test_a_voicemail_is_no_person(cast: Cast, gave_up: Contact, at: datetime) -> None:
    wish = called(cast, at=at + LATER)
    reach_out.reached(node="main", channel=wish.channel, at=at + LATER)
    answer.not_there(seat=cast.seat(cast.anna), contact_id=gave_up.pk, at=at + LATER)
    (end,) = do_as_asked.commands_for(node="main", at=at + LATER)
    gave_up.refresh_from_db()
    assert isinstance(end, EndCall)
    assert (end.caller_channel, gave_up.state, gave_up.outcome) == (wish.channel, "waiting", "")
    assert answer.caller_left(node="main", channel=wish.channel, lost=False, at=at + LATER) == []
    assert ledger.owed().count() == 1


def test_an_agent_who_gives_up_the_ringing_owes_it_still(cast: Cast, gave_up: Contact, at: datetime) -> None:
    called(cast, at=at + LATER)
    answer.hang_up(seat=cast.seat(cast.anna), contact_id=gave_up.pk, at=at + LATER)
    (end,) = do_as_asked.commands_for(node="main", at=at + LATER)
    do_as_asked.command_done(command_id=end.command_id or 0, at=at + LATER)
    gave_up.refresh_from_db()
    assert (gave_up.state, Agent.objects.get(pk=cast.anna.pk).state) == ("waiting", "available")


def test_an_agents_phone_that_is_lost_while_it_rings_ends_the_ringing(
    cast: Cast, gave_up: Contact, at: datetime
) -> None:
    wish = called(cast, at=at + LATER)
    offer_id = int(wish.agent_channel.removeprefix("offer-"))
    (end,) = answer.agent_left(offer_id=offer_id, lost=True, at=at + LATER)
    gave_up.refresh_from_db()
    assert isinstance(end, EndCall)
    assert (end.caller_channel, gave_up.state, gave_up.call_at) == (wish.channel, "waiting", at + LATER)


def test_those_who_came_earlier_are_first_whether_they_stayed_or_hung_up(
    cast: Cast, gave_up: Contact, at: datetime
) -> None:
    cast.dials(DORA, channel="c2", at=at)
    cast.ready(cast.anna)
    (ring,) = rung(route.match_all(node="main", at=at + LATER))
    assert Contact.objects.get(state="offered") == gave_up
    call(picks_up(ring, at=at + LATER))
    cast.ready(cast.bo)
    assert len(rung(route.match_all(node="main", at=at + LATER))) == 1


def test_ringing_again_takes_the_old_place_at_once(cast: Cast, gave_up: Contact, at: datetime) -> None:
    cast.dials(DORA, channel="c2", at=at)
    wishes = cast.dials(CEM, channel="c3", at=at + timedelta(minutes=3))
    assert [type(wish) for wish in wishes] == [RingTone]
    cast.ready(cast.anna)
    (ring,) = rung(route.match_all(node="main", at=at + timedelta(minutes=3)))
    (connect,) = picks_up(ring, at=at + timedelta(minutes=3))
    assert isinstance(connect, Connect)
    assert (connect.contact_id, connect.caller_channel) == (gave_up.pk, "c3")


def test_ringing_again_while_an_agent_is_rung_for_the_call_back(cast: Cast, gave_up: Contact, at: datetime) -> None:
    cast.ready(cast.anna)
    (ring,) = rung(route.match_all(node="main", at=at + LATER))
    cast.dials(CEM, channel="c3", at=at + LATER)
    (connect,) = picks_up(ring, at=at + LATER)
    assert isinstance(connect, Connect)
    assert connect.caller_channel == "c3"


def test_ringing_us_while_we_ring_them(cast: Cast, gave_up: Contact, at: datetime) -> None:
    wish = called(cast, at=at + LATER)
    wishes = cast.dials(CEM, channel="c3", at=at + LATER)
    (end,) = [one for one in wishes if isinstance(one, EndCall)]
    assert (end.caller_channel, end.agent_channel) == (wish.channel, wish.agent_channel)
    assert reach_out.not_reached(node="main", channel=wish.channel, at=at + LATER) == []
    (ring,) = rung(wishes)
    (connect,) = picks_up(ring, at=at + LATER)
    assert isinstance(connect, Connect)
    assert (connect.contact_id, connect.caller_channel) == (gave_up.pk, "c3")


def test_ringing_us_while_we_ring_them_and_we_are_slow(cast: Cast, gave_up: Contact, at: datetime) -> None:
    """The rescue plan has taken the call before we knew whose it was: nobody is joined to a line that is elsewhere."""
    wish = called(cast, at=at + LATER)
    cast.dials(CEM, channel="c3", at=at + LATER)
    arrive.gone_to_rescue(node="main", channel="c3", at=at + LATER)
    gave_up.refresh_from_db()
    assert (gave_up.state, gave_up.left_at) == ("rescued", None)
    assert Agent.objects.get(pk=cast.anna.pk).state == "available"
    assert reach_out.reached(node="main", channel=wish.channel, at=at + LATER) == [HangUp(channel=wish.channel)]


def test_whoever_rings_again_while_we_ring_them_and_reaches_the_rescue_plan(
    cast: Cast, gave_up: Contact, at: datetime
) -> None:
    wish = called(cast, at=at + LATER)
    (end,) = arrive.rescued_call(
        node="main",
        key="c3",
        caller_number=CEM,
        trunk="demo",
        dialled=TROUBLE,
        arrived_at=at + LATER,
        answered_at=None,
        answered_by=None,
        ended_at=None,
        at=at + LATER,
    )
    gave_up.refresh_from_db()
    assert isinstance(end, EndCall)
    assert (end.caller_channel, end.agent_channel) == (wish.channel, wish.agent_channel)
    assert (gave_up.state, Contact.objects.count()) == ("rescued", 1)


def test_at_night_nobody_is_called_but_who_has_just_rung(cast: Cast, at: datetime) -> None:
    night = at.replace(hour=21, minute=0)  # midnight in Moscow
    cast.dials(CEM, channel="c1", at=night)
    answer.caller_left(node="main", channel="c1", lost=False, at=night + timedelta(minutes=1))
    cast.ready(cast.anna)
    assert len(rung(route.match_all(node="main", at=night + timedelta(minutes=2)))) == 1
    cast.dials(ZED, channel="c2", at=night)
    answer.caller_left(node="main", channel="c2", lost=False, at=night + timedelta(minutes=1))
    cast.ready(cast.bo)
    assert rung(route.match_all(node="main", at=night + timedelta(minutes=40))) == []
    assert len(rung(route.match_all(node="main", at=night + timedelta(hours=9, minutes=1)))) >= 1


def test_an_agent_calls_whom_they_choose(cast: Cast, gave_up: Contact, at: datetime) -> None:
    cast.dials(DORA, channel="c2", at=at - timedelta(minutes=5))
    answer.caller_left(node="main", channel="c2", lost=False, at=at)
    cast.ready(cast.anna)
    call_now.call(seat=cast.seat(cast.anna), contact_id=gave_up.pk, at=at)
    assert do_as_asked.commands_for(node="main", at=at) == []
    (ring,) = rung(route.match_all(node="main", at=at))
    assert ring.auto_answer
    assert call(picks_up(ring, at=at)).outside.number == CEM


def test_who_is_not_ready_is_told_so(cast: Cast, gave_up: Contact, at: datetime) -> None:
    with pytest.raises(NotNow, match="Say that you are ready first"):
        call_now.call(seat=cast.seat(cast.anna), contact_id=gave_up.pk, at=at)


def test_somebody_elses_customer_is_not_called(cast: Cast, gave_up: Contact, at: datetime) -> None:
    cast.ready(cast.eve)
    with pytest.raises(NotYours):
        call_now.call(seat=cast.seat(cast.eve), contact_id=gave_up.pk, at=at)


def test_a_person_settles_what_is_owed_and_says_why(cast: Cast, gave_up: Contact, at: datetime) -> None:
    with pytest.raises(NotNow, match="why no call is owed"):
        call_now.settle(seat=cast.seat(cast.anna), contact_id=gave_up.pk, why=" ", at=at)
    call_now.settle(seat=cast.seat(cast.anna), contact_id=gave_up.pk, why="He came to the office", at=at)
    do_as_asked.commands_for(node="main", at=at)
    gave_up.refresh_from_db()
    assert (gave_up.state, gave_up.outcome, ledger.owed().count()) == ("ended", "settled", 0)


def test_when_the_line_breaks_the_same_agent_calls_back_with_one_click(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    answer.caller_left(node="main", channel="c1", lost=True, at=at)
    call_now.call(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    do_as_asked.commands_for(node="main", at=at)
    (ring,) = rung(route.match_all(node="main", at=at))
    wish = call(picks_up(ring, at=at))
    reach_out.reached(node="main", channel=wish.channel, at=at)
    answer.connected(contact_id=contact.pk, at=at)
    contact.refresh_from_db()
    assert (contact.state, contact.agent) == ("talking", cast.anna)
    assert sorted(Recording.objects.values_list("channel", flat=True)) == [wish.channel, "c1"]


def test_a_conversation_a_person_ended_is_not_called_back_by_a_click(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    with pytest.raises(NotNow, match="owed no call"):
        call_now.call(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)


def test_when_our_switch_dies_everybody_who_was_cut_off_is_called_back(cast: Cast, at: datetime) -> None:
    """Cem was talking to Anna, Dora was waiting. Anna's phone comes back a moment after the switch does."""
    talked = cast.talking(cast.anna)
    cast.dials(DORA, channel="c2", at=at)
    back = at + timedelta(seconds=20)
    come_back.reconcile(node="main", channels=[], bridges=[], switch_began_at=back, at=back)
    talked.refresh_from_db()
    waited = Contact.objects.get(customer_number=DORA)
    assert (talked.state, talked.left_at, waited.state, waited.left_at) == ("waiting", back, "waiting", back)
    (ring,) = rung(route.phone_seen(node="main", sip_user="anna-s", reachable=True, at=back + timedelta(seconds=2)))
    assert ring.auto_answer
    assert call(picks_up(ring, at=back + timedelta(seconds=3))).outside.number == CEM


def test_who_rings_again_before_we_are_back_is_not_called_besides(cast: Cast, at: datetime) -> None:
    """Dora was waiting when the switch died. When we are back she is with the people on duty already."""
    cast.dials(DORA, channel="c2", at=at)
    began, back = at + timedelta(seconds=20), at + timedelta(seconds=24)
    come_back.switch_died(node="main", began_at=began, at=back)
    arrive.rescued_call(
        node="main", key="c3", caller_number=DORA, trunk="demo", dialled=TROUBLE, arrived_at=at + timedelta(seconds=21),
        answered_at=None, answered_by=None, ended_at=None, at=back,
    )  # fmt: skip
    elsewhere = ChannelSeen(id="c3", state="Ring")
    come_back.reconcile(node="main", channels=[elsewhere], bridges=[], switch_began_at=began, at=back)
    (dora,) = Contact.objects.all()
    assert (dora.state, dora.left_at, dora.arrived_at) == ("rescued", None, at)


def test_who_is_cut_off_and_can_not_be_dialled_by_itself_is_a_persons_to_decide(cast: Cast, at: datetime) -> None:
    lead = cast.bo
    Membership.objects.filter(agent=lead, organisation=cast.network).update(role="lead")
    contact = cast.talking(cast.anna, "+78095550100")  # shared cost
    back = at + timedelta(seconds=20)
    come_back.reconcile(node="main", channels=[], bridges=[], switch_began_at=back, at=back)
    contact.refresh_from_db()
    assert (contact.state, contact.call_at, contact.decider) == ("waiting", None, lead)


def test_a_caller_who_hung_up_while_we_were_away_was_not_cut_off(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    began = at - timedelta(hours=1)
    come_back.reconcile(node="main", channels=[], bridges=[], switch_began_at=began, at=at + LATER)
    contact.refresh_from_db()
    assert (contact.state, contact.outcome) == ("ended", "talked")


def test_a_call_back_that_was_answered_while_we_were_away_is_put_together(
    cast: Cast, gave_up: Contact, at: datetime
) -> None:
    wish = called(cast, at=at + LATER)
    seen = [
        ChannelSeen(id=wish.channel, state="Up", app_args=("back",)),
        ChannelSeen(id=wish.agent_channel, state="Up", app_args=("agent",)),
    ]
    wishes = come_back.reconcile(node="main", channels=seen, bridges=[], at=at + LATER)
    assert {type(one) for one in wishes} == {Connect}
    assert {one.caller_channel for one in wishes if isinstance(one, Connect)} == {wish.channel}


def test_a_call_back_that_never_began_is_made_again(cast: Cast, gave_up: Contact, at: datetime) -> None:
    wish = called(cast, at=at + LATER)
    seen = [ChannelSeen(id=wish.agent_channel, state="Up", app_args=("agent",))]
    end, again = come_back.reconcile(node="main", channels=seen, bridges=[], at=at + LATER)
    gave_up.refresh_from_db()
    assert isinstance(end, EndCall)
    assert (end.agent_channel, gave_up.state) == (wish.agent_channel, "waiting")
    assert again == HangUp(channel=wish.agent_channel)
    assert not Leg.objects.exclude(state="gone").filter(channel=wish.channel).exists()


def test_who_was_answered_by_the_duty_phone_is_owed_nothing(cast: Cast, at: datetime) -> None:
    """The rescue plan's log is read only after the caller's end was reported."""
    cast.dials(CEM, channel="c1", at=at)
    arrive.gone_to_rescue(node="main", channel="c1", at=at)
    over = at + timedelta(minutes=2)
    answer.caller_left(node="main", channel="c1", lost=False, at=over)
    assert ledger.owed().count() == 1
    arrive.rescued_call(
        node="main",
        key="c1",
        caller_number=CEM,
        trunk="demo",
        dialled=TROUBLE,
        arrived_at=at,
        answered_at=at + timedelta(seconds=10),
        answered_by="PJSIP/duty",
        ended_at=over,
        at=over + timedelta(seconds=3),
    )
    assert (ledger.owed().count(), Contact.objects.get().outcome) == (0, "talked")


def test_whom_the_rescue_plan_could_not_help_is_called_back(cast: Cast, at: datetime) -> None:
    arrive.rescued_call(
        node="main",
        key="c1",
        caller_number=CEM,
        trunk="demo",
        dialled=TROUBLE,
        arrived_at=at,
        answered_at=None,
        answered_by=None,
        ended_at=at + timedelta(minutes=2),
        at=at + timedelta(minutes=5),
    )
    assert (ledger.owed().count(), Contact.objects.get().arrived_at) == (1, at)
