"""A card that takes its time: words give way to bars of their own size, nothing jumps, what is typed stays."""

import pytest
from playwright.sync_api import Browser, Route, expect
from tests.front.conftest import Door
from tests.front.test_looks import Shift, browser, opened, shift  # noqa: F401 - fixtures

from yesline.cases.models import Case

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PLACES = "() => [...document.querySelectorAll('#main h1, #main p')].map((one) => one.getBoundingClientRect().toJSON())"


@pytest.fixture
def cast(shift: Shift) -> Shift:  # noqa: F811
    return shift


def test_what_is_on_its_way_does_not_jump(browser: Browser, shift: Shift, door: Door) -> None:  # noqa: F811
    Case.objects.update(owner=shift.anna)
    page, complaints = opened(browser, door, "/desk/", scheme="light", width=1280, shift=shift)
    card = page.locator("#main a[hx-get^='/desk/c']").first
    held: list[Route] = []
    page.route(lambda url: "/desk/c" in url, lambda route: held.append(route))  # noqa: PLW0108 - the driver can not mark a built-in
    before = page.evaluate(PLACES)
    card.click()
    head = page.locator("#main h1")
    expect(head).to_have_css("color", "rgba(0, 0, 0, 0)")
    assert page.evaluate(PLACES) == before
    held[0].continue_()
    expect(page.locator("#main .name")).to_be_visible()
    expect(page.locator("#main .name")).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    assert complaints == []
