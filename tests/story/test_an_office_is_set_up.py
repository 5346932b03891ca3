"""From an empty database to an answered call: one person opens the first link, sets all up, and invites a colleague."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from tests.browser import chromium
from tests.story.house import FLAGS, MICROPHONE, Agent, Caller, House, running_house

pytestmark = pytest.mark.story
# A second and a half of a voice: the level alone is seen before the first of it is recorded.
SPOKEN = """() => {
  if (Number(document.querySelector('#level').value) > 0.05) window.spokenSince ??= performance.now();
  return window.spokenSince && performance.now() - window.spokenSince > 1500;
}"""
NUMBER, OLGA = "+78182559900", "+79215550111"
PASSWORD = "a sentence to remember"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_house("--no-example") as running:
        yield running


class Invited(Agent):
    """Somebody who has nothing but a link."""

    def __init__(self, house: House, playwright: Playwright, link: str, *, hz: float) -> None:
        self.link = link
        super().__init__(house, playwright, "nina", hz=hz)

    def sits_down(self) -> Page:
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.link)
        self.page.locator("#id_username").fill(self.username)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("form.form button").click()
        expect(self.page.locator("body[data-phone-listens]")).to_be_visible()
        return self.page


class Founder:
    """Whoever opened the link that `bin/up` printed."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house = house
        self.complaints: list[str] = []
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-GB", permissions=["microphone"]
        )
        self.page = context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))

    def founds(self, name: str) -> None:
        (link,) = re.findall(r"http\S+/accounts/invitation/\S+/", (self.house.folder / "up.log").read_text())
        self.page.goto(link)
        self.types(organisation=name, name="Vera Stone", username="vera", password=PASSWORD)
        self.page.locator("form.form button").click()
        expect(self.page.locator("h1")).to_have_text(name)

    def goes_to(self, name: str) -> None:
        self.page.locator(".office-nav").get_by_role("link", name=name).click()

    def types(self, **fields: str) -> None:
        for field, text in fields.items():
            self.page.locator(f"#id_{field}").fill(text)

    def keeps(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".banner-ok")).to_be_visible()

    def is_photographed(self, name: str) -> None:
        folder = os.environ.get("YESLINE_PICTURES")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled", full_page=True)


@pytest.fixture
def vera(house: House, playwright: Playwright) -> Iterator[Founder]:
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *MICROPHONE])
    yield Founder(house, browser)
    browser.close()


def test_an_organisation_is_set_up_from_nothing_and_its_first_call_is_answered(
    house: House, vera: Founder, playwright: Playwright
) -> None:
    vera.founds("Northern Lights")

    vera.goes_to("Numbers and lines")
    vera.types(name="our-carrier", addresses="127.0.0.0/30")
    vera.keeps("Add this line")
    vera.types(written="8 (8182) 55-99-00")
    vera.keeps("Add this number")

    vera.goes_to("Name, greeting, terms")
    vera.types(greeting="Northern Lights, hello!", topics="No light\nThe bill")
    vera.keeps("Keep")

    vera.goes_to("Your voice")
    vera.page.locator("#record").click()
    expect(vera.page.locator("#said")).to_have_text("Speak now…")
    vera.page.wait_for_function(SPOKEN)
    vera.page.locator("#stop").click()
    vera.page.locator("#keep").click()
    expect(vera.page.locator("#said")).to_contain_text("Callers hear it from the next call on")

    vera.goes_to("People")
    vera.types(name="Nina Frost")
    vera.page.get_by_role("button", name="Make the link").click()
    link = vera.page.locator("#link").inner_text()

    nina = Invited(house, playwright, link, hz=1500)
    caller = Caller(house, OLGA, hz=440)
    try:
        nina.is_ready()
        vera.goes_to("Numbers and lines")
        vera.types(dialled="88182559900")
        vera.page.get_by_role("button", name="What would happen?").click()
        expect(vera.page.locator(".foreseen")).to_contain_text("Ready now: Nina Frost.")
        caller.dials(NUMBER)
        nina.rings("+7 921 555-01-11")
        nina.answers()
        caller.is_connected()
        nina.hears(440)
        caller.hears(1500)
        nina.ends_the_call()
    finally:
        caller.leaves()
        nina.leaves()
    said = house.rows(
        "SELECT o.name, n.e164, a.name, c.outcome FROM contacts_contact c JOIN orgs_number n ON n.id = c.number_id"
        " JOIN orgs_organisation o ON o.id = c.organisation_id JOIN staff_agent a ON a.id = c.agent_id"
    )
    assert said == [("Northern Lights", NUMBER, "Nina Frost", "talked")]
    assert vera.complaints + nina.complaints == []
