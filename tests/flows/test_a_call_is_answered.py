"""A call comes in, the best person is rung, they talk, it ends."""

from datetime import datetime, timedelta

from tests.cast import BANK, CEM, DORA, TROUBLE, ZED, Cast, rung

from yesline.calls.models import Recording
from yesline.calls.ports import Connect, Disconnect, EndCall, HangUp, RingTone, StopRinging, ToRescue
from yesline.contacts.models import Contact
from yesline.flows import answer, arrive, route
from yesline.routing.models import Offer
from yesline.staff.models import Agent


def state_of(agent: Agent) -> tuple[str, str]:
    agent.refresh_from_db()
    return agent.state, agent.state_reason


def test_a_free_agent_is_rung_with_the_callers_name(cast: Cast) -> None:
    cast.ready(cast.anna)
    wishes = cast.dials(CEM)
    assert wishes[0] == RingTone(channel="c1", answer_after=60.0)
    ring = rung(wishes)[0]
    assert (ring.endpoint, ring.caller_name, ring.auto_answer) == ("PJSIP/anna-s", "Cem Caller", False)
    assert state_of(cast.anna) == ("offered", "")


def test_a_call_reported_twice_is_one_contact(cast: Cast) -> None:
    cast.dials(CEM)
    assert cast.dials(CEM) == []
    assert Contact.objects.count() == 1


def test_the_owner_of_an_open_case_is_rung_before_one_who_waits_longer(cast: Cast, at: datetime) -> None:
    cast.case(cast.cem, cast.bo)
    cast.ready(cast.anna, since=at - timedelta(hours=1))
    cast.ready(cast.bo)
    assert rung(cast.dials(CEM))[0].endpoint == "PJSIP/bo-s"


def test_of_two_owners_the_one_of_the_most_urgent_case_is_rung(cast: Cast, at: datetime) -> None:
    for owner, hours in ((cast.anna, 60), (cast.bo, 3)):
        case = cast.case(cast.cem, owner)
        case.due_at = at + timedelta(hours=hours)
        case.save()
    cast.ready(cast.anna, since=at - timedelta(hours=1))
    cast.ready(cast.bo)
    assert rung(cast.dials(CEM))[0].endpoint == "PJSIP/bo-s"


def test_own_people_are_rung_before_the_pool(cast: Cast, at: datetime) -> None:
    cast.ready(cast.bo, since=at - timedelta(hours=1))
    cast.ready(cast.eve)
    assert rung(cast.dials(CEM, to=BANK))[0].endpoint == "PJSIP/eve-s"


def test_the_pool_answers_when_no_own_people_are_free(cast: Cast) -> None:
    cast.ready(cast.bo)
    assert rung(cast.dials(CEM, to=BANK))[0].endpoint == "PJSIP/bo-s"


def test_nobody_is_rung_who_may_not_see_the_organisation(cast: Cast) -> None:
    cast.ready(cast.eve)
    assert rung(cast.dials(CEM, to=TROUBLE)) == []


def test_nobody_is_rung_whose_phone_is_not_reachable(cast: Cast) -> None:
    cast.ready(cast.anna)
    Agent.objects.filter(pk=cast.anna.pk).update(reachable=False)
    assert rung(cast.dials(CEM)) == []


def test_several_people_behind_one_number_are_not_guessed(cast: Cast) -> None:
    cast.dials(DORA)
    assert Contact.objects.get().customer is None


def test_a_withheld_and_an_unknown_number_are_answered_all_the_same(cast: Cast) -> None:
    cast.ready(cast.anna, cast.bo)
    assert len(rung(cast.dials("anonymous", channel="c1"))) == 1
    assert len(rung(cast.dials(ZED, channel="c2"))) == 1
    assert list(Contact.objects.order_by("key").values_list("customer_number", "customer")) == [
        ("", None),
        (ZED, None),
    ]


def test_any_spelling_of_a_number_finds_its_owner(cast: Cast) -> None:
    for channel, spelling in enumerate(
        ["89215550147", "79215550147", "+7 921 555-01-47", "9215550147", "8(921)5550147"]
    ):
        cast.dials(spelling, channel=f"c{channel}")
    assert list(Contact.objects.values_list("customer_id", flat=True)) == [cast.cem.pk] * 5


def test_a_number_that_is_nobodys_goes_to_the_rescue_plan(cast: Cast) -> None:
    assert cast.dials(CEM, to="+78182559999") == [ToRescue(channel="c1")]


def test_both_are_connected_when_the_agent_answers(cast: Cast) -> None:
    cast.ready(cast.anna)
    offer_id = rung(cast.dials(CEM))[0].offer_id
    wishes = answer.agent_answered(offer_id=offer_id, channel=f"offer-{offer_id}", at=cast.at)
    contact = Contact.objects.get()
    assert wishes == [Connect(contact_id=contact.pk, caller_channel="c1", agent_channel=f"offer-{offer_id}")]
    assert (contact.state, contact.agent, contact.answered_at) == ("talking", cast.anna, cast.at)
    assert state_of(cast.anna) == ("talking", "")


def test_two_callers_for_one_agent_the_second_waits(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    assert len(rung(cast.dials(CEM, channel="c1"))) == 1
    assert rung(cast.dials(ZED, channel="c2", at=at + timedelta(seconds=1))) == []
    assert list(Contact.objects.order_by("key").values_list("state", flat=True)) == ["offered", "waiting"]


def test_one_caller_for_two_agents_rings_only_one(cast: Cast) -> None:
    cast.ready(cast.anna, cast.bo)
    assert len(rung(cast.dials(CEM))) == 1
    assert Offer.objects.filter(state="live").count() == 1


def test_a_declined_caller_goes_to_the_next_agent_at_once(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna, since=at - timedelta(hours=1))
    cast.ready(cast.bo)
    first = rung(cast.dials(CEM))[0]
    wishes = route.offer_declined(offer_id=first.offer_id, at=at)
    assert wishes[0] == StopRinging(offer_id=first.offer_id)
    assert rung(wishes)[0].endpoint == "PJSIP/bo-s"
    assert state_of(cast.anna) == ("available", "")


def test_an_offer_let_ring_puts_the_caller_first_and_tells_the_agent(cast: Cast, at: datetime) -> None:
    cast.ready(cast.anna)
    first = rung(cast.dials(CEM, channel="c1"))[0]
    cast.dials(ZED, channel="c2", at=at + timedelta(seconds=5))
    assert rung(route.offer_not_answered(offer_id=first.offer_id, at=at + timedelta(seconds=20))) == []
    assert state_of(cast.anna) == ("break", "not_answering")
    cast.ready(cast.bo)
    again = rung(route.match_all(node="main", at=at + timedelta(seconds=21)))
    assert [ring.caller_name for ring in again] == ["Cem Caller"]


def test_a_late_answer_after_the_caller_left_lets_the_agents_leg_go(cast: Cast) -> None:
    cast.ready(cast.anna)
    offer_id = rung(cast.dials(CEM))[0].offer_id
    assert answer.caller_left(node="main", channel="c1", lost=False, at=cast.at) == [StopRinging(offer_id=offer_id)]
    assert answer.agent_answered(offer_id=offer_id, channel="offer-x", at=cast.at) == [HangUp(channel="offer-x")]
    assert Contact.objects.get().outcome == "abandoned"
    assert state_of(cast.anna) == ("available", "")


def test_the_caller_hangs_up_and_the_agent_finishes_the_notes(cast: Cast) -> None:
    contact = cast.talking(cast.anna)
    wishes = answer.caller_left(node="main", channel="c1", lost=False, at=cast.at)
    assert [type(wish) for wish in wishes] == [EndCall]
    contact.refresh_from_db()
    assert (contact.state, contact.outcome) == ("ended", "talked")
    assert state_of(cast.anna) == ("wrap_up", "")


def loses_her_phone(cast: Cast, at: datetime) -> int:
    """Anna's tab dies in mid-call while Bo is free; returns the offer she had accepted."""
    cast.ready(cast.bo)
    route.phone_seen(node="main", sip_user="anna-s", reachable=False, at=at)
    return Offer.objects.get().pk


def test_a_lost_agent_never_ends_the_callers_call(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    offer = Offer.objects.get(pk=loses_her_phone(cast, at))
    wishes = answer.agent_left(offer_id=offer.pk, lost=True, at=at)
    assert wishes == [Disconnect(contact_id=contact.pk, caller_channel="c1", agent_channel=offer.channel)]
    contact.refresh_from_db()
    assert contact.state == "waiting"
    assert state_of(cast.anna) == ("offline", "phone_lost")


def test_an_agent_who_reloads_gets_the_same_caller_back_without_ringing(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna)
    answer.agent_left(offer_id=loses_her_phone(cast, at), lost=True, at=at)
    ring = rung(route.phone_seen(node="main", sip_user="anna-s", reachable=True, at=at + timedelta(seconds=3)))
    assert [(one.endpoint, one.auto_answer) for one in ring] == [("PJSIP/anna-s", True)]


def test_a_caller_whose_agent_stays_away_gets_the_next_one(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna)
    answer.agent_left(offer_id=loses_her_phone(cast, at), lost=True, at=at)
    assert rung(route.match_all(node="main", at=at + timedelta(seconds=5))) == []
    ring = rung(route.match_all(node="main", at=at + timedelta(seconds=13)))
    assert [one.endpoint for one in ring] == ["PJSIP/bo-s"]


def rescued(at: datetime, *, answered: datetime | None = None, ended: datetime | None = None, key: str = "r1") -> None:
    """The rescue plan's log tells of a call of Cem's that began at `at`."""
    arrive.rescued_call(
        node="main", key=key, caller_number=CEM, trunk="demo", dialled=TROUBLE, arrived_at=at,
        answered_at=answered, answered_by="PJSIP/duty", ended_at=ended, at=at + timedelta(minutes=5),
    )  # fmt: skip


def test_a_caller_whom_nobody_on_duty_answers_comes_back_to_us_at_the_old_place(cast: Cast, at: datetime) -> None:
    rescued(at)
    cast.ready(cast.anna)
    back = at + timedelta(seconds=40)
    assert rung(cast.dials(CEM, channel="r1", at=back))[0].caller_name == "Cem Caller"
    rescued(at)  # the log is read again after a restart
    contact = Contact.objects.get()
    assert (contact.state, contact.arrived_at) == ("offered", at)


def test_a_caller_we_hear_of_before_the_log_is_read_keeps_the_earlier_place(cast: Cast, at: datetime) -> None:
    cast.dials(CEM, channel="r1", at=at + timedelta(seconds=40))
    rescued(at)
    contact = Contact.objects.get()
    assert (contact.state, contact.arrived_at) == ("waiting", at)


def test_a_conversation_with_the_people_on_duty_is_kept_like_any_other(cast: Cast, at: datetime) -> None:
    rescued(at, answered=at + timedelta(seconds=4), ended=at + timedelta(minutes=2))
    recording = Recording.objects.get()
    assert (recording.channel, recording.state, recording.due_at) == ("r1", "raw", at + timedelta(minutes=2))


def test_an_answer_by_the_people_on_duty_counts_though_the_end_was_heard_of_first(cast: Cast, at: datetime) -> None:
    rescued(at)
    answer.caller_left(node="main", channel="r1", lost=False, at=at + timedelta(minutes=2))
    assert Contact.objects.get().left_at == at + timedelta(minutes=2)
    for _ in range(2):
        rescued(at, answered=at + timedelta(seconds=4), ended=at + timedelta(minutes=2))
    contact = Contact.objects.get()
    assert (contact.state, contact.outcome, contact.answered_at) == ("ended", "talked", at + timedelta(seconds=4))
    assert [fact.event for fact in contact.facts.order_by("id")].count("answered") == 1
    assert Recording.objects.get().state == "raw"


def test_what_the_rescue_plan_did_is_read_in_once(cast: Cast, at: datetime) -> None:
    for _ in range(2):
        arrive.rescued_call(
            node="main", key="r1", caller_number=CEM, trunk="demo", dialled=TROUBLE, arrived_at=at,
            answered_at=at + timedelta(seconds=4), answered_by="PJSIP/duty", ended_at=at + timedelta(minutes=2),
            at=at + timedelta(minutes=5),
        )  # fmt: skip
    contact = Contact.objects.get()
    assert (contact.state, contact.outcome, contact.customer) == ("ended", "talked", cast.cem)
    assert [fact.event for fact in contact.facts.order_by("id")] == [
        "arrived", "rescue_took", "answered", "connected", "caller_hung_up",
    ]  # fmt: skip
