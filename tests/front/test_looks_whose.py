"""A call by the common number in a browser: who knows the caller, the directory, and one click to move the contact."""

import json

import pytest
from playwright.sync_api import Browser, expect
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import TAMARA, Shift

from yesline.contacts.models import Contact
from yesline.example import load
from yesline.example import people as example
from yesline.flows import arrive
from yesline.kernel import clock

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast


@pytest.mark.parametrize("look", [("light", 1440), ("dark", 1280)])
def test_whose_trouble_it_is_found_out_and_the_desk_becomes_theirs(
    shift: Shift, door: Door, browser: Browser, axe: str, look: tuple[str, int]
) -> None:
    scheme, width = look
    shift.is_ready(kind="sip")  # no switch runs here that a browser could register with
    (number, _kind), *_ = example.NUMBERS[example.COMMON]
    given = {"node": "main", "trunk": load.TRUNK, "dialled": number, "at": clock.now()}
    arrive.call_arrived(channel="c-common", caller_number=TAMARA, **given)  # type: ignore[arg-type]
    shift.answers()
    context = browser.new_context(
        viewport={"width": width, "height": 1000},
        locale="ru-RU",
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    name, value = door.session(shift.anna)["Cookie"].split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": door.origin}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(door.origin + "/desk/")
    expect(page.locator("#whose-found")).to_contain_text("Домофон-Сервис")
    looks._keep_picture(page, f"whose-known-{scheme}-{width}")
    page.evaluate(axe)
    found = [*page.evaluate(looks.CUT_OFF), *page.evaluate(looks.FIND, looks.RULES)]
    page.locator("#whose-like").fill("водоканал")
    expect(page.locator("#whose-found")).to_contain_text("Водоканал")
    looks._keep_picture(page, f"whose-directory-{scheme}-{width}")
    page.locator("#whose-like").fill("")
    expect(page.locator("#whose-found")).to_contain_text("Тамара Ивановна")
    page.locator("#whose-found button", has_text="Домофон-Сервис").first.click()
    expect(page.locator("#whose")).to_have_count(0)
    expect(page.locator("h1.name")).to_contain_text("Тамара Ивановна")
    context.close()
    assert Contact.objects.get(key="main/c-common").organisation.slug == example.INTERCOM
    assert json.dumps([*complaints, *found], ensure_ascii=False) == "[]"
