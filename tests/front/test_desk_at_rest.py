"""A desk at which nothing happens asks for nothing, and what it says about times stays right; it comes up fast."""

from playwright.sync_api import Browser, Page, Request, expect
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import Shift

from yesline.web import assets

pytestmark = looks.pytestmark
browser, shift, cast = looks.browser, looks.shift, looks.cast
HOUR = 3_600_000  # ms


def opened(browser: Browser, door: Door, shift: Shift) -> Page:
    """Anna's desk in a browser whose clock the test may wind; returns once it has looked for the first time."""
    context = browser.new_context(locale="ru-RU")
    name, value = door.session(shift.anna)["Cookie"].split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": door.origin}])
    page = context.new_page()
    page.clock.install()
    with page.expect_response("**/pulse/**"):
        page.goto(f"{door.origin}/desk/")
    expect(page.locator("body[data-phone-listens]")).to_be_visible()
    return page


def asked(page: Page) -> list[str]:
    """What is asked for from now on, but for the stream and the browser phone's line."""
    found: list[str] = []

    def note(request: Request) -> None:
        if not request.url.endswith(("/live", "/sip")):
            found.append(request.url.split("?")[0])

    page.on("request", note)
    return found


def test_at_rest_it_asks_for_nothing_and_its_times_go_on(shift: Shift, door: Door, browser: Browser) -> None:
    looks.ready(shift)
    page = opened(browser, door, shift)
    left = page.locator("#day .left [data-says=until]").first
    expect(left).to_have_text("через 49\u00a0мин")
    requests = asked(page)
    page.clock.run_for(HOUR // 2)
    expect(left).to_have_text("через 19\u00a0мин")
    assert requests == []
    page.context.close()


def test_when_a_promise_is_due_it_looks_once(shift: Shift, door: Door, browser: Browser) -> None:
    looks.ready(shift)
    page = opened(browser, door, shift)
    requests = asked(page)
    with page.expect_response("**/pulse/**"):
        page.clock.run_for(HOUR)
    assert {url.rsplit("/", 2)[-2] for url in requests} == {"pulse"}
    page.context.close()


def test_what_a_desk_loads_of_ours_is_light(shift: Shift, door: Door, browser: Browser) -> None:
    looks.ready(shift)
    context = browser.new_context()
    name, value = door.session(shift.anna)["Cookie"].split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": door.origin}])
    page = context.new_page()
    loaded: dict[str, int] = {}
    page.on(
        "response",
        lambda answer: (
            loaded.update({answer.url: len(answer.body())}) if answer.url.endswith((".js", ".css")) else None
        ),
    )
    page.goto(f"{door.origin}/desk/", wait_until="networkidle")
    ours = {url: size for url, size in loaded.items() if "/vendor/" not in url}
    page.context.close()
    assert len(ours) >= len(assets.modules()) - 1  # the styles come on top, the library is not ours
    assert sum(ours.values()) <= 250_000
