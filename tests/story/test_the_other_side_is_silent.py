"""The phone whose other side is silent: a dead microphone, a mute that is meant, and a caller whose network dies."""

import pytest
from playwright.sync_api import expect
from tests.story.conftest import TAMARA, TROUBLE, Stage
from tests.story.house import until

pytestmark = pytest.mark.story
SILENT = 0.0  # Hz: a microphone that sends nothing but silence


def told(stage: Stage) -> list[str]:
    """What was written down about the newest contact's sound and phones, in order."""
    found = stage.house.rows(
        "SELECT event FROM contacts_fact WHERE contact_id = (SELECT max(id) FROM contacts_contact)"
        " AND (event LIKE '%%heard' OR event IN ('agent_lost', 'caller_lost')) ORDER BY id"
    )
    return [event for (event,) in found]


def offers(stage: Stage) -> list[tuple[str, bool]]:
    return stage.house.rows(
        "SELECT state, rejoin FROM routing_offer WHERE contact_id = (SELECT max(id) FROM contacts_contact) ORDER BY id"
    )


def test_an_agent_with_a_dead_microphone_is_joined_anew_once_and_then_told(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=SILENT), stage.caller(TAMARA, hz=440)
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    anna.hears(440)
    until(lambda: told(stage)[:2] == ["agent_unheard", "agent_lost"], what="the silence to be told", timeout=30)
    anna.stage("talking")
    anna.hears(440)
    until(lambda: told(stage).count("agent_unheard") == 2, what="the silence to be told once more", timeout=30)
    expect(anna.page.locator(".phone [role=alert]")).to_contain_text("Вас не слышно")
    anna.is_photographed("desk-unheard")
    assert told(stage) == ["agent_unheard", "agent_lost", "agent_unheard"]
    assert offers(stage) == [("accepted", False), ("accepted", True)]
    tamara.was_not_hung_up_on()
    anna.ends_the_call()
    anna.finishes()


def test_a_microphone_that_is_off_is_no_fault_and_a_dead_network_is_called_back(stage: Stage) -> None:
    anna, tamara = stage.ready("anna", hz=SILENT), stage.caller(TAMARA, hz=440)
    tamara.dials(TROUBLE)
    anna.stage("ringing")
    anna.answers()
    anna.page.locator("#mute").click()
    anna.hears(440)
    tamara.phone.die()
    until(lambda: told(stage) == ["caller_unheard"], what="the caller to be missed", timeout=30)
    expect(anna.page.locator(".phone [role=alert]")).to_contain_text("Абонента не слышно")
    anna.stage("wrap_up", timeout=75)
    assert told(stage) == ["caller_unheard", "caller_lost"]
    expect(anna.page.locator("#call-back")).to_be_visible()
    anna.is_photographed("desk-broke")
    anna.finishes()
