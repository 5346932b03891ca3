"""The box and the personal part of the card in a browser: by keyboard alone, light and dark, axe is content."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import TAMARA, Shift

from yesline.contacts.models import Contact
from yesline.customers.models import Contract, Customer
from yesline.example import people
from yesline.journal.models import Entry

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast


def opened(browser: Browser, door: Door, path: str, shift: Shift, *, scheme: str = "light", width: int = 1440) -> Any:
    page, complaints = looks.opened(browser, door, path, scheme=scheme, width=width, shift=shift)
    page.wait_for_load_state("load")
    return page, complaints


def tamara() -> Customer:
    return Customer.objects.get(given_name="Тамара", organisation__slug=people.NETWORK)


def ours(complaints: list[str]) -> list[str]:
    """A phone that can't reach a switch complains, and there is none here; a request we have cut off does too."""
    return [one for one in complaints if "/sip" not in one and "ERR_FAILED" not in one]


@pytest.fixture
def desk(browser: Browser, door: Door, shift: Shift) -> Iterator[Page]:
    looks.ready(shift)
    page, complaints = opened(browser, door, "/desk/", shift)
    yield page
    page.context.close()
    assert ours(complaints) == []


def looks_for(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#box")).to_be_visible()
    if len(words) < 2:
        return
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [words]):
        page.keyboard.type(words)
    expect(page.locator("#hits")).to_have_attribute("aria-busy", "false")


def test_by_keyboard_alone_from_a_misspelt_name_to_the_card_which_is_written_down(desk: Page) -> None:
    looks_for(desk, "белва ламоносова 82")
    first = desk.locator("#hits [role=option]").first
    expect(first).to_contain_text("Тамара Ивановна Белова")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#box-words")).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    expect(desk.locator("#box-said")).to_contain_text("искали и")
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("#hits [role=option]").nth(1)).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(desk.locator("#box")).to_be_hidden()
    expect(desk.locator("h1")).to_contain_text("Белова")
    assert desk.url.endswith(f"/desk/customers/{tamara().pk}/")
    expect(desk.locator("body[data-phone-listens]")).to_be_visible()  # the page was not left: the phone is still there
    assert Entry.objects.filter(verb="customer.opened", details={"contact": None}).count() == 1


def test_a_place_leads_to_those_who_live_there_and_escape_closes(desk: Page) -> None:
    looks_for(desk, "морской 5")
    desk.locator("#hits [data-words]").first.click()
    expect(desk.locator("#box-words")).to_have_value("Северодвинск, пр. Морской, 5")
    expect(desk.locator("#hits [role=option]").first).to_contain_text("Ирина Сергеевна Мальцева")
    desk.keyboard.press("Escape")
    expect(desk.locator("#box")).to_be_hidden()


def test_the_other_keyboard_nothing_found_and_the_server_away(desk: Page) -> None:
    looks_for(desk, ",tkjdf")
    expect(desk.locator("#hits [role=option]").first).to_contain_text("Белова")
    desk.locator("#box-words").fill("ццццщщщщ")
    expect(desk.locator("#hits [data-none]")).to_be_visible()
    desk.route("**/box/**", lambda route: route.abort())
    desk.locator("#box-words").fill("белова")
    expect(desk.locator("#box-said")).to_contain_text("Сервер недоступен")
    desk.unroute("**/box/**")


SIZES = [("light", 1440), ("light", 1280), ("dark", 1280), ("dark", 390)]


@pytest.mark.parametrize("typed", ["", "бел", "морской 5", "qqzzxx"])
def test_the_box_looks_right(shift: Shift, door: Door, browser: Browser, axe: str, typed: str) -> None:
    looks.ready(shift)
    found = {}
    for scheme, width in SIZES:
        page, complaints = opened(browser, door, "/desk/", shift, scheme=scheme, width=width)
        looks_for(page, typed)
        if typed:
            expect(page.locator("#hits [role=listbox], #hits [data-none]")).to_be_visible()
        looks._keep_picture(page, f"box-{typed or 'empty'}-{scheme}-{width}")
        page.evaluate(axe)
        cut = page.evaluate(looks.CUT_OFF)
        found[f"{scheme} {width}"] = [*ours(complaints), *cut, *page.evaluate(looks.FIND, looks.RULES)]
        page.context.close()
    assert json.dumps({where: what for where, what in found.items() if what}, indent=1, ensure_ascii=False) == "{}"


def test_what_the_caller_says_opens_the_card(shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    Customer.objects.filter(pk=tamara().pk).update(born_on=date(1961, 3, 12))
    Contract.objects.update(read_at=tamara().contracts.get().read_at - timedelta(hours=5))
    looks.talking(shift)
    Contact.objects.filter(customer_number=TAMARA, state="talking").update(customer_number="+79005550100")
    page, complaints = opened(browser, door, "/desk/", shift)
    expect(page.locator("#proof")).to_contain_text("ничего не доказано")
    looks._keep_picture(page, "card-masked-light-1440")
    said = page.locator("#proof-said")
    said.fill("0000")
    said.press("Enter")
    expect(page.locator("#proof")).to_contain_text("В карточке не так")
    looks._keep_picture(page, "card-wrong-light-1440")
    page.evaluate(axe)
    assert page.evaluate(looks.FIND, looks.RULES) == []
    page.locator("#proof-said").fill("12.03.61")
    page.locator("#proof-said").press("Enter")
    expect(page.locator("#proof")).to_contain_text("назвал данные договора")
    expect(page.locator("#who")).to_contain_text("40-118-276")
    looks._keep_picture(page, "card-open-light-1440")
    page.context.close()
    assert ours(complaints) == []


def test_the_card_without_a_call_and_two_cards_of_one_person(
    shift: Shift, door: Door, browser: Browser, axe: str
) -> None:
    artem = Customer.objects.get(given_name="Артём")
    found = {}
    for path in (f"/desk/customers/{artem.pk}/", f"/desk/card/customers/{artem.pk}/same/"):
        for scheme, width in (("light", 1440), ("dark", 1280)):
            page, complaints = opened(browser, door, path, shift, scheme=scheme, width=width)
            looks._keep_picture(page, f"card-{'same' if 'same' in path else 'alone'}-{scheme}-{width}")
            page.evaluate(axe)
            cut = page.evaluate(looks.CUT_OFF)
            found[f"{path} {scheme} {width}"] = [*ours(complaints), *cut, *page.evaluate(looks.FIND, looks.RULES)]
            page.context.close()
    assert json.dumps({where: what for where, what in found.items() if what}, indent=1, ensure_ascii=False) == "{}"
