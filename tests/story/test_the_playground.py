"""A newcomer with a browser and no telephone lives through the whole main job, and the page beside it notices."""

import contextlib

import pytest
from playwright.sync_api import Error, Page, expect
from tests.story.conftest import Stage
from tests.story.house import until

pytestmark = pytest.mark.story
STEPS = ["signed-in", "ready", "rang", "answered", "written", "finished", "listened"]


def gone(page: Page) -> list[str]:
    """Which steps are ticked off; none is seen while the page goes away for itself drawn anew."""
    with contextlib.suppress(Error):
        found = page.locator("#steps li.is-done").evaluate_all("(all) => all.map((one) => one.id.replace('step-', ''))")
        return [str(name) for name in found]
    return []


def ticked(page: Page, count: int) -> None:
    until(lambda: gone(page) == STEPS[:count], what=f"{count} steps ticked off")


def test_a_newcomer_lives_through_it(stage: Stage) -> None:
    anna = stage.agent("anna")
    play = anna.context.new_page()
    play.goto(stage.house.origin)
    ticked(play, 1)
    # She signs in again in the other tab: the forms of this page must not be refused afterwards.
    anna.context.clear_cookies(name="sessionid")
    anna.page.close()
    anna.sits_down()
    anna.page.bring_to_front()
    anna.is_ready()
    ticked(play, 2)
    play.bring_to_front()
    play.locator("#demo-call").click()
    expect(play.locator("#demo-said")).to_contain_text("Тамара Ивановна Белова")
    anna.page.bring_to_front()
    anna.rings("Тамара Ивановна Белова")
    ticked(play, 3)
    anna.answers()
    ticked(play, 4)
    anna.page.locator("#said").fill("Интернета нет со вчерашнего утра.")
    anna.page.get_by_role("radio", name="Нет интернета", exact=True).check()
    anna.page.get_by_role("radio", name="новое дело").check()
    anna.page.locator("#save").click()
    ticked(play, 5)
    until(lambda: stage.recorded_so_far() > 2, what="two seconds to be recorded")
    anna.ends_the_call()
    anna.finishes()
    ticked(play, 6)
    until(
        lambda: stage.house.rows("SELECT 1 FROM calls_recording WHERE state = 'kept'"), what="the recording to be kept"
    )
    anna.page.locator("#cases a", has_text="Тамара").first.click()
    recording = anna.page.locator("details.listen").first
    recording.locator("summary").click()
    recording.locator("input[name=reason]").fill("учусь")
    recording.get_by_role("button").click()
    ticked(play, 7)
    expect(play.get_by_text("Это и есть главная работа.")).to_be_visible()


def test_the_clock_is_put_forward_and_everything_put_back(stage: Stage) -> None:
    anna = stage.agent("anna", deaf=True)
    page = anna.context.new_page()
    page.goto(stage.house.origin)
    page.get_by_role("button", name="+ 24 ч").click()
    expect(page.get_by_text("Часы переведены вперёд на 24")).to_be_visible()
    pavel = stage.agent("pavel", deaf=True)
    expect(pavel.page.get_by_text("опоздали на").first).to_be_visible()

    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Начать сначала").click()
    expect(page.get_by_text("Переведите часы вперёд")).to_be_visible()
    assert stage.house.rows("SELECT count(*) FROM contacts_contact") == [(0,)]
    assert stage.house.rows("SELECT count(*) FROM cases_case") == [(1,)]
    pavel.page.reload()
    expect(pavel.page.get_by_text("Перезвонить и сказать, когда будет бригада").first).to_be_visible()
    expect(pavel.page.get_by_text("опоздали на")).to_have_count(0)
