"""The floor in a browser: full, empty, its rows and one call's story; light and dark; nothing cut off."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, expect
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import TAMARA, Shift

from yesline.contacts.models import Contact
from yesline.flows import answer, wrap_up
from yesline.kernel import clock, hints
from yesline.promises.models import Promise
from yesline.routing.models import Offer
from yesline.staff.models import Agent

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast


class Lead:
    """Natalia, who leads; her session opens the pages."""

    def __init__(self, shift: Shift) -> None:
        self.shift = shift
        self.anna = Agent.objects.get(user__username="natalia")


def busy(shift: Shift) -> str:
    """Anna talks, two wait, a dozen were answered today, one left."""
    shift.is_ready()
    now = clock.now()
    for after in (0.3, 0.4, 0.8, 1.5, 4, 12):
        contact = shift.is_rung_by(TAMARA)
        offer = Offer.objects.get(state="live")
        answer.agent_answered(offer_id=offer.pk, channel=offer.channel, at=now)
        Contact.objects.filter(pk=contact.pk).update(answered_at=contact.arrived_at + timedelta(seconds=after))
        shift.caller_leaves()
        wrap_up.finish(seat=shift.seat, contact_id=contact.pk, at=now)
    shift.is_rung_by(TAMARA)
    shift.answers()
    shift.is_rung_by("+79215550182")
    Contact.objects.filter(state="waiting").update(arrived_at=now - timedelta(seconds=41))
    shift.is_rung_by("+380445550121")
    shift.is_rung_by("anonymous")
    answer.caller_left(node="main", channel=f"c{shift.number_of_calls}", lost=False, at=now + timedelta(seconds=30))
    Promise.objects.update(due_at=now + timedelta(minutes=8))
    Agent.objects.filter(user__username="pavel").update(state="break", state_since=now - timedelta(minutes=6))
    return "/floor/"


def empty(_shift: Shift) -> str:
    return "/floor/"


def rows(shift: Shift) -> str:
    busy(shift)
    return "/floor/contacts/"


def story(shift: Shift) -> str:
    busy(shift)
    waiting = Contact.objects.filter(state="waiting").order_by("arrived_at")[0]
    return f"/floor/contacts/{waiting.pk}/"


def owed(shift: Shift) -> str:
    busy(shift)
    return "/floor/promises/"


def people(shift: Shift) -> str:
    busy(shift)
    return "/floor/people/"


SCREENS: list[Callable[[Shift], str]] = [busy, empty, rows, story, owed, people]


def opened(
    browser: Browser, door: Door, path: str, *, scheme: str, width: int, lead: Lead, language: str = "ru"
) -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, locale="ru-RU", color_scheme=scheme, reduced_motion="reduce"  # type: ignore[arg-type]
    )  # fmt: skip
    name, value = door.session(lead.anna)["Cookie"].split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": door.origin}])
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": door.origin}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(door.origin + path)
    page.wait_for_load_state("load")
    return page, complaints


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_a_screen(screen: Callable[[Shift], str], shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    path, lead, found = screen(shift), Lead(shift), {}
    for scheme, widths in {"light": [1440, 1280], "dark": [1280, 1024]}.items():
        for width in widths:
            page, complaints = opened(browser, door, path, scheme=scheme, width=width, lead=lead)
            looks._keep_picture(page, f"floor-{screen.__name__}-{scheme}-{width}")
            cut = page.evaluate(looks.CUT_OFF)
            page.evaluate(axe)
            found[f"{scheme} {width}"] = [*complaints, *cut, *page.evaluate(looks.FIND, looks.RULES)]
            page.context.close()
    assert json.dumps({where: what for where, what in found.items() if what}, indent=1, ensure_ascii=False) == "{}"


def test_longer_words_fit(shift: Shift, door: Door, browser: Browser) -> None:
    """Bulgarian and Ukrainian run longer than Russian; nothing is cut off in any language."""
    busy(shift)
    contact = Contact.objects.filter(state="waiting").order_by("arrived_at")[0]
    found = {}
    for language in ("uk", "bg", "en"):
        for path in ("/floor/", "/floor/contacts/", f"/floor/contacts/{contact.pk}/", "/floor/people/"):
            for scheme, width in (("light", 1280), ("dark", 1440)):
                page, said = opened(
                    browser, door, path, scheme=scheme, width=width, lead=Lead(shift), language=language
                )
                looks._keep_picture(page, f"floor-{language}-{path.strip('/').replace('/', '-')}-{scheme}-{width}")
                found[f"{language} {path} {scheme}"] = [*said, *page.evaluate(looks.CUT_OFF)]
                page.context.close()
    assert {where: what for where, what in found.items() if what} == {}


def test_a_hint_brings_a_look_and_old_news_says_so(
    shift: Shift, door: Door, browser: Browser, no_hints_leave: list[str]
) -> None:
    page, complaints = opened(browser, door, "/floor/", scheme="light", width=1440, lead=Lead(shift))
    first = page.locator("[data-stamp]").get_attribute("data-stamp")
    expect(page.locator("[data-stamp]")).not_to_have_attribute("data-stamp", first or "")  # the stream is open
    expect(page.get_by_text("Никто не ждёт")).to_be_visible()
    shift.is_rung_by(TAMARA)
    with connection.cursor() as cursor:
        for topic in set(no_hints_leave):
            cursor.execute("SELECT pg_notify(%s, %s)", [hints.CHANNEL, topic])
    expect(page.get_by_text("Ждёт 1 человек")).to_be_visible(timeout=1000)
    expect(page.locator("[data-stale]")).to_be_hidden()
    page.context.set_offline(True)
    page.evaluate("document.querySelector('[data-stamp]').dataset.stamp = new Date(Date.now() - 60000).toISOString()")
    expect(page.locator("[data-stale]")).to_be_visible(timeout=3000)
    page.context.close()
    assert [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []
