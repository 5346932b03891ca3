"""Every state of the desk, box, knowledge, card and case in four languages, light and dark: nothing is cut off."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import Shift
from tests.front.test_looks_box import looks_for, ours, tamara

from yesline.cases.models import Case
from yesline.kernel import clock
from yesline.staff.models import Agent

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast
LANGUAGES = ["ru", "uk", "bg", "en"]
# A word that is wider than what holds it, and hidden there.
CLIPPED = """() => [...document.querySelectorAll('h1, h2, h3, p, a, button, label, td, th, dt, dd, span, summary')]
  .filter((one) => one.checkVisibility() && one.childElementCount === 0 && one.textContent.trim())
  .filter((one) => getComputedStyle(one).overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => !one.closest('.sr, .find'))
  .map((one) => `clipped: ${one.textContent.trim().slice(0, 60)}`)"""


def box(page: Page) -> None:
    looks_for(page, "модем")
    expect(page.locator("#hits [id^=hit-k]").first).to_be_visible()


def box_of_people(page: Page) -> None:
    looks_for(page, "белова ламоносова")
    expect(page.locator("#hits [id^=hit-p]").first).to_be_visible()


def deeds(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#hits [id^=hit-d]").first).to_be_visible()


def knowledge(page: Page) -> None:
    looks_for(page, "простой")
    expect(page.locator("#hits [id^=hit-k]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#fact-title")).to_be_focused()


def nothing(_page: Page) -> None:
    pass


def on_a_break(shift: Shift) -> str:
    looks.ready(shift)
    Agent.objects.filter(pk=shift.anna.pk).update(state="break", state_reason="lunch", state_since=clock.now())
    return "/desk/"


def a_card(shift: Shift) -> str:
    looks.ready(shift)
    return f"/desk/customers/{tamara().pk}/"


def a_case(shift: Shift) -> str:
    looks.ready(shift)
    return f"/desk/cases/{Case.objects.filter(customer=tamara()).earliest('pk').pk}/"


SCREENS: dict[str, tuple[Callable[[Shift], str], Callable[[Page], None]]] = {
    "ready": (looks.ready, nothing),
    "ringing": (looks.ringing, nothing),
    "talking": (looks.talking, nothing),
    "box": (looks.ready, box),
    "box-people": (looks.ready, box_of_people),
    "box-deeds": (looks.talking, deeds),
    "knowledge": (looks.talking, knowledge),
    "card": (a_card, nothing),
    "case": (a_case, nothing),
    "break": (on_a_break, nothing),
    "wrap-up": (looks.wrapping_up, nothing),
    "gate": (looks.gate, nothing),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_in_four_languages(name: str, shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    prepare, do = SCREENS[name]
    path = prepare(shift)
    found: dict[str, list[str]] = {}
    for number, language in enumerate(LANGUAGES):
        for scheme, width in (("light", 1280), ("dark", 390 if number % 2 else 1440)):
            page, complaints = looks.opened(browser, door, path, scheme=scheme, width=width, shift=shift)
            page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": door.origin}])
            page.goto(door.origin + path)
            page.wait_for_load_state("load")
            do(page)
            looks._keep_picture(page, f"{name}-{language}-{scheme}-{width}")
            problems = [*page.evaluate(looks.CUT_OFF), *page.evaluate(CLIPPED)]
            if language in {"ru", "bg"}:
                page.evaluate(axe)
                problems += page.evaluate(looks.FIND, looks.RULES)
            page.context.close()
            found[f"{language} {scheme} {width}"] = [*ours(complaints), *problems]
    assert json.dumps({where: what for where, what in found.items() if what}, indent=1, ensure_ascii=False) == "{}"
