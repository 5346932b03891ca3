"""What opens over the desk, in a browser: the keys, the headset, the keypad, what is pending, open cards; and the whole
desk in four languages. Light and dark, at 1280 and 1440; nothing cut off, no complaints, axe is content.
"""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import Shift

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast
WIDTHS = {"light": [1280, 1440], "dark": [1440, 1280]}
LANGUAGES = ["ru", "uk", "bg", "en"]


def keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def devices(page: Page) -> None:
    page.keyboard.press("s")
    expect(page.locator("#devices")).to_be_visible()
    expect(page.locator("#device-microphone option").nth(1)).to_be_attached()


def keypad(page: Page) -> None:
    page.keyboard.press("#")
    page.keyboard.press("4")
    expect(page.locator("[data-dialled]")).to_have_text("4")


def pending(page: Page) -> None:
    page.keyboard.press("f")
    expect(page.locator("#pending")).to_be_visible()


def open_card(page: Page) -> None:
    expect(page.locator("#cards .card-tab")).to_have_count(1)


def nothing(_page: Page) -> None:
    """The screen as it comes."""


Screen = Callable[[Shift], str]
TOOLS: list[tuple[Screen, Callable[[Page], None]]] = [
    (looks.ready, keys), (looks.ready, devices), (looks.talking, keypad), (looks.wrapping_up, pending),
    (looks.card, open_card),
]  # fmt: skip


def found(page: Page, complaints: list[str], axe: str | None) -> list[str]:
    cut = page.evaluate(looks.CUT_OFF)
    if axe is None:
        return [*complaints, *cut]
    page.evaluate(axe)
    return [*complaints, *cut, *page.evaluate(looks.FIND, looks.RULES)]


def none(problems: dict[str, list[str]]) -> bool:
    # A phone that can't reach a switch complains, and there is none here.
    left = {where: [one for one in what if "/sip" not in one] for where, what in problems.items()}
    assert json.dumps({where: what for where, what in left.items() if what}, indent=1, ensure_ascii=False) == "{}"
    return True


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool[1].__name__)
def test_what_opens_over_the_desk(
    tool: tuple[Screen, Callable[[Page], None]], shift: Shift, door: Door, browser: Browser, axe: str
) -> None:
    screen, then = tool
    path, problems = screen(shift), {}
    for scheme, widths in WIDTHS.items():
        for width in widths:
            page, complaints = looks.opened(browser, door, path, scheme=scheme, width=width, shift=shift)
            expect(page.locator("body[data-phone-listens]")).to_be_visible()
            then(page)
            looks._keep_picture(page, f"{then.__name__}-{scheme}-{width}")
            problems[f"{scheme} {width}"] = found(page, complaints, axe if width == widths[0] else None)
            page.keyboard.press("u")  # else what is pending is done as the page goes away
            page.context.close()
    assert none(problems)


@pytest.mark.parametrize(
    "screen", [looks.ready, looks.ringing, looks.talking, looks.wrapping_up], ids=lambda s: s.__name__
)
def test_the_desk_in_four_languages(screen: Screen, shift: Shift, door: Door, browser: Browser) -> None:
    path, problems = screen(shift), {}
    for language in LANGUAGES:
        for scheme in ("light", "dark"):
            page, complaints = looks.opened(browser, door, path, scheme=scheme, width=1280, shift=shift)
            page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": door.origin}])
            page.reload(wait_until="load")
            expect(page.locator("html")).to_have_attribute("lang", language)
            looks._keep_picture(page, f"{screen.__name__}-{language}-{scheme}")
            problems[f"{language} {scheme}"] = found(page, complaints, None)
            page.context.close()
    assert none(problems)
