"""Nobody is at work: the people on duty are rung until one of them comes, and the caller is never sent away."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.story.conftest import MOBILE, MOBILE_HZ, TAMARA, TROUBLE, Stage
from tests.story.house import House, until

from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.running.hearing import share
from yesline.staff import rules

pytestmark = pytest.mark.story
INTERCOM = "+78182550300"


@pytest.fixture
def rota(house: House) -> Iterator["Rota"]:
    yield Rota(house)
    house.write("DELETE FROM staff_turn")
    house.write("DELETE FROM orgs_holiday WHERE name = 'a night'")


class Rota:
    """Who is on duty around the clock."""

    def __init__(self, house: House) -> None:
        self.house = house

    def names(self, username: str, slug: str, *, position: int = 1, number: str = "", purpose: str = "anybody") -> None:
        self.house.write(
            "INSERT INTO staff_turn (organisation_id, agent_id, purpose, position, weekday, begins, ends, number)"
            " SELECT o.id, a.id, %s, %s, day, '00:00', '00:00', %s FROM orgs_organisation o, staff_agent a"
            " JOIN auth_user u ON u.id = a.user_id, generate_series(0, 6) AS day WHERE o.slug = %s AND u.username = %s",
            purpose, position, number, slug, username,
        )  # fmt: skip

    def is_closed(self, slug: str) -> None:
        self.house.write(
            "INSERT INTO orgs_holiday (organisation_id, day, name) SELECT id, %s, 'a night' FROM orgs_organisation"
            " WHERE slug = %s",
            datetime.now(ZoneInfo("Europe/Moscow")).date(), slug,
        )  # fmt: skip


def slug_of(house: House, number: str) -> str:
    ((slug,),) = house.rows(
        "SELECT slug FROM orgs_organisation WHERE id = (SELECT organisation_id FROM orgs_number WHERE e164 = %s)",
        number,
    )
    return str(slug)


def test_the_intercom_caller_at_night_with_nobody_signed_in_reaches_a_person(
    stage: Stage, house: House, mobile: SipPhone, rota: Rota
) -> None:
    """«…извините но все специалисты заняты, сказал как отрезал…»: the door is broken, it is night, somebody comes."""
    slug = slug_of(house, INTERCOM)
    rota.is_closed(slug)
    rota.names("anna", slug, number=MOBILE)
    caller = stage.caller(TAMARA, hz=700)

    caller.dials(INTERCOM)
    mobile.wait("CALL_INCOMING")
    mobile.answer()
    until(lambda: share(mobile.hears, 440) > 0.5, what="the tones that ask for a key")
    mobile.press("5")
    caller.is_connected()
    caller.hears(MOBILE_HZ)
    until(lambda: share(mobile.hears, caller.hz) > 0.8, what="the caller at the mobile")
    caller.was_not_hung_up_on()
    caller.hangs_up()
    mobile.wait("CALL_CLOSED")

    until(
        lambda: house.rows("SELECT state FROM contacts_contact ORDER BY id DESC LIMIT 1") == [("ended",)],
        what="the end",
    )
    ((outcome, name, state, cases),) = house.rows(
        "SELECT c.outcome, u.username, a.state, (SELECT count(*) FROM cases_casecontact WHERE contact_id = c.id)"
        " FROM contacts_contact c JOIN staff_agent a ON a.id = c.agent_id JOIN auth_user u ON u.id = a.user_id"
        " ORDER BY c.id DESC LIMIT 1"
    )
    assert (outcome, name, state, cases) == ("talked", "anna", "offline", 1)


def test_the_technician_who_does_not_wake_up_and_the_next_who_does(
    stage: Stage, house: House, mobile: SipPhone, rota: Rota, tmp_path_factory: pytest.TempPathFactory
) -> None:
    slug = slug_of(house, TROUBLE)
    rota.names("oleg", slug, purpose="faults", position=1)
    rota.names("anna", slug, purpose="faults", position=2, number=MOBILE)
    ((epoch,),) = house.rows("SELECT epoch FROM staff_phone WHERE sip_user = 'oleg-desk'")
    secret = rules.phone_secret(house.home.secret("secret-key"), sip_user="oleg-desk", epoch=epoch)
    silence = tones.tone(tmp_path_factory.mktemp("oleg") / "hums.wav", 900, 60)
    with SipPhone(
        house.phones, user="oleg-desk", server=house.sip, address="127.0.0.3", plays=silence, password=secret
    ) as olegs:
        caller = stage.caller(TAMARA, hz=700)
        caller.dials(TROUBLE)
        olegs.wait("CALL_INCOMING")
        mobile.wait("CALL_INCOMING", timeout=40)
        mobile.answer()
        until(lambda: share(mobile.hears, 440) > 0.5, what="the tones that ask for a key")
        mobile.press("1")
        caller.hears(MOBILE_HZ)
        caller.was_not_hung_up_on()
        caller.hangs_up()
    facts = house.rows(
        "SELECT event FROM contacts_fact WHERE contact_id = (SELECT max(id) FROM contacts_contact) AND event <> 'told'"
        " ORDER BY id"
    )
    assert [event for (event,) in facts][:5] == ["arrived", "duty_rung", "duty_not_taken", "duty_rung", "answered"]


def test_one_click_brings_the_technician_and_one_leaves_the_caller_with_them(
    stage: Stage, house: House, mobile: SipPhone, rota: Rota
) -> None:
    rota.names("anna", slug_of(house, TROUBLE), purpose="faults", number=MOBILE)
    pavel = stage.ready("pavel", hz=1900)
    caller = stage.caller(TAMARA, hz=700)
    caller.dials(TROUBLE)
    pavel.stage("ringing")
    pavel.answers()
    pavel.page.locator("#call-in").click()
    mobile.wait("CALL_INCOMING")
    mobile.answer()
    until(lambda: share(mobile.hears, 440) > 0.5, what="the tones that ask for a key")
    mobile.press("5")
    pavel.page.locator("#hand-over").wait_for()
    pavel.is_photographed("desk-three")
    until(lambda: share(mobile.hears, caller.hz) > 0.2, what="the caller at the mobile")
    pavel.page.locator("#hold").click()  # a word between the two of ours
    until(lambda: share(mobile.hears, pavel.hz) > 0.8, what="the agent alone at the mobile")
    pavel.page.locator("#hold[aria-pressed=true]").click()
    until(lambda: share(mobile.hears, caller.hz) > 0.2, what="the caller back at the mobile")
    until(lambda: share(caller.heard, MOBILE_HZ) > 0.2, what="the technician at the caller's")

    pavel.page.locator("#hand-over").click()
    pavel.stage("idle")
    caller.hears(MOBILE_HZ)
    until(lambda: share(mobile.hears, caller.hz) > 0.8, what="the caller alone at the mobile")
    caller.was_not_hung_up_on()
    assert house.rows(
        "SELECT u.username FROM contacts_contact c JOIN staff_agent a ON a.id = c.agent_id"
        " JOIN auth_user u ON u.id = a.user_id WHERE c.state = 'talking'"
    ) == [("anna",)]
    caller.hangs_up()
    mobile.wait("CALL_CLOSED")
