"""The rescue plan and "what happens at …?" follow the rota."""

from datetime import UTC, datetime, time, timedelta

from tests.cast import BANK, ORDERS, TROUBLE, Cast
from tests.flows.test_on_duty import MOBILES, on_duty

from yesline.calls.ports import PushPhone
from yesline.flows import be_there, foresee
from yesline.orgs.models import Organisation, PlanStep
from yesline.staff.models import Agent, DutyPhone, Membership, Phone, Turn

NIGHT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # Sunday, three o'clock in Moscow


def desk_phone(agent: Agent) -> str:
    phone = Phone.objects.create(agent=agent, kind="sip", sip_user=f"{agent.user.username}-desk")
    return phone.endpoint


def turn(cast: Cast, agent: Agent, begins: int, ends: int, *, organisation: Organisation | None = None) -> None:
    for weekday in range(7):
        Turn.objects.create(
            organisation=organisation or cast.network, agent=agent, purpose="faults", weekday=weekday,
            begins=time(begins), ends=time(ends),
        )  # fmt: skip


def rung_by_the_switch(at: datetime) -> dict[str, tuple[str, ...]]:
    return {line.dialled: line.endpoints for line in be_there.rescue_plan(at=at).lines}


def test_the_switch_rings_who_is_on_duty_now_then_who_is_next_then_those_it_always_had(
    cast: Cast, at: datetime
) -> None:
    """It is a quarter to three in the afternoon."""
    annas, bos = desk_phone(cast.anna), desk_phone(cast.bo)
    turn(cast, cast.anna, 9, 18)
    turn(cast, cast.bo, 18, 9)
    DutyPhone.objects.create(organisation=cast.network, position=1, name="The office", endpoint="PJSIP/office")
    assert rung_by_the_switch(at)[TROUBLE] == (annas, bos, "PJSIP/office")
    assert rung_by_the_switch(at + timedelta(hours=9))[TROUBLE] == (bos, annas, "PJSIP/office")


def test_a_number_rings_those_on_duty_for_it_and_no_other_organisations(cast: Cast, at: datetime) -> None:
    bos = desk_phone(cast.bo)
    turn(cast, cast.bo, 0, 0)
    plan = rung_by_the_switch(at)
    assert (plan[TROUBLE], plan[ORDERS], plan[BANK]) == ((bos,), (), ())


def test_a_mobile_is_no_telephone_of_the_rescue_plan(cast: Cast, at: datetime) -> None:
    """The switch alone asks for no key: a voicemail would answer."""
    on_duty(cast, cast.bo)
    assert rung_by_the_switch(at)[TROUBLE] == ()


def test_desk_phones_on_the_rota_are_brought_to_the_switch_in_use_or_not(cast: Cast, at: datetime) -> None:
    desk_phone(cast.bo)
    turn(cast, cast.bo, 0, 0)
    pushed = [wish.sip_user for wish in be_there.phones_and_duty(at=at) if isinstance(wish, PushPhone)]
    assert pushed == ["bo-desk"]


def foreseen(cast: Cast, dialled: str = TROUBLE, moment: datetime = NIGHT) -> foresee.Foreseen:
    Membership.objects.filter(agent=cast.anna).update(role="admin")
    seat = cast.seat(cast.anna)
    return foresee.call(seat=seat, organisation=cast.network, written=dialled, country="RU", moment=moment)


def test_a_call_on_sunday_at_three_is_thought_through_to_whom_it_rings_and_when(cast: Cast) -> None:
    desk_phone(cast.bo)
    turn(cast, cast.bo, 18, 9)
    on_duty(cast, cast.anna)
    PlanStep.objects.create(organisation=cast.network, situation="nobody", step="rota", after=5)
    found = foreseen(cast)
    assert [(one.agent.name, one.by) for one in found.rung] == [("Anna", "+7 921 555-01-70"), ("Bo", "")]
    assert (found.rung_after, found.rung_after_alone) == (120, 5)  # always open: so they are busy
    assert MOBILES["anna"] == "+79215550170"
    assert [one.agent.name for one in foreseen(cast, ORDERS).rung] == ["Anna"]


def test_with_nobody_on_duty_it_says_so(cast: Cast) -> None:
    assert foreseen(cast).rung == []
