"""Who has left is still named where they worked, and nowhere else; a number on the floor opens as many rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.isolation.conftest import AT, House, Web

from yesline.flows import oversee, promise
from yesline.kernel import hints
from yesline.promises import actions as promises
from yesline.staff import actions, queries
from yesline.staff.models import Agent, Membership, Phone
from yesline.staff.queries import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def gil(house: House, django_db_blocker: Any) -> Agent:
    """He kept a promise of the bank's today, made another, and answers for the bank no more."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(hints, "_put", [].append)
        cast = house.cast
        gone = cast.agent("gil", cast.bank)
        case = cast.case(house.fay, cast.eve)
        for what in ("A new card", "A letter"):
            made = promises.make(case=case, what=what, due_at=AT + timedelta(minutes=9), by=gone, at=AT)
        promise.keep(seat=cast.seat(gone), promise_id=made.pk, at=AT)
        Phone.objects.get_or_create(agent=gone, kind="browser", sip_user="gil-b")
        actions.leave(Membership.objects.get(agent=gone), by=cast.eve, at=AT)
    return gone


@pytest.mark.parametrize("which", ["kept", "due", "risk"])
def test_a_number_of_promises_opens_as_many_rows(house: House, gil: Agent, signed_in_as_web: None, which: str) -> None:
    with transaction.atomic():
        eve = queries.act_as(house.cast.eve.user_id)
        leads = Seat(agent=eve.agent, roles=dict.fromkeys(eve.roles, "lead"))
        promised = oversee.floor(seat=leads, at=AT).promised
        number = {"kept": promised.kept, "due": promised.due, "risk": promised.at_risk}[which]
        rows, total = oversee.promises(seat=leads, which=which, page=1, at=AT)
        assert (number, total, "Gil" in {one.promise.keeper.name for one in rows}) == (len(rows), len(rows), True)


def test_they_are_named_to_those_they_worked_with_only(house: House, gil: Agent, web: Web) -> None:
    name = "SELECT name FROM staff_agent WHERE id = %s"
    assert web.signs_in(house.cast.eve).rows(name, gil.pk) == [("Gil",)]
    assert web.signs_in(house.cast.anna).rows(name, gil.pk) == []


def test_nothing_of_theirs_is_changed_and_their_phone_is_not_seen(house: House, gil: Agent, web: Web) -> None:
    web.signs_in(house.cast.eve)
    assert web.changes("UPDATE staff_agent SET state = 'break' WHERE id = %s", gil.pk) == 0
    assert web.rows("SELECT id FROM staff_phone WHERE agent_id = %s", gil.pk) == []
    assert len(web.rows("SELECT id FROM staff_phone WHERE agent_id = %s", house.cast.eve.pk)) == 1
