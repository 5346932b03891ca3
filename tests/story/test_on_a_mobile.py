"""An agent who is out: their mobile rings by the caller's line, and a key makes a person of whoever picks up."""

import pytest
from playwright.sync_api import expect
from tests.story.conftest import MOBILE, MOBILE_HZ, TAMARA, TROUBLE, Stage
from tests.story.house import until

from yesline.example.sip_phone import SipPhone
from yesline.running.hearing import share

pytestmark = pytest.mark.story
BEEP_HZ = 440.0


def test_an_agent_answers_on_a_mobile_by_pressing_a_key(stage: Stage, mobile: SipPhone) -> None:
    anna = stage.agent("anna")
    anna.page.locator("#use-mobile").click()
    anna.page.locator("#mobile-number").fill("112")
    anna.page.locator("#mobile-take").click()
    expect(anna.page.locator("#desk-phone .word")).to_contain_text("Это не обычный телефонный номер.")
    anna.is_photographed("desk-mobile-number")
    anna.page.locator("#mobile-number").fill(MOBILE)
    anna.page.locator("#mobile-take").click()
    expect(anna.page.locator(".phone .badge.is-ok")).to_have_text("+7 921 555-01-70")
    anna.is_photographed("desk-mobile")
    assert anna.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert anna.page.evaluate("document.querySelector('.switch-three').getBoundingClientRect().right <= innerWidth")
    anna.page.locator("#be-available").click()
    caller = stage.caller(TAMARA, hz=700)

    caller.dials(TROUBLE)
    anna.rings("Белова")
    anna.sees("нажмите любую клавишу")
    mobile.wait("CALL_INCOMING")
    mobile.answer()
    until(lambda: share(mobile.hears, BEEP_HZ) > 0.5, what="the tones that ask for a key")
    anna.stage("ringing")
    mobile.press("5")

    anna.stage("talking")
    caller.hears(MOBILE_HZ)
    until(lambda: share(mobile.hears, caller.hz) > 0.8, what="the caller at the mobile")
    anna.ends_the_call()
    mobile.wait("CALL_CLOSED")
