"""The seventy-two hours of a complaint, told three times to three people: counted once, from the first word.

So it went in the letter this began with: each call was written anew, and each began the three days again.
"""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from tests.story.conftest import GENNADY, TROUBLE, Stage
from tests.story.house import Agent, House, until

pytestmark = pytest.mark.story
TERM = timedelta(hours=72)


def newest(house: House) -> tuple[int, str, datetime, datetime]:
    """The newest case: its number, its owner's name, since when it runs, when it is due."""
    [found] = house.rows(
        "SELECT c.id, a.name, c.first_reported_at, c.due_at FROM cases_case c JOIN staff_agent a ON a.id = c.owner_id"
        " ORDER BY c.id DESC LIMIT 1"
    )
    return found  # type: ignore[return-value]


def writes_down(agent: Agent, said: str, *, where: str = "") -> None:
    """In the conversation; `where`: which case it belongs to, if there is a choice."""
    agent.page.locator("#said").fill(said)
    agent.page.get_by_role("radio", name="Нет интернета", exact=True).check()
    if where:
        agent.page.get_by_role("radio", name=where).check()
    agent.page.keyboard.press("Control+Enter")
    expect(agent.page.locator("#writing [role=status]").first).to_be_visible()


def test_three_calls_a_second_report_a_hand_over_and_one_deadline(stage: Stage) -> None:
    house, gennady = stage.house, stage.caller(GENNADY, hz=440)
    anna = stage.ready("anna")

    gennady.dials(TROUBLE)
    anna.rings("Геннадий")
    anna.answers()
    ((arrived_at,),) = house.rows("SELECT arrived_at FROM contacts_contact ORDER BY id DESC LIMIT 1")
    writes_down(anna, "Интернета нет, свет на модеме красный.")
    gennady.hangs_up()
    anna.stage("wrap_up")
    anna.finishes()
    first, *reported = newest(house)
    assert reported == ["Анна Кузнецова", arrived_at, arrived_at + TERM]

    pavel = stage.ready("pavel", hz=900)
    gennady.dials(TROUBLE)
    anna.rings("Геннадий")  # she owns his trouble, but has her hands full
    anna.declines()
    pavel.rings("Геннадий")
    pavel.answers()
    writes_down(pavel, "Звонит второй раз: по-прежнему ничего.", where="новое дело")
    gennady.hangs_up()
    pavel.stage("wrap_up")
    pavel.finishes()
    second, _, _, later = newest(house)
    assert (second > first, later > arrived_at + TERM) == (True, True), "written anew, as it always was"

    pavel.page.goto(f"{house.origin}/desk/cases/{second}/")
    again = pavel.page.locator(".banner", has_text=f"№ {first}")
    pavel.is_photographed("story-72-again")
    again.get_by_role("button", name="Соединить").click()
    expect(pavel.page.get_by_role("button", name="Разделить снова")).to_be_visible()
    assert newest(house) == (second, "Павел Дёмин", arrived_at, arrived_at + TERM), (
        "one click, and the first hour counts"
    )

    anna.page.locator("#be-available").click()
    expect(anna.page.locator("#be-available")).to_have_attribute("aria-pressed", "true")
    pavel.page.get_by_text("Коллеге", exact=True).click()
    hers = pavel.page.locator("#to option", has_text="Анна Кузнецова")
    expect(hers).to_have_count(1)
    pavel.page.locator("#to").select_option(label=hers.inner_text())
    pavel.page.locator("#hand-why").fill("её район")
    pavel.page.get_by_role("button", name="Попросить принять").click()
    anna.page.get_by_text("просит вас принять дело").wait_for()  # on her own screen, without looking for it
    anna.page.goto(f"{house.origin}/desk/cases/{second}/")
    anna.page.get_by_role("button", name="Беру").click()
    until(lambda: newest(house)[1] == "Анна Кузнецова", what="Anna to have it")
    assert newest(house)[2:] == (arrived_at, arrived_at + TERM)

    gennady.dials(TROUBLE)
    anna.rings("Геннадий")
    anna.is_photographed("story-72-third-call")
    anna.answers()
    writes_down(anna, "Спрашивает, когда приедет мастер.", where=f"№ {second}")
    gennady.hangs_up()
    anna.stage("wrap_up")
    anna.finishes()

    anna.page.goto(f"{house.origin}/desk/cases/{second}/")
    address = anna.page.get_by_role("link", name="как её видит клиент").get_attribute("href")
    phone = anna.browser.new_context(viewport={"width": 390, "height": 844}, locale="ru-RU", is_mobile=True)
    page = phone.new_page()
    page.goto(f"{house.origin}{address}")
    expect(page.get_by_role("heading", name="Анна Кузнецова", exact=True)).to_be_visible()
    page.get_by_role("button", name="Всё ещё не работает").click()
    expect(page.get_by_text("Вы: всё ещё не работает")).to_be_visible()
    expect(page.get_by_text(f"Дело № {first} — о том же")).to_be_visible()

    assert newest(house) == (second, "Анна Кузнецова", arrived_at, arrived_at + TERM)
    assert (anna.complaints, pavel.complaints) == ([], [])
