"""Knowledge, with no more rights than the role `yesline_web` has, and past nobody's policy."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import transaction
from tests.isolation.conftest import AT, House, Web
from tests.isolation.test_rights import eve_administers  # noqa: F401 - a fixture

from yesline.flows import find, know
from yesline.knowledge.models import Fact
from yesline.knowledge.rules import Written
from yesline.staff import queries as staff

pytestmark = pytest.mark.django_db


def test_every_deed_with_a_fact_needs_no_more_rights(
    house: House,
    eve_administers: Callable[[], AbstractContextManager[None]],  # noqa: F811
    signed_in_as_web: None,
) -> None:
    with eve_administers(), transaction.atomic():
        seat = staff.act_as(house.cast.eve.user_id)
        given = {"seat": seat, "organisation": house.cast.bank, "at": AT}
        written = Written("Cash", "Free of charge", "en", house.cast.eve.pk, AT.date(), None)
        fact = know.write(**given, written=written)
        know.change(**given, fact_id=fact.pk, written=written)
        know.confirm(seat=seat, fact_id=fact.pk, at=AT)
        found = find.anything(seat=seat, text="cash", at=AT, language="en").facts
        assert [one.wording.title for one in found] == ["Cash"]
        know.forget(**given, fact_id=fact.pk)
        transaction.set_rollback(True)


def test_eve_finds_what_the_bank_knows_and_bo_what_both_know(house: House, signed_in_as_web: None) -> None:
    for agent, organisations in ((house.cast.eve, 1), (house.cast.bo, 2)):
        with transaction.atomic():
            seat = staff.act_as(agent.user_id)
            found = know.find(seat=seat, words=["refund"], otherwise=[], language="en", at=AT, most=9)
            assert len({one.fact.organisation_id for one in found}) == organisations


def test_the_function_filters_by_the_seal_and_by_nothing_that_is_asked(house: House, web: Web) -> None:
    words = "SELECT count(*) FROM yesline_find_facts('{refund}', current_date, 9)"
    assert web.one(words) == 0
    assert web.signs_in(house.cast.eve).one(words) == 1
    web.line.execute("SELECT set_config('yesline.organisations', %s, true)", [f"{house.cast.network.pk}/forged"])
    assert web.one(words) == 0


def test_whoever_is_no_administrator_says_that_a_fact_is_right_and_changes_no_word(house: House, web: Web) -> None:
    web.signs_in(house.cast.eve)
    assert (
        web.changes("UPDATE knowledge_fact SET checked_at = now()")
        == Fact.objects.filter(organisation=house.cast.bank).count()
    )
    assert web.changes("UPDATE knowledge_wording SET title = 'x'") == 0
