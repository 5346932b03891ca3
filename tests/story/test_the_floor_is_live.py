"""Natalia oversees: somebody waits and why, it rings, they talk; and afterwards the call says why it waited."""

import pytest
from playwright.sync_api import Page, expect
from tests.story.conftest import TAMARA, TROUBLE, Stage
from tests.story.house import Agent, until

pytestmark = pytest.mark.story
LATEST = 3.0  # seconds; a second is what is promised, and this machine may be busy with all the rest
SEEN_AT = """() => new Promise(say => {
  const look = () => document.body.innerText.includes('Ждёт 1 человек') ? say(Date.now()) : requestAnimationFrame(look);
  look();
})"""


def floor_of(lead: Agent) -> Page:
    page = lead.context.new_page()
    page.on("console", lead._console)
    page.on("pageerror", lambda error: lead.complaints.append(str(error)))
    page.goto(f"{lead.house.origin}/floor/")
    expect(page.get_by_role("heading", name="Никто не ждёт")).to_be_visible()
    return page


def test_who_waits_and_why_is_seen_at_once_and_told_afterwards(stage: Stage) -> None:
    natalia = stage.agent("natalia")
    floor = floor_of(natalia)
    floor.evaluate(f"() => {{ window.seen = ({SEEN_AT})(); }}")
    stage.caller(TAMARA).dials(TROUBLE)
    expect(floor.get_by_role("heading", name="Ждёт 1 человек")).to_be_visible()
    arrived = "SELECT extract(epoch FROM arrived_at)::float, id FROM contacts_contact ORDER BY id DESC LIMIT 1"
    [(at, contact)] = stage.house.rows(arrived)
    assert floor.evaluate("() => window.seen") / 1000 - at < LATEST
    expect(floor.locator("#waiting")).to_contain_text("Никто из тех, кто мог бы помочь, не работает")
    anna = stage.ready("anna")
    anna.stage("ringing")
    expect(floor.locator("#waiting")).to_contain_text("Звонит телефон: Анна Кузнецова")
    anna.answers()
    expect(floor.get_by_role("heading", name="Никто не ждёт")).to_be_visible()
    expect(floor.locator("#people")).to_contain_text("Тамара Ивановна Белова")
    natalia.page = floor
    natalia.is_photographed("floor")
    anna.ends_the_call()
    anna.finishes()
    # A break is no call: the floor hears of it all the same.
    anna.page.locator("#be-break").click()
    expect(floor.locator("#people")).to_contain_text("перерыв")
    floor.goto(f"{stage.house.origin}/floor/contacts/{contact}/")
    expect(floor.locator(".timeline")).to_contain_text("ожидание")
    expect(floor.locator(".timeline")).to_contain_text("Ответ: Анна Кузнецова")
    assert natalia.complaints == []


def test_the_floor_is_for_those_who_lead(stage: Stage) -> None:
    boyana = stage.agent("boyana")
    answer = boyana.context.request.get(f"{stage.house.origin}/floor/")
    natalia = stage.agent("natalia")
    until(lambda: natalia.context.request.get(f"{stage.house.origin}/floor/").status == 200, what="her floor")
    assert answer.status == 404
