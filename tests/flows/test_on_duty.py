"""People on duty: rung one after another until one comes, beside whoever is at work, while the caller stays in line."""

from datetime import datetime, time, timedelta

import pytest
from tests.cast import CEM, TROUBLE, ZED, Cast, rung

from yesline.calls.ports import ChannelSeen, Connect, HangUp, Outside, RingAgent, StopRinging, Wish
from yesline.cases.models import Case
from yesline.contacts.models import Contact, Fact
from yesline.flows import answer, arrive, come_back, route, wrap_up
from yesline.orgs.models import Number, Opening, PlanStep
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Phone, Turn

SECOND = timedelta(seconds=1)
MOBILES = {"anna": "+79215550170", "bo": "+79215550171", "oleg": "+79215550172"}
EMERGENCY = "+78182550112"


def on_duty(
    cast: Cast, agent: Agent, *, position: int = 1, purpose: str = "anybody", number: str | None = None
) -> Turn:
    """Around the clock, every day."""
    e164 = MOBILES[agent.user.username] if number is None else number
    for weekday in range(7):
        turn = Turn.objects.create(
            organisation=cast.network, agent=agent, purpose=purpose, position=position, weekday=weekday,
            begins=time(0), ends=time(0), number=e164,
        )  # fmt: skip
    return turn


def round_at(at: datetime) -> list[Wish]:
    return route.match_all(node="main", at=at)


def numbers(wishes: list[Wish]) -> list[str]:
    """Whose mobiles are to ring."""
    return [ring.outside.number for ring in rung(wishes) if ring.outside]


def facts(contact: Contact) -> list[str]:
    return list(Fact.objects.filter(contact=contact).order_by("pk").values_list("event", flat=True))


def state_of(agent: Agent) -> tuple[str, str]:
    now = Agent.objects.get(pk=agent.pk)
    return now.state, now.state_reason


def picks_up(ring: RingAgent, at: datetime) -> list[Wish]:
    return answer.agent_answered(offer_id=ring.offer_id, channel=f"offer-{ring.offer_id}", at=at)


def test_with_nobody_signed_in_the_one_on_duty_is_rung_at_once_though_they_are_offline(
    cast: Cast, at: datetime
) -> None:
    on_duty(cast, cast.bo)
    assert rung(cast.dials(CEM)) == []
    (ring,) = rung(round_at(at + SECOND))

    assert ring.outside == Outside(trunk="demo", address="127.0.0.2", number=MOBILES["bo"], shown_as=TROUBLE)
    assert (ring.ring_for, ring.caller_name) == (30, "Cem Caller")
    contact = Contact.objects.get()
    assert (contact.state, facts(contact)) == ("waiting", ["arrived", "duty_rung"])
    assert round_at(at + 2 * SECOND) == []


def test_by_their_desk_phone_if_no_mobile_is_named(cast: Cast, at: datetime) -> None:
    Phone.objects.create(agent=cast.bo, kind="sip", sip_user="bo-desk")
    on_duty(cast, cast.bo, number="")
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    assert (ring.endpoint, ring.outside, ring.ring_for) == ("PJSIP/bo-desk", None, 20)


def test_who_accepts_talks_to_the_caller_and_is_what_they_were_afterwards(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    wishes = picks_up(ring, at + 9 * SECOND)

    contact = Contact.objects.get()
    channel = f"offer-{ring.offer_id}"
    assert wishes == [Connect(contact_id=contact.pk, caller_channel="c1", agent_channel=channel)]
    assert (contact.state, contact.agent_id, contact.answered_at) == ("talking", cast.bo.pk, at + 9 * SECOND)
    answer.connected(contact_id=contact.pk, at=at + 9 * SECOND)
    answer.caller_left(node="main", channel="c1", lost=False, at=at + 60 * SECOND)

    assert state_of(cast.bo) == ("offline", "")
    contact.refresh_from_db()
    assert (contact.state, contact.outcome, contact.wrapped_up_at) == ("ended", "talked", at + 60 * SECOND)
    case = Case.objects.get()
    assert (case.owner_id, case.customer_id) == (cast.bo.pk, cast.cem.pk)
    assert facts(contact) == ["arrived", "duty_rung", "answered", "connected", "caller_hung_up"]


def test_the_next_is_rung_when_one_does_not_come_and_after_a_pause_the_first_again(cast: Cast, at: datetime) -> None:
    """The technician who does not wake up."""
    on_duty(cast, cast.bo, position=1)
    on_duty(cast, cast.anna, position=2)
    cast.dials(CEM)
    (first,) = rung(round_at(at))

    second = route.offer_not_answered(offer_id=first.offer_id, at=at + 30 * SECOND)
    assert (StopRinging(offer_id=first.offer_id) in second, numbers(second)) == (True, [MOBILES["anna"]])
    assert state_of(cast.bo) == ("offline", "")
    pause = route.offer_declined(offer_id=rung(second)[0].offer_id, at=at + 40 * SECOND)
    assert numbers(pause) == []
    assert numbers(round_at(at + 69 * SECOND)) == []
    assert numbers(round_at(at + 70 * SECOND)) == [MOBILES["bo"]]
    contact = Contact.objects.get()
    assert contact.state == "waiting"
    assert facts(contact) == [
        "arrived", "duty_rung", "duty_not_taken", "duty_rung", "duty_not_taken", "duty_rung"
    ]  # fmt: skip


def test_a_night_without_an_answer_is_watched_to_its_end(cast: Cast, at: datetime) -> None:
    """Nobody tells how it ended: offers end by their own time, and it goes on for as long as the caller waits."""
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    rings = [len(numbers(round_at(at + seconds * SECOND))) for seconds in range(600)]
    assert (sum(rings), Contact.objects.get().state) == (10, "waiting")


def test_whoever_becomes_free_at_work_meanwhile_has_the_caller_and_the_one_on_duty_sleeps_on(
    cast: Cast, at: datetime
) -> None:
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    (mobile,) = rung(round_at(at))
    cast.ready(cast.anna)
    (desk,) = rung(round_at(at + SECOND))
    assert desk.endpoint == "PJSIP/anna-s"

    wishes = picks_up(desk, at + 2 * SECOND)
    assert StopRinging(offer_id=mobile.offer_id) in wishes
    assert state_of(cast.bo) == ("offline", "")
    assert picks_up(mobile, at + 3 * SECOND) == [HangUp(channel=f"offer-{mobile.offer_id}")]
    assert Contact.objects.get().agent_id == cast.anna.pk


def test_if_the_one_on_duty_is_first_whoever_is_rung_at_work_is_free_again(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    (mobile,) = rung(round_at(at))
    cast.ready(cast.anna)
    (desk,) = rung(round_at(at + SECOND))

    wishes = picks_up(mobile, at + 2 * SECOND)
    assert StopRinging(offer_id=desk.offer_id) in wishes
    assert (state_of(cast.anna), state_of(cast.bo)) == (("available", ""), ("talking", ""))


def test_own_people_who_are_ready_come_first_and_the_rota_after_the_plans_seconds(cast: Cast, at: datetime) -> None:
    """Closed, and Anna is at her desk all the same, busy."""
    Opening.objects.create(organisation=cast.network, weekday=0, opens="09:00", closes="18:00")
    on_duty(cast, cast.bo)
    cast.talking(cast.anna, ZED, channel="c0")
    cast.dials(CEM)
    assert numbers(round_at(at + 14 * SECOND)) == []
    assert numbers(round_at(at + 15 * SECOND)) == [MOBILES["bo"]]


@pytest.mark.parametrize(("after", "seconds"), [(60, [60]), (None, [])])
def test_an_organisation_says_after_how_long_or_never(
    cast: Cast, at: datetime, after: int | None, seconds: list[int]
) -> None:
    PlanStep.objects.create(organisation=cast.network, situation="busy", step="rota", after=after)
    on_duty(cast, cast.bo)
    cast.talking(cast.anna, ZED, channel="c0")
    cast.dials(CEM)
    assert [after for after in (1, 59, 60) if numbers(round_at(at + after * SECOND))] == seconds
    assert Contact.objects.get(customer_number=CEM).state == "waiting"


def test_without_a_rota_a_caller_waits_and_is_never_sent_away(cast: Cast, at: datetime) -> None:
    cast.dials(CEM)
    assert [round_at(at + hours * timedelta(hours=1)) for hours in range(9)] == [[]] * 9
    assert Contact.objects.get().state == "waiting"


def test_an_emergency_is_first_in_line_and_rings_those_on_duty_at_once_beside_those_at_work(
    cast: Cast, at: datetime
) -> None:
    Number.objects.create(organisation=cast.network, trunk=cast.trunk, e164=EMERGENCY, kind="emergency")
    oleg = cast.agent("oleg", cast.network)
    on_duty(cast, cast.bo)
    on_duty(cast, oleg, purpose="emergencies")
    cast.dials(CEM, channel="c0")
    cast.ready(cast.anna)
    wishes = cast.dials(ZED, to=EMERGENCY, channel="c1")
    by = [ring.endpoint if ring.outside is None else ring.outside.number for ring in rung(wishes)]
    assert by == ["PJSIP/anna-s", MOBILES["oleg"]]
    first = Contact.objects.get(customer_number=ZED)
    assert {one.contact_id for one in Offer.objects.filter(state="live")} == {first.pk}


def test_ordinary_callers_do_not_wake_who_is_there_for_emergencies(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo, purpose="emergencies")
    cast.dials(CEM)
    assert numbers(round_at(at + timedelta(minutes=9))) == []


def test_nobody_on_duty_is_rung_for_two_callers(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo, position=1)
    on_duty(cast, cast.anna, position=2)
    cast.dials(CEM, channel="c1")
    cast.dials(ZED, channel="c2")
    rings = rung(round_at(at))
    assert [ring.outside.number for ring in rings if ring.outside] == [MOBILES["bo"], MOBILES["anna"]]
    assert {Offer.objects.get(pk=ring.offer_id).contact.customer_number for ring in rings} == {CEM, ZED}
    assert round_at(at + SECOND) == []


def test_a_caller_who_hangs_up_leaves_everybody_in_peace_and_is_owed_a_call_nobody_is_woken_for(
    cast: Cast, at: datetime
) -> None:
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    wishes = answer.caller_left(node="main", channel="c1", lost=False, at=at + 20 * SECOND)
    assert wishes == [StopRinging(offer_id=ring.offer_id)]
    assert state_of(cast.bo) == ("offline", "")
    contact = Contact.objects.get()
    assert (contact.state, contact.left_at) == ("waiting", at + 20 * SECOND)
    assert numbers(round_at(at + timedelta(hours=1))) == []


def test_what_they_were_is_what_they_are_again(cast: Cast, at: datetime) -> None:
    Agent.objects.filter(pk=cast.bo.pk).update(state="break", state_reason="lunch")
    on_duty(cast, cast.bo)
    PlanStep.objects.create(organisation=cast.network, situation="busy", step="rota", after=0)
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    assert state_of(cast.bo) == ("offered", "")
    route.offer_not_answered(offer_id=ring.offer_id, at=at + 30 * SECOND)
    assert state_of(cast.bo) == ("break", "lunch")


def test_a_lost_mobile_does_not_end_the_callers_call_and_the_next_is_rung(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo, position=1)
    on_duty(cast, cast.anna, position=2)
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    picks_up(ring, at + 5 * SECOND)
    answer.agent_left(offer_id=ring.offer_id, lost=True, at=at + 30 * SECOND)
    contact = Contact.objects.get()
    assert (contact.state, contact.kept_until, state_of(cast.bo)) == ("waiting", None, ("offline", ""))
    assert numbers(round_at(at + 31 * SECOND)) == [MOBILES["anna"]]


def test_somebody_signed_in_who_was_on_duty_finishes_the_notes_as_always(cast: Cast, at: datetime) -> None:
    """Bo is ready for the bank's callers in another language; the network's plan rings him all the same."""
    PlanStep.objects.create(organisation=cast.network, situation="nobody", step="rota", after=0)
    Agent.objects.filter(pk=cast.bo.pk).update(languages=["bg"])
    cast.ready(cast.bo)
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    picks_up(ring, at)
    answer.caller_left(node="main", channel="c1", lost=False, at=at + 60 * SECOND)
    assert state_of(cast.bo) == ("wrap_up", "")
    wrap_up.finish(seat=cast.seat(cast.bo), contact_id=Contact.objects.get().pk, at=at + 61 * SECOND)
    assert state_of(cast.bo) == ("available", "")


def test_a_controller_that_died_in_between_leaves_nobody_ringing(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    caller = ChannelSeen(id="c1", state="Ring", app_args=("in", "demo", TROUBLE))
    come_back.reconcile(node="main", channels=[caller], bridges=[], switch_began_at=None, at=at + 9 * SECOND)
    assert Offer.objects.get(pk=ring.offer_id).state == "withdrawn"
    assert state_of(cast.bo) == ("offline", "")
    assert Contact.objects.get().state == "waiting"
    assert numbers(round_at(at + 39 * SECOND)) == [MOBILES["bo"]]


def test_when_the_rescue_plan_takes_the_caller_the_one_on_duty_is_left_in_peace(cast: Cast, at: datetime) -> None:
    on_duty(cast, cast.bo)
    cast.dials(CEM)
    (ring,) = rung(round_at(at))
    wishes = arrive.gone_to_rescue(node="main", channel="c1", at=at + SECOND)
    assert wishes == [StopRinging(offer_id=ring.offer_id)]
    assert state_of(cast.bo) == ("offline", "")
