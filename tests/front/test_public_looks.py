"""What people without an account see, in four languages, on a telephone and on a desk, by day and by night."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.mail import send_mail
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from tests.front.conftest import Door
from tests.front.test_looks import CUT_OFF, FIND, RULES, Shift, _keep_picture, axe, browser, cast, shift

from yesline.customers.models import Customer
from yesline.flows import visit
from yesline.kernel import clock

__all__ = ["axe", "browser", "cast", "shift"]
pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PAGE = "/o/severnaya-set/"
LANGUAGES = {"ru": "ru-RU", "uk": "uk-UA", "bg": "bg-BG", "en": "en-GB"}
SIZES = {"light": (390, 1280), "dark": (390, 1280)}
EXAMINED = {("light", 390), ("dark", 1280)}  # by axe
# Words that are cut off, or that stand outside the box they belong to.
CLIPPED = """() => [...document.querySelectorAll('.btn, .badge, .key, h1, h2, label, .banner, td, th')]
  .filter((one) => one.offsetParent && (one.scrollWidth > one.clientWidth + 1))
  .map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""


@pytest.fixture(autouse=True)
def mails_lie_in_a_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path


def page_of_all(_shift: Shift, _page: Page) -> str:
    return PAGE


def own_page(_shift: Shift, _page: Page) -> str:
    tamara = Customer.objects.get(given_name="Тамара", organisation__slug="severnaya-set")
    return f"{PAGE}me/{visit.link(customer=tamara, at=clock.now())}/"


def old_link(_shift: Shift, _page: Page) -> str:
    return f"{PAGE}me/too-old/"


def newcomers_page(_shift: Shift, _page: Page) -> str:
    return "/"


def outbox(_shift: Shift, _page: Page) -> str:
    send_mail("Приглашение в «Северную Сеть»", "Здравствуйте.\nВойдите по ссылке.", None, ["anna@example.org"])
    return "/play/outbox/"


def after_writing(page: Page) -> None:
    page.locator("#said").fill("Интернета нет с обеда, а у внучки экзамен.")
    page.locator("#answer-to").fill("8 921 555-09-99")
    page.locator("#write button").click()
    page.locator(".next .when").wait_for()


def after_a_mistake(page: Page) -> None:
    page.locator("#said").fill("Интернета нет.")
    page.locator("#answer-to").fill("у окна")
    page.locator("#write button").click()
    page.locator("#sorry").wait_for()


def while_it_rings(page: Page) -> None:
    """There is no switch here: what would be seen is shown by hand."""
    page.evaluate(
        "() => document.querySelectorAll('#call [data-call-when]').forEach((one) =>"
        " { one.hidden = !one.dataset.callWhen.split(' ').includes('talking') })"
    )


def nothing_more(_page: Page) -> None:
    """As it comes."""


@dataclass(frozen=True)
class Screen:
    name: str
    where: Callable[[Shift, Page], str]
    then: Callable[[Page], None] = nothing_more


SCREENS = [
    Screen("page", page_of_all),
    Screen("page-mistake", page_of_all, after_a_mistake),
    Screen("page-talking", page_of_all, while_it_rings),
    Screen("page-written", page_of_all, after_writing),
    Screen("own-page", own_page),
    Screen("old-link", old_link),
    Screen("play", newcomers_page),
    Screen("outbox", outbox),
]
SEEN = [(screen, language) for screen in SCREENS for language in LANGUAGES]


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: f"{seen[0].name}-{seen[1]}")
def test_a_public_screen(seen: tuple[Screen, str], shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    screen, language = seen
    problems: dict[str, list[str]] = {}
    for scheme, widths in SIZES.items():
        for width in widths:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, locale=LANGUAGES[language],
                color_scheme=scheme, reduced_motion="reduce",  # type: ignore[arg-type]
            )  # fmt: skip
            page = context.new_page()
            found: list[str] = []
            page.on("console", lambda said, found=found: found.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error, found=found: found.append(str(error)))
            page.goto(door.origin + screen.where(shift, page))
            screen.then(page)
            _keep_picture(page, f"{screen.name}-{language}-{scheme}-{width}")
            assert page.locator("html").get_attribute("lang") == language
            found += [*page.evaluate(CUT_OFF), *page.evaluate(CLIPPED)]
            if (scheme, width) in EXAMINED:
                page.evaluate(axe)
                found += page.evaluate(FIND, RULES)
            # What the server refuses, the browser writes down; the page says it in words.
            problems[f"{scheme} {width}"] = [one for one in found if "status of 4" not in one]
            context.close()
    assert json.dumps({where: what for where, what in problems.items() if what}, indent=1, ensure_ascii=False) == "{}"
