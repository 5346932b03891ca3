"""Everything the office does, done with no more rights than the role `yesline_web` has."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import psycopg
import pytest
from django.db import transaction
from tests.isolation.conftest import AT, House, Web

from yesline.contacts.models import Contact, Fact
from yesline.flows import belong, elsewhere, foresee, invite, set_up
from yesline.kernel.errors import NotNow, NotYours
from yesline.staff import queries as staff
from yesline.staff.invitations.queries import Invited

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna_administers(house: House, owner_url: str) -> Iterator[None]:
    words = "UPDATE staff_membership SET role = %s WHERE agent_id = %s"
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(words, ["admin", house.cast.anna.pk])
        yield
        owner.execute(words, ["agent", house.cast.anna.pk])


def test_every_deed_of_the_office_needs_no_more_rights(
    house: House,
    anna_administers: None,
    signed_in_as_web: None,
) -> None:
    with transaction.atomic():
        seat = staff.act_as(house.cast.anna.user_id)
        (network,) = set_up.administered(seat=seat)
        given = {"seat": seat, "organisation": network, "at": AT}
        set_up.say(
            **given, name="New", timezone="Europe/Sofia", language="bg", greeting="Hello", colour="#112233",
            case_due_for=timedelta(hours=1), recordings_kept_for=timedelta(days=1), topics=["A thing"],
        )  # fmt: skip
        set_up.show_logo(**given, png=b"\x89PNG\r\n\x1a\n")
        set_up.say_notice(**given, sound="/a/b")
        set_up.open_on(**given, week=[(0, time(9), time(18))])
        set_up.add_holiday(**given, day=date(2027, 1, 1), name="New year", hours=None)
        line = set_up.add_line(
            **given, name="new", addresses=["203.0.113.1"], country="RU", answer_after=timedelta(seconds=9), max_calls=1
        )
        set_up.change_line(**given, trunk_id=line.pk, addresses=["203.0.113.2"], max_calls=2)
        number = set_up.add_number(**given, trunk_id=line.pk, written="88182550190", kind="orders", language="")
        set_up.remove_number(**given, number_id=number.pk)
        set_up.put_on_duty(**given, phone_ids=[])
        elsewhere.note(**given, name="Gas", written="88182550904", hours="", note="")
        elsewhere.search(seat=seat, like="gas")
        invite.invite(**given, name="N", email="", role="agent", fluency={})
        found = invite.people_of(seat=seat, organisation=network)
        invite.take_back(**given, invitation_id=found.invitations[0].pk)
        invite.change_person(**given, agent_id=house.cast.bo.pk, role="lead", fluency={"en": "native"})
        invite.let_go(**given, agent_id=house.cast.bo.pk)
        foresee.call(seat=seat, organisation=network, written="1", country="RU", moment=AT)
        assert set_up.looked(seat=seat, organisation=network, verbs=["office."])
        set_up.progress(seat=seat, organisation=network)
        transaction.set_rollback(True)


def test_who_is_invited_becomes_an_agent_without_any_right_to_make_users(
    house: House,
    anna_administers: None,
    signed_in_as_web: None,
) -> None:
    with transaction.atomic():
        seat = staff.act_as(house.cast.anna.user_id)
        (network,) = set_up.administered(seat=seat)
        secret = invite.invite(
            seat=seat,
            organisation=network,
            name="N",
            email="",
            role="agent",
            fluency={"en": "good"},
            at=staff.clock.now(),
        )
        assert invite.invited(secret=secret) == Invited("Northern Network", "N", "", "agent", "Anna")
        user_id = invite.accept(secret=secret, username="nina", password="a sentence", name="Nina")
        nina = staff.act_as(user_id)
        assert (nina.agent.name, nina.agent.languages, nina.roles) == ("Nina", ["en"], {network.pk: "agent"})
        with pytest.raises(NotNow):
            invite.accept(secret=secret, username="again", password="a sentence", name="Again")
        with pytest.raises(NotYours):
            set_up.opened(seat=nina, slug=network.slug)
        transaction.set_rollback(True)


def test_moving_a_contact_needs_no_more_rights_and_its_facts_follow(
    house: House,
    owner_url: str,
    signed_in_as_web: None,
) -> None:
    """Bo answers for both; the network is the common one for a while."""
    contact = house.ended_contact
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("UPDATE orgs_organisation SET common = true WHERE id = %s", [house.cast.network.pk])
        try:
            with transaction.atomic():
                seat = staff.act_as(house.cast.bo.user_id)
                belong.whose(seat=seat, contact_id=contact.pk, at=AT)
                to = house.cast.bank.pk
                belong.move(seat=seat, contact_id=contact.pk, organisation_id=to, customer_id=None, at=AT)
                facts = Fact.objects.filter(contact=contact).values_list("organisation_id", flat=True)
                assert set(facts) == {to}
                moved = Contact.objects.select_related("number").get(pk=contact.pk)
                staff.act_as(house.cast.eve.user_id)  # of the bank: sees it now, with the number it came by
                assert Contact.objects.select_related("number").get(pk=contact.pk).number == moved.number
                transaction.set_rollback(True)
        finally:
            owner.execute("UPDATE orgs_organisation SET common = false WHERE id = %s", [house.cast.network.pk])


def test_who_has_an_account_joins_with_no_more_rights_and_is_seen_there(
    house: House,
    anna_administers: None,
    signed_in_as_web: None,
) -> None:
    cast = house.cast
    given = {"name": "E", "email": "", "role": "lead", "fluency": {}, "at": staff.clock.now()}
    with transaction.atomic():
        seat = staff.act_as(cast.anna.user_id)
        secret = invite.invite(seat=seat, organisation=cast.network, **given)
        assert invite.join(secret=secret, user_id=cast.eve.user_id) == "lead"
        assert staff.act_as(cast.eve.user_id).roles == {cast.network.pk: "lead", cast.bank.pk: "agent"}
        seat = staff.act_as(cast.anna.user_id)
        names = [one.agent.name for one in invite.people_of(seat=seat, organisation=cast.network).members]
        assert names == ["Anna", "Bo", "Eve"]  # Eve's home is the bank, which Anna does not see
        transaction.set_rollback(True)


def test_nobody_joins_as_somebody_else(house: House, web: Web) -> None:
    made_at, proof = staff.proof_of(house.cast.eve.user_id)
    web.signs_in(house.cast.eve)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.rows("SELECT * FROM yesline_join(%s, %s, %s, %s)", "secret", house.cast.anna.user_id, made_at, proof)
