"""Somebody with a browser and nothing else: they press "call", a person answers, and both hear each other."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect
from tests.browser import chromium
from tests.story.conftest import Stage
from tests.story.house import FLAGS, LISTEN, MICROPHONE, House, until

from yesline.example import tones

pytestmark = pytest.mark.story
PAGE = "/o/severnaya-set/"


class Visitor:
    """A browser on an organisation's page, as wide as a telephone, whose microphone hums a tone of its own."""

    def __init__(self, house: House, playwright: Playwright, *, hz: float = 700, path: str = PAGE) -> None:
        voice = tones.tone(Path(tempfile.mkdtemp(dir=house.folder)) / "voice.wav", hz, 60)
        flags = [*FLAGS, *MICROPHONE, f"--use-file-for-fake-audio-capture={voice}"]
        self.browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        context = self.browser.new_context(
            viewport={"width": 390, "height": 800}, locale="ru-RU", permissions=["microphone"]
        )
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(house.origin + path)

    def calls(self) -> None:
        self.page.locator("#call-begin").click()

    def stage(self, name: str) -> None:
        expect(self.page.locator(f"#call[data-stage={name}]")).to_be_visible()

    def hears(self, hz: float) -> None:
        until(lambda: abs(self.page.evaluate(LISTEN) - hz) < 15, what=f"{hz} Hz in the visitor's browser")

    def leaves(self) -> None:
        self.browser.close()


@pytest.fixture
def visitor(stage: Stage) -> Iterator[Visitor]:
    came = Visitor(stage.house, stage.playwright)
    yield came
    came.leaves()


def test_a_visitor_calls_from_the_page_and_both_hear_each_other(stage: Stage, visitor: Visitor) -> None:
    anna = stage.ready("anna", hz=1500)
    visitor.calls()
    visitor.stage("ringing")
    anna.rings("Посетитель нашей страницы")
    anna.answers()
    visitor.stage("talking")
    anna.hears(700)
    visitor.hears(1500)
    visitor.page.locator("#call-end").click()
    visitor.stage("over")
    anna.stage("wrap_up")
    assert (visitor.complaints, anna.complaints) == ([], [])


def test_a_closed_page_leaves_nobody_talking_to_the_air(stage: Stage, visitor: Visitor) -> None:
    anna = stage.ready("anna")
    visitor.calls()
    anna.stage("ringing")
    anna.answers()
    visitor.stage("talking")
    visitor.page.close(run_before_unload=False)
    anna.stage("wrap_up", timeout=40)


def test_a_page_can_ring_this_organisation_and_nothing_else(stage: Stage, visitor: Visitor) -> None:
    """A visitor who writes their own call: to another number, to an agent's phone, or out into the world."""
    contacts = "SELECT count(*) FROM contacts_contact"
    before = stage.house.rows(contacts)
    ring = """async (target) => {
      const form = document.querySelector('#call form');
      await fetch(form.action, {method: 'POST', body: new FormData(form)});
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/sip/visitor', 'sip');
      await new Promise((ready) => socket.addEventListener('open', ready));
      const answer = new Promise((said) => socket.addEventListener('message', (one) => said(one.data)));
      socket.send([`INVITE sip:${target}@yesline SIP/2.0`, 'Via: SIP/2.0/WS a.invalid;branch=z9hG4bK1',
        'Max-Forwards: 70', 'From: <sip:page-visitor@yesline>;tag=1', `To: <sip:${target}@yesline>`, 'Call-ID: abc',
        'CSeq: 1 INVITE',
        'Contact: <sip:page-visitor@a.invalid;transport=ws>', 'Content-Length: 0', '', ''].join('\\r\\n'));
      return (await answer).split('\\r\\n')[0];
    }"""
    targets = ["+79215550147", "+78182550200", "anna-b", "oleg-desk"]
    assert [visitor.page.evaluate(ring, target) for target in targets] == ["SIP/2.0 403 Forbidden"] * 4
    assert stage.house.rows(contacts) == before


def test_a_customer_with_a_link_of_their_own_is_known_before_hello(stage: Stage) -> None:
    anna = stage.ready("anna")
    play = anna.context.new_page()
    play.goto(stage.house.origin)
    address = str(play.get_by_role("link", name="Тамара Ивановна Белова").get_attribute("href"))
    anna.page.bring_to_front()
    tamara = Visitor(stage.house, stage.playwright, path=address)
    expect(tamara.page.get_by_role("heading", level=1)).to_contain_text("Здравствуйте, Тамара Ивановна.")
    tamara.calls()
    anna.rings("Тамара Ивановна Белова")
    anna.answers()
    tamara.stage("talking")
    anna.hears(700)
    [(channel, how)] = stage.house.rows(
        "SELECT c.channel, j.details->>'how' FROM contacts_contact c JOIN journal_entry j"
        " ON j.verb = 'customer.proved' AND (j.details->>'contact')::bigint = c.id ORDER BY c.id DESC LIMIT 1"
    )
    assert (channel, how) == ("page", "page")
    tamara.leaves()
    anna.stage("wrap_up", timeout=40)


def test_a_letter_from_the_page_lies_before_its_owner(stage: Stage, visitor: Visitor) -> None:
    anna = stage.ready("anna")
    visitor.page.locator("#said").fill("Интернета нет с обеда, а у внучки экзамен.")
    visitor.page.locator("#answer-to").fill("8 921 555-09-99")
    visitor.page.locator("#write button").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Дело №")
    expect(visitor.page.get_by_text("Анна Кузнецова")).to_be_visible()
    anna.sees("Интернета нет с обеда, а у внучки экзамен.")
