"""The rota, the plan and the technician, done with no more rights than the role `yesline_web` has."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from tests.isolation.conftest import AT, House
from tests.isolation.test_office import anna_administers  # noqa: F401 - a fixture

from yesline.flows import call_in, foresee, plan, rota, set_up
from yesline.kernel.errors import NotYours
from yesline.staff import queries as staff
from yesline.staff.models import Swap

pytestmark = pytest.mark.django_db
MOBILE = "8 921 555-01-70"


def test_duty_is_planned_swapped_and_struck(
    house: House,
    anna_administers: None,  # noqa: F811
    signed_in_as_web: None,
) -> None:
    with transaction.atomic():
        seat = staff.act_as(house.cast.anna.user_id)
        (network,) = set_up.administered(seat=seat)
        given = {"seat": seat, "organisation": network, "at": AT}
        rota.plan(
            **given, agent_id=house.cast.anna.pk, purpose="faults", position=1, on=[3, 4], begins=time(0),
            ends=time(0), number=MOBILE,
        )  # fmt: skip
        duties, _asked = rota.mine(seat=seat, at=AT)
        spell = next(one.spell for one in duties if one.spell.purpose == "faults")
        rota.ask(
            seat=seat, organisation_id=network.pk, turn_id=spell.turn_id, day=spell.day, agent_id=house.cast.bo.pk,
            at=AT,
        )  # fmt: skip
        swap = Swap.objects.filter(turn_id=spell.turn_id).latest("pk")
        bo = staff.act_as(house.cast.bo.user_id)
        rota.answer(seat=bo, swap_id=swap.pk, to="accepted", number=MOBILE, at=AT)
        seat = staff.act_as(house.cast.anna.user_id)
        plan.change(**given, steps={("busy", "rota"): 30})
        plan.warnings(organisation=network, at=AT)
        assert len(foresee.call(seat=seat, organisation=network, written="1", country="RU", moment=AT).rung) == 1
        for turn in rota.turns(seat=seat, organisation=network):
            rota.strike(**given, turn_id=turn.pk)
        assert rota.turns(seat=seat, organisation=network) == []
        transaction.set_rollback(True)


def test_the_technician_is_called_from_the_desk(
    house: House,
    anna_administers: None,  # noqa: F811
    signed_in_as_web: None,
) -> None:
    at = AT + timedelta(minutes=1)
    with transaction.atomic():
        seat = staff.act_as(house.cast.anna.user_id)
        (network,) = set_up.administered(seat=seat)
        rota.plan(
            seat=seat, organisation=network, agent_id=house.cast.bo.pk, purpose="faults", position=1, on=[3],
            begins=time(0), ends=time(0), number=MOBILE, at=at,
        )  # fmt: skip
        with pytest.raises(NotYours):
            call_in.ask(seat=seat, contact_id=house.bank_contact.pk, at=at)
        assert call_in.state_of(contact=house.network_contact).stage == "ringing"
        transaction.set_rollback(True)


def test_eve_sees_nothing_of_the_networks_duty(house: House, signed_in_as_web: None) -> None:
    with transaction.atomic():
        eve = staff.act_as(house.cast.eve.user_id)
        duties, asked = rota.mine(seat=eve, at=AT)
        assert {one.organisation.pk for one in duties} == {house.cast.bank.pk}
        assert {one.organisation_id for one in asked} == {house.cast.bank.pk}
        assert rota.duties(organisation=house.cast.network, since=AT, until=AT + timedelta(days=7)) == []
