"""Somebody hangs up and rings again, three times. They lose nothing by it, and are called back once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.story.conftest import TAMARA, TROUBLE, Stage
from tests.story.house import Caller, House, until

pytestmark = pytest.mark.story
OWED = "SELECT count(*) FROM contacts_contact WHERE state = 'waiting' AND left_at IS NOT NULL"
NEW = "SELECT state, tries, outcome FROM contacts_contact WHERE id > %s ORDER BY id"


@pytest.fixture
def last(house: House) -> Iterator[int]:
    """The newest contact before this story; after it the line sends our calls where it did."""
    ((newest,),) = house.rows("SELECT coalesce(max(id), 0) FROM contacts_contact")
    ((sends_to,),) = house.rows("SELECT sends_to FROM orgs_trunk WHERE name = 'demo'")
    yield newest
    house.write("UPDATE orgs_trunk SET sends_to = %s WHERE name = 'demo'", sends_to)


def gives_up(stage: Stage, caller: Caller, *, after: int) -> None:
    """They dial, wait, and hang up. What they waited is pretended: nobody is to lose a minute over this."""
    caller.dials(TROUBLE)
    waiting = "SELECT 1 FROM contacts_contact WHERE state = 'waiting' AND left_at IS NULL AND id > %s"
    until(lambda: stage.house.rows(waiting, after), what="them to be in line")
    stage.house.write("UPDATE contacts_contact SET arrived_at = now() - interval '1 minute' WHERE state = 'waiting'")
    caller.hangs_up()
    until(lambda: stage.house.rows(OWED) == [(1,)], what="the call we owe them")


def test_who_gave_up_three_times_is_called_back_once(stage: Stage, last: int) -> None:
    tamara = stage.caller(TAMARA, hz=700)
    stage.house.write("UPDATE orgs_trunk SET sends_to = %s WHERE name = 'demo'", f"127.0.0.2:{tamara.phone.port}")
    for _ in range(3):
        gives_up(stage, tamara, after=last)
    assert stage.house.rows(NEW, last) == [("waiting", 0, "")]

    anna = stage.agent("anna")
    expect(anna.page.get_by_text("Не нужно").first).to_be_visible()
    anna.is_photographed("desk-owed")
    anna.is_ready()
    anna.rings("Перезвонить")
    anna.sees("Белова")
    anna.is_photographed("desk-call-back")
    anna.page.locator("#answer").click()
    anna.stage("calling")
    anna.is_photographed("desk-calling")
    tamara.phone.wait("CALL_INCOMING")
    anna.hears(425)  # it rings there
    tamara.phone.answer()

    anna.stage("talking")
    tamara.hears(anna.hz)
    anna.hears(700)
    anna.is_photographed("desk-called-back")
    anna.ends_the_call()
    assert stage.house.rows(NEW, last) == [("ended", 1, "talked")]
    assert anna.complaints == []
    anna.finishes()


def test_a_call_that_is_not_needed_any_more_is_settled_with_a_word(stage: Stage, last: int) -> None:
    tamara = stage.caller(TAMARA, hz=700)
    gives_up(stage, tamara, after=last)
    anna = stage.agent("anna")
    anna.page.get_by_text("Не нужно").first.click()
    anna.page.locator("input[name=why]").fill("пришла в офис")
    anna.is_photographed("desk-settle")
    anna.page.get_by_role("button", name="Улажено").click()
    until(lambda: stage.house.rows(OWED) == [(0,)], what="nothing to be owed")
    assert stage.house.rows(NEW, last) == [("ended", 0, "settled")]
    expect(anna.page.get_by_text("Не нужно")).to_have_count(0)
