"""Everything a page does, done with no more rights than the role `yesline_web` has."""

from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from tests.isolation.conftest import AT, House

from yesline.cases.models import Case
from yesline.flows import (
    answer,
    be_heard,
    be_there,
    find,
    look_back,
    on_the_line,
    open_case,
    oversee,
    promise,
    recognise,
    review,
    wrap_up,
)
from yesline.kernel.errors import NotYours
from yesline.promises.models import Promise
from yesline.staff import queries as staff
from yesline.staff.queries import Seat

pytestmark = pytest.mark.django_db
PASSWORD = "a long password of Anna's"


def anna(house: House) -> Seat:
    return staff.act_as(house.cast.anna.user_id)


def test_every_sentence_of_the_desk_needs_no_more_rights(house: House, signed_in_as_web: None) -> None:
    contact_id, at = house.network_contact.pk, AT + timedelta(minutes=1)
    with transaction.atomic():
        seat = anna(house)
        assert on_the_line.line(seat=seat, at=at).stage == "talking"
        assert recognise.card_of_contact(seat=seat, contact_id=contact_id, at=at).customer == house.cast.cem
        assert recognise.called_before(contact=house.network_contact, since=at - timedelta(days=1)) == 0
        recognise.card_of_customer(seat=seat, customer_id=house.cast.dora.pk, at=at)
        recognise.choose(seat=seat, contact_id=contact_id, customer_id=house.cast.cem.pk, at=at)
        open_case.keep_draft(seat=seat, contact_id=contact_id, fields={"said": "More"}, at=at)
        wrap_up.about(seat=seat, contact_id=contact_id, topic_id=house.cast.no_internet.pk, at=at)
        open_case.save(
            seat=seat, contact_id=contact_id, said="The router is dark.", topic_id=house.cast.no_internet.pk, at=at
        )
        for ask in (answer.hold, answer.take_back, answer.dont_record, answer.hang_up):
            ask(seat=seat, contact_id=contact_id, at=at)
        be_heard.microphone(seat=seat, contact_id=contact_id, on=False, at=at)
        day = promise.my_day(seat=seat, at=at)
        assert (len(day.promises), len(day.cases)) == (2, 4)  # Bo is away, and she stands in
        promise.keep(seat=seat, promise_id=day.promises[0].pk, at=at)
        recording = (
            recognise.card_of_customer(seat=seat, customer_id=house.cast.cem.pk, at=at).history[0].recordings.get()
        )
        review.listen(seat=seat, recording_id=recording.pk, reason="to be sure", at=at)
        review.listened(seat=seat, at=at)


def test_the_box_and_the_floor_need_no_more_rights(house: House, signed_in_as_web: None) -> None:
    with transaction.atomic():
        found = find.anything(seat=anna(house), text="cem caller", at=AT)
        assert [one.full_name for one in found.people] == ["Cem Caller"]
    with transaction.atomic():
        eve = staff.act_as(house.cast.eve.user_id)
        assert [one.full_name for one in find.anything(seat=eve, text="caller", at=AT).people] == ["Fay Caller"]
        leads = Seat(agent=eve.agent, roles=dict.fromkeys(eve.roles, "lead"))
        seen = oversee.floor(seat=leads, at=AT)
        assert (seen.balance.came, {one.agent.name for one in seen.people}) == (1, {"Bo", "Eve"})
        rows = look_back.contacts(seat=leads, sought=look_back.Sought(), at=AT).rows
        assert [contact.pk for contact in rows] == [house.bank_contact.pk]
        assert look_back.story(seat=leads, contact_id=house.bank_contact.pk, at=AT).contact == house.bank_contact
        with pytest.raises(NotYours):
            look_back.story(seat=leads, contact_id=house.network_contact.pk, at=AT)


def test_taking_a_phone_and_saying_ready_needs_no_more_rights(house: House, signed_in_as_web: None) -> None:
    with transaction.atomic():
        seat = staff.act_as(house.cast.bo.user_id)
        assert be_there.take_phone(seat=seat, kind="browser", at=AT).kind == "browser"
        be_there.take_phone(seat=seat, kind="browser", at=AT)
        be_there.choose(seat=seat, state="break", at=AT)
        be_there.explain_break(seat=seat, reason="lunch", at=AT)


def test_finishing_the_notes_needs_no_more_rights(house: House, signed_in_as_web: None) -> None:
    """With something typed and not saved, so that a case is opened."""
    with transaction.atomic():
        seat = staff.act_as(house.cast.bo.user_id)
        wrap_up.finish(seat=seat, contact_id=house.ended_contact.pk, at=AT)
        assert on_the_line.line(seat=seat, at=AT).stage == "idle"


def test_eve_gets_nothing_of_the_network_whichever_id_she_asks_for(house: House, signed_in_as_web: None) -> None:
    contact_id, customer_id = house.network_contact.pk, house.cast.cem.pk
    case_id, promise_id = _ids(house)
    with transaction.atomic():
        seat = staff.act_as(house.cast.eve.user_id)
        for ask in (
            lambda: recognise.card_of_contact(seat=seat, contact_id=contact_id, at=AT),
            lambda: recognise.card_of_customer(seat=seat, customer_id=customer_id, at=AT),
            lambda: answer.hang_up(seat=seat, contact_id=contact_id, at=AT),
            lambda: be_heard.microphone(seat=seat, contact_id=contact_id, on=False, at=AT),
            lambda: promise.keep(seat=seat, promise_id=promise_id, at=AT),
            lambda: open_case.save(
                seat=seat, contact_id=house.bank_contact.pk, said="x", topic_id=None, case_id=case_id, at=AT
            ),
        ):
            with pytest.raises(NotYours):
                ask()


def _ids(house: House) -> tuple[int, int]:
    with transaction.atomic():
        anna(house)
        return Case.objects.latest("pk").pk, Promise.objects.latest("pk").pk


@pytest.fixture
def a_password(house: House, owner_url: str) -> str:
    """Anna's own, given to her by an administrator."""
    with psycopg.connect(owner_url) as owner:
        owner.execute(
            "UPDATE auth_user SET password = %s WHERE id = %s", [make_password(PASSWORD), house.cast.anna.user_id]
        )
    return PASSWORD


def test_somebody_signs_in_with_a_password_and_works(house: House, a_password: str, signed_in_as_web: None) -> None:
    """The whole way, with the rights of the role alone: the gate, the session, the door, the desk, and out again."""
    browser = Client()
    assert browser.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"
    answered = browser.post("/accounts/login/", {"login": "anna", "password": a_password})
    assert (answered.status_code, answered.headers.get("Location")) == (302, "/desk/")
    assert "Cem Caller" in browser.get("/desk/").content.decode()
    assert browser.post("/desk/state/", {"state": "break"}).status_code == 409  # she is talking
    typed = {"said": "Still dark", "topic": "", "case": ""}
    assert browser.post(f"/desk/contacts/{house.network_contact.pk}/draft/", typed).status_code < 300
    assert browser.post(f"/desk/contacts/{house.bank_contact.pk}/draft/", typed).status_code in {403, 404}
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/desk/").status_code == 302


def test_the_key_of_a_session_stands_in_no_table(house: House, a_password: str, signed_in_as_web: None) -> None:
    """Who reads the table of sessions can't go on as anybody in it; who signs out is out, wherever the cookie went."""
    browser, thief = Client(), Client()
    browser.post("/accounts/login/", {"login": "anna", "password": a_password})
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    kept = Session.objects.values_list("session_key", flat=True)
    assert (len(kept), key in kept) == (1, False)
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept[0]
    assert thief.get("/desk/").status_code == 302
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/desk/").status_code == 200
    browser.post("/accounts/logout/")
    assert (thief.get("/desk/").status_code, Session.objects.count()) == (302, 0)
