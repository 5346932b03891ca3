"""Anna talks with one neighbour and looks another up by keyboard: the voice goes on, the look is written down."""

import pytest
from playwright.sync_api import expect
from tests.story.conftest import TAMARA, TROUBLE, Stage
from tests.story.house import until

pytestmark = pytest.mark.story


def test_somebody_is_looked_up_in_mid_call_and_the_voice_goes_on(stage: Stage) -> None:
    [(gennady,)] = stage.house.rows("SELECT id FROM customers_customer WHERE family_name = 'Орлов' ORDER BY id LIMIT 1")
    looks = "SELECT count(*) FROM journal_entry WHERE verb = 'customer.opened' AND noun_id = %s"
    [(before,)] = stage.house.rows(looks, gennady)
    anna, tamara = stage.ready("anna"), stage.caller(TAMARA, hz=440)
    tamara.dials(TROUBLE)
    anna.rings("Тамара Ивановна")
    anna.answers()
    tamara.hears(anna.hz)
    anna.page.keyboard.press("Control+k")
    anna.page.keyboard.type("jhkjd utyyflbq")  # орлов геннадий, on the wrong keyboard
    first = anna.page.locator("#hits [role=option]").first
    expect(first).to_contain_text("Геннадий Павлович Орлов")
    anna.is_photographed("box")
    anna.page.keyboard.press("Enter")
    expect(anna.page.locator("h1")).to_contain_text("Орлов")
    until(lambda: stage.house.rows(looks, gennady) == [(before + 1,)], what="the look to be written down")
    anna.stage("talking")
    tamara.hears(anna.hz)
    tamara.was_not_hung_up_on()


def test_what_the_caller_says_opens_the_card_in_mid_call(stage: Stage) -> None:
    anna, tamara = stage.ready("anna"), stage.caller(TAMARA)
    tamara.dials(TROUBLE)
    anna.rings("Тамара Ивановна")
    anna.answers()
    expect(anna.page.locator("#who")).not_to_contain_text("40-118-276")
    anna.page.locator("#proof-said").fill("8276")
    anna.page.locator("#proof-said").press("Enter")
    expect(anna.page.locator("#who")).to_contain_text("40-118-276")
    [(how,)] = stage.house.rows("SELECT details->>'how' FROM journal_entry WHERE verb = 'customer.proved'")
    assert how == "contract"
    tamara.hears(anna.hz)
