"""The order of the third letter, with its papers: promised by somebody by name, agreed to, handed over, and then over.

There the fitter left the promised discount out of the order, gave no access data, and nobody had read what they signed.
"""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from tests.front.conftest import Door
from tests.front.test_looks import CUT_OFF, FIND, RULES, Shift, _keep_picture, axe, browser, cast, opened, shift
from tests.front.test_public_looks import CLIPPED, LANGUAGES

from yesline.cases.models import Case, Order, OrderItem, Paper
from yesline.cases.orders.rules import Terms
from yesline.flows import order, show
from yesline.kernel import clock
from yesline.promises.models import Promise
from yesline.staff.models import Agent

__all__ = ["axe", "browser", "cast", "shift"]
pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def ordered(shift: Shift) -> Case:
    """Tamara wants a faster line, and Anna has it."""
    shift.is_ready()
    case = Case.objects.filter(customer__given_name="Тамара").earliest("pk")
    Case.objects.filter(pk=case.pk).update(
        owner=Agent.objects.get(user__username="anna"), kind="order", title="Интернет побыстрее"
    )
    Promise.objects.all().delete()
    return Case.objects.get(pk=case.pk)


def customer(browser: Browser, door: Door, case: Case, *, language: str = "ru", scheme: str = "light") -> Page:
    """The customer's telephone, on the page of the case."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale=LANGUAGES[language], color_scheme=scheme,
        reduced_motion="reduce",  # type: ignore[arg-type]
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{door.origin}/o/{case.organisation.slug}/case/{show.link(case=case)}/")
    return page


def press(page: Page, name: str) -> None:
    """A deed on the case's page, and the page as it is after it."""
    with page.expect_response(lambda answer: "/do/" in answer.url):
        page.get_by_role("button", name=name, exact=True).click()


def test_the_order_of_the_third_letter(
    shift: Shift, door: Door, browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    settings.PAPERS = tmp_path / "papers"
    case = ordered(shift)
    desk, complaints = opened(browser, door, f"/desk/cases/{case.pk}/", scheme="light", width=1440, shift=shift)
    desk.locator("#wanted").fill("Интернет «Домашний 300» и роутер")
    desk.locator("#price").fill("790,00")
    desk.locator("#discount").fill("первые три месяца половина цены")
    desk.locator("#billing").fill("помесячно, с карты, первого числа")
    press(desk, "Пообещать эти условия")
    for what in ("договор", "данные для входа"):
        desk.locator("input[name=what]").fill(what)
        press(desk, "Добавить")
        expect(desk.locator(".sheets").get_by_text(what)).to_be_visible()
    day = clock.now() + timedelta(days=2)
    desk.get_by_text("Кто-то придёт", exact=True).click()
    desk.locator("#visit-from").fill(f"{day:%Y-%m-%d}T10:00")
    desk.locator("#visit-until").fill(f"{day:%Y-%m-%d}T12:00")
    desk.locator("#visitor").fill("Иван Петров")
    desk.locator("#badge").fill("0417")
    press(desk, "Сообщить клиенту")
    expect(desk.get_by_text("Иван Петров, бейдж 0417")).to_be_visible()
    _keep_picture(desk, "order-desk")

    theirs = customer(browser, door, case)
    expect(theirs.get_by_text("первые три месяца половина цены")).to_be_visible()
    expect(theirs.get_by_text("Анна Кузнецова, сегодня")).to_be_visible()
    theirs.get_by_role("button", name="Да, на этих условиях").click()
    expect(theirs.get_by_text("Вы подтвердили эти условия")).to_be_visible()
    photo = io.BytesIO()
    Image.new("RGB", (320, 200), "#1b4d5c").save(photo, "JPEG")
    theirs.locator("#papers").set_input_files(
        [{"name": "паспорт.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}]
    )
    theirs.get_by_role("button", name="Отправить").click()
    expect(theirs.get_by_text("Вы прислали: паспорт.jpg")).to_be_visible()
    _keep_picture(theirs, "order-page-confirmed")

    desk.goto(f"{door.origin}/desk/cases/{case.pk}/")
    with desk.context.expect_page() as opening:
        desk.get_by_role("link", name="паспорт.jpg").click()
    picture = opening.value.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.naturalWidth") == 320
    opening.value.close()
    for _ in range(2):
        desk.get_by_role("button", name="Передано", exact=True).first.click()
        desk.wait_for_load_state("networkidle")
    expect(desk.get_by_role("button", name="Передано", exact=True)).to_have_count(0)
    theirs.get_by_role("button", name="Теперь работает").click()
    expect(theirs.get_by_text("продолжится то же дело")).to_be_visible()

    found = Order.objects.get()
    assert (Case.objects.get(pk=case.pk).state, found.agreed_by.name, found.confirmed_at is not None) == (
        "closed", "Анна Кузнецова", True,
    )  # fmt: skip
    assert OrderItem.objects.filter(handed_by__name="Анна Кузнецова").count() == 2
    assert Paper.objects.get().name == "паспорт.jpg"
    assert [one for one in complaints if "/sip" not in one] == []
    for page in (theirs, desk):
        page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_customers_page_of_an_order(language: str, shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    case, seat, at = ordered(shift), shift.seat, clock.now()
    given = Terms("Интернет «Домашний 300» и роутер", None, "первые три месяца половина цены", "помесячно")
    order.agree(seat=seat, case_id=case.pk, terms=given, at=at)
    order.add_item(seat=seat, case_id=case.pk, what="данные для входа в личный кабинет и в роутер", at=at)
    window = {"begins": at + timedelta(days=1), "ends": at + timedelta(days=1, hours=2)}
    order.visit(seat=seat, case_id=case.pk, **window, visitor="Иван Петров", badge="0417", at=at)  # type: ignore[arg-type]
    problems: dict[str, list[str]] = {}
    for scheme in ("light", "dark"):
        page = customer(browser, door, case, language=language, scheme=scheme)
        _keep_picture(page, f"order-page-{language}-{scheme}")
        found = [*page.evaluate(CUT_OFF), *page.evaluate(CLIPPED)]
        page.evaluate(axe)
        problems[scheme] = found + page.evaluate(FIND, RULES)
        page.context.close()
    assert json.dumps({where: what for where, what in problems.items() if what}, indent=1, ensure_ascii=False) == "{}"
