"""What a controller that was killed leaves behind, and how each piece is picked up."""

from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import CEM, TROUBLE, Cast, rung

from yesline.calls.models import Command, Recording
from yesline.calls.ports import ChannelSeen, Connect, DropBridge, HangUp, RingTone, StopRinging, Wish
from yesline.contacts.models import Contact
from yesline.flows import answer, arrive, come_back, do_as_asked, on_the_line, route
from yesline.routing.models import Offer


def caller(name: str = "c1", *, up: bool = True) -> ChannelSeen:
    return ChannelSeen(id=name, state="Up" if up else "Ring", caller_number=CEM, app_args=("in", "demo", TROUBLE))


def agents_leg(offer_id: int, *, up: bool = True) -> ChannelSeen:
    return ChannelSeen(id=f"offer-{offer_id}", state="Up" if up else "Ring")


def back(*channels: ChannelSeen, bridges: list[str] | None = None, at: datetime) -> list[Wish]:
    return come_back.reconcile(node="main", channels=list(channels), bridges=bridges or [], at=at)


def test_a_conversation_under_way_is_not_touched(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    offer = Offer.objects.get()
    assert back(caller(), agents_leg(offer.pk), bridges=[f"contact-{contact.pk}"], at=at) == []


def test_many_conversations_are_found_as_they_are_by_as_many_questions_as_one(cast: Cast, at: datetime) -> None:
    asked = []
    seen: list[ChannelSeen] = []
    bridges: list[str] = []
    for number, agent in enumerate((cast.anna, cast.bo), start=1):
        contact = cast.talking(agent, channel=f"c{number}")
        offer = Offer.objects.get(contact=contact)
        seen += [caller(f"c{number}"), agents_leg(offer.pk)]
        bridges.append(f"contact-{contact.pk}")
        with CaptureQueriesContext(connection) as queries:
            assert back(*seen, bridges=bridges, at=at) == []
        asked.append(len(queries))
    assert asked == [9, 9]


def test_a_conversation_whose_bridge_is_missing_is_put_together(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    offer = Offer.objects.get()
    assert back(caller(), agents_leg(offer.pk), at=at) == [
        Connect(contact_id=contact.pk, caller_channel="c1", agent_channel=offer.channel)
    ]


def test_a_bridge_of_nobody_is_removed(cast: Cast, at: datetime) -> None:
    assert back(bridges=["contact-7", "somebody-elses"], at=at) == [DropBridge(name="contact-7")]


def test_the_caller_of_an_ended_conversation_is_not_left_in_silence(cast: Cast, at: datetime) -> None:
    """The agent hung up, we wrote it down, and were killed before the switch was told."""
    cast.talking(cast.anna)
    answer.agent_left(offer_id=Offer.objects.get().pk, lost=False, at=at)
    assert back(caller(), at=at) == [HangUp(channel="c1")]


def test_the_leg_of_an_agent_whose_caller_left_is_let_go(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna)
    offer = Offer.objects.get()
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    assert back(agents_leg(offer.pk), at=at) == [HangUp(channel=offer.channel)]


def test_an_answer_nobody_heard_counts(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    offer_id = rung(cast.dials(CEM))[0].offer_id
    connect = Connect(contact_id=Contact.objects.get().pk, caller_channel="c1", agent_channel=f"offer-{offer_id}")
    assert connect in back(caller(up=False), agents_leg(offer_id), at=at)


def test_a_phone_that_still_rings_rings_on(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    offer_id = rung(cast.dials(CEM))[0].offer_id
    wishes = back(caller(up=False), agents_leg(offer_id, up=False), at=at)
    assert [type(wish) for wish in wishes] == [RingTone]
    assert Offer.objects.get().state == "live"


def test_a_phone_that_never_rang_is_nobodys_fault_and_rings_now(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    cast.dials(CEM)
    assert len(rung(back(caller(up=False), at=at))) == 1
    assert list(Offer.objects.order_by("id").values_list("state", flat=True)) == ["withdrawn", "live"]


def test_an_offer_made_while_coming_back_is_not_taken_for_an_old_one(cast: Cast, at: datetime) -> None:
    """Anna's leg was lost while we were away and her phone is there: she is rung again, once."""
    cast.talking(cast.anna)
    ring = rung(back(caller(), at=at))
    assert [(one.endpoint, one.auto_answer) for one in ring] == [("PJSIP/anna-s", True)]
    assert Offer.objects.get(state="live").pk == ring[0].offer_id


def test_who_waited_rings_on_and_is_answered_in_time(cast: Cast, at: datetime) -> None:
    """The trunk wants an answer after 60 s; 45 of them were over when we came back."""
    cast.dials(CEM)
    assert back(caller(up=False), at=at + timedelta(seconds=45)) == [RingTone(channel="c1", answer_after=15.0)]
    assert back(caller(up=False), at=at + timedelta(seconds=90)) == [RingTone(channel="c1", answer_after=0.0)]


def test_who_came_while_nobody_listened_is_written_down(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    assert len(rung(back(caller(up=False), at=at))) == 1
    assert Contact.objects.get().customer == cast.cem


def test_what_was_asked_of_the_dead_is_told_as_not_done_and_may_be_asked_again(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    seat, offer = cast.seat(cast.anna), Offer.objects.get()
    answer.hold(seat=seat, contact_id=contact.pk, at=at)
    do_as_asked.commands_for(node="main", at=at)
    back(caller(), agents_leg(offer.pk), bridges=[f"contact-{contact.pk}"], at=at)
    assert Command.objects.get().state == "failed"
    assert on_the_line.line(seat=seat, at=at).asking == set()
    answer.hold(seat=seat, contact_id=contact.pk, at=at)
    assert len(do_as_asked.commands_for(node="main", at=at)) == 1


def test_what_was_given_up_and_turns_out_done_is_done(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    answer.hold(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    command = do_as_asked.commands_for(node="main", at=at)[0].command_id
    back(caller(), agents_leg(Offer.objects.get().pk), bridges=[f"contact-{contact.pk}"], at=at)
    do_as_asked.command_done(command_id=command or 0, at=at)
    contact.refresh_from_db()
    assert (Command.objects.get().state, contact.held) == ("done", True)


def test_a_recording_whose_end_nobody_saw_is_kept_all_the_same(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna)
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    assert Recording.objects.get().state == "running"
    back(at=at)
    assert Recording.objects.get().state == "raw"


def test_the_rescue_plan_took_a_caller_for_whom_somebody_was_rung(cast: Cast, at: datetime) -> None:
    """Nobody rings on for them, and the agent is not taken for one who doesn't answer."""
    cast.ready(cast.anna)
    offer_id = rung(cast.dials(CEM))[0].offer_id
    wishes = arrive.rescued_call(
        node="main", key="c1", caller_number=CEM, trunk="demo", dialled=TROUBLE, arrived_at=at,
        answered_at=None, answered_by=None, ended_at=None, at=at,
    )  # fmt: skip
    assert wishes == [StopRinging(offer_id=offer_id)]
    cast.anna.refresh_from_db()
    assert cast.anna.state == "available"


def test_a_phone_that_cannot_be_rung_for_its_lost_caller_is_not_rung_without_end(cast: Cast, at: datetime) -> None:
    """We believe the phone is there, the switch can't ring it: until it is seen anew it is left alone."""
    cast.talking(cast.anna)
    first = rung(back(caller(), at=at))[0]
    assert rung(route.offer_unreachable(offer_id=first.offer_id, at=at)) == []
    seen = at + timedelta(seconds=2)
    again = rung(route.phone_seen(node="main", sip_user="anna-s", reachable=True, at=seen))
    assert [one.auto_answer for one in again] == [True]
