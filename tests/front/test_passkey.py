"""A passkey is made and signs in, with Chromium's own pretended authenticator; and how the gate's pages look."""

import json

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import Shift

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast
PASSWORD = "a long password of Anna's"
PAGES = ["password/lost/", "password/lost/sent/", "ways/", "ways/code/", "password/change/", "ways/passkeys/new/"]


def signed_in(browser: Browser, origin: str, shift: Shift, **look: object) -> Page:
    cache.clear()
    shift.anna.user.set_password(PASSWORD)
    shift.anna.user.save()
    page = browser.new_context(locale="ru-RU", **look).new_page()  # type: ignore[arg-type]
    page.goto(f"{origin}/accounts/login/?next=/accounts/ways/")
    page.locator("#id_login").fill("anna")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    expect(page.locator("#where")).to_be_visible()
    return page


def is_asked_again(page: Page) -> None:
    if page.url.count("/reauthenticate/"):
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("form.form button").click()


def test_a_passkey_is_made_and_opens_without_a_password(shift: Shift, door: Door, browser: Browser) -> None:
    origin = door.origin.replace("127.0.0.1", "localhost")  # passkeys belong to names
    page = signed_in(browser, origin, shift)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    page.goto(f"{origin}/accounts/ways/passkeys/new/")
    is_asked_again(page)
    page.locator("#id_name").fill("Ноутбук Анны")
    page.locator("[data-passkey] button").click()
    page.wait_for_url(lambda address: not address.endswith("/new/"))  # it is kept, and another page says so
    page.goto(f"{origin}/accounts/ways/")
    expect(page.get_by_text("Ноутбук Анны").first).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{origin}/accounts/login/")
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/desk/")
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_gate(shift: Shift, door: Door, browser: Browser, axe: str, path: str) -> None:
    found = {}
    origin = door.origin.replace("127.0.0.1", "localhost")
    for scheme, width in (("light", 1280), ("dark", 390)):
        look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
        page = signed_in(browser, origin, shift, **look)
        complaints: list[str] = []
        page.on("console", lambda said, to=complaints: to.append(said.text) if said.type == "error" else None)
        page.goto(f"{origin}/accounts/{path}")
        is_asked_again(page)
        page.wait_for_load_state("load")
        looks._keep_picture(page, f"gate-{path.strip('/').replace('/', '-')}-{scheme}-{width}")
        cut = page.evaluate(looks.CUT_OFF)
        page.evaluate(axe)
        found[f"{scheme} {width}"] = [*complaints, *cut, *page.evaluate(looks.FIND, looks.RULES)]
        page.context.close()
    assert json.dumps({where: what for where, what in found.items() if what}, indent=1, ensure_ascii=False) == "{}"
