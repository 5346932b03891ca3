"""Every screen in a browser: four widths, light and dark, nothing cut off, no complaints, axe finds nothing serious.

The telephone is played by the flows themselves, so that each state can be held still.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings
from tests.browser import chromium
from tests.front.conftest import Door

from yesline.calls.models import Recording
from yesline.contacts.models import Contact
from yesline.customers.models import Customer
from yesline.example import load
from yesline.flows import answer, arrive, do_as_asked, open_case, route, wrap_up
from yesline.kernel import clock, seal
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Membership, Phone
from yesline.staff.queries import Seat

VENDOR = Path(__file__).parent / "vendor"
TAMARA, HOUSEHOLD, NOBODY_KNOWN = "+79215550147", "+79215550163", "+79215550111"
SIZES = {"light": [1440, 1024], "dark": [1280, 390]}
EXAMINED = {1440, 390}  # by axe, once in each light

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def axe() -> str:
    [line] = (VENDOR / "SHA256SUMS").read_text().splitlines()
    pinned, name = line.split("  ./")
    content = (VENDOR / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == pinned
    return content.decode()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take the tests' own reads for an asynchronous view's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    flags = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Shift:
    """Anna at work in the example, and whoever calls her."""

    def __init__(self) -> None:
        self.anna = Agent.objects.get(user__username="anna")
        self.number_of_calls = 0

    @property
    def seat(self) -> Seat:
        roles = dict(Membership.objects.filter(agent=self.anna).values_list("organisation_id", "role"))
        return Seat(agent=Agent.objects.get(pk=self.anna.pk), roles=roles)

    def is_ready(self, *, kind: str = "browser") -> None:
        Phone.objects.filter(agent=self.anna).delete()
        Phone.objects.create(agent=self.anna, kind=kind, sip_user="anna-x", in_use=True)
        now = clock.now()
        route.phone_seen(node="main", sip_user="anna-x", reachable=True, at=now)
        Agent.objects.filter(pk=self.anna.pk).update(state="available", available_since=now, state_since=now)

    def is_rung_by(self, number: str | None) -> Contact:
        self.number_of_calls += 1
        channel = f"c{self.number_of_calls}"
        given = {"node": "main", "trunk": load.TRUNK, "dialled": load.first_number(), "at": clock.now()}
        arrive.call_arrived(channel=channel, caller_number=number, **given)  # type: ignore[arg-type]
        return Contact.objects.get(key=f"main/{channel}")

    def answers(self) -> None:
        offer = Offer.objects.get(state="live")
        answer.agent_answered(offer_id=offer.pk, channel=offer.channel, at=clock.now())
        answer.connected(contact_id=offer.contact_id, at=clock.now())

    def caller_leaves(self) -> None:
        answer.caller_left(node="main", channel=f"c{self.number_of_calls}", lost=False, at=clock.now())

    def has_talked(self) -> None:
        """A conversation of before: written down, promised, recorded."""
        contact = self.is_rung_by(TAMARA)
        self.answers()
        open_case.save(
            seat=self.seat, contact_id=contact.pk, said="Интернета нет со вчерашнего утра, внучка сдаёт экзамен.",
            topic_id=None, promise_what="перезвонить, когда будет бригада",
            promise_due_at=clock.now() + timedelta(minutes=50), at=clock.now(),
        )  # fmt: skip
        self.caller_leaves()
        wrap_up.finish(seat=self.seat, contact_id=contact.pk, at=clock.now())
        Recording.objects.filter(contact=contact).update(state="kept", path="x.opus", sha256="0" * 64, seconds=92)

    def lets_it_ring(self) -> None:
        self.is_rung_by(NOBODY_KNOWN)
        route.offer_not_answered(offer_id=Offer.objects.get(state="live").pk, at=clock.now())

    def loses_the_phone(self) -> None:
        answer.agent_left(offer_id=Offer.objects.filter(state="accepted").latest("pk").pk, lost=True, at=clock.now())


@pytest.fixture
def shift(browser: Browser, transactional_db: None, settings: Settings) -> Shift:
    cache.clear()
    settings.EXAMPLE = True
    load.load()
    seal.keep(settings.SECRET_KEY)
    return Shift()


@pytest.fixture
def cast(shift: Shift) -> Shift:
    """The door of these tests opens on the example instead of the cast."""
    return shift


def quiet(_shift: Shift) -> str:
    return "/desk/"


def ready(shift: Shift) -> str:
    shift.is_ready()
    shift.has_talked()
    return "/desk/"


def let_ring(shift: Shift) -> str:
    shift.is_ready()
    shift.lets_it_ring()
    return "/desk/"


def ringing(shift: Shift) -> str:
    ready(shift)
    shift.is_rung_by(TAMARA)
    return "/desk/"


def several_ring(shift: Shift) -> str:
    shift.is_ready(kind="sip")
    shift.is_rung_by(HOUSEHOLD)
    return "/desk/"


def talking(shift: Shift) -> str:
    ringing(shift)
    shift.answers()
    return "/desk/"


def talking_to_nobody_known(shift: Shift) -> str:
    shift.is_ready()
    shift.is_rung_by("anonymous")
    shift.answers()
    return "/desk/"


def choosing(shift: Shift) -> str:
    several_ring(shift)
    shift.answers()
    return "/desk/"


def held(shift: Shift) -> str:
    talking(shift)
    Contact.objects.filter(state="talking").update(held=True, recording_refused=True)
    return "/desk/"


def not_held(shift: Shift) -> str:
    talking(shift)
    contact = Contact.objects.get(state="talking")
    answer.hold(seat=shift.seat, contact_id=contact.pk, at=clock.now())
    [wish] = do_as_asked.commands_for(node="main", at=clock.now())
    do_as_asked.command_failed(command_id=wish.command_id or 0, error="Bridge not found", at=clock.now())
    return "/desk/"


def lost(shift: Shift) -> str:
    talking(shift)
    shift.loses_the_phone()
    return "/desk/"


def wrapping_up(shift: Shift) -> str:
    talking(shift)
    shift.caller_leaves()
    return "/desk/"


def card(shift: Shift) -> str:
    ready(shift)
    return f"/desk/customers/{Customer.objects.filter(given_name='Тамара').earliest('pk').pk}/"


def gate(_shift: Shift) -> str:
    return "/accounts/login/"


def front_page(_shift: Shift) -> str:
    return "/"


SCREENS: list[Callable[[Shift], str]] = [
    quiet, ready, let_ring, ringing, several_ring, talking, talking_to_nobody_known, choosing, held, not_held, lost,
    wrapping_up, card, gate, front_page,
]  # fmt: skip
# What is wider than the screen or its part; and words that stand outside their own box, over a neighbour's, or where
# something hides them: a table that can be pushed aside hides its last column, too.
CUT_OFF = """() => {
  const parts = [document.documentElement, ...document.querySelectorAll('.side, .sheet, .phone, .top, .card, .leaf')];
  const found = parts.filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.tagName}.${one.className}: ${one.scrollWidth} > ${one.clientWidth}`);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || !holder.checkVisibility() || holder.closest('.sr, .skip, .find, script, option')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const ends = Math.max(...[...range.getClientRects()].map((one) => one.right));
    let own = holder;
    while (getComputedStyle(own).display === 'inline') own = own.parentElement;
    for (let box = own; box && box !== document.body; box = box.parentElement) {
      const hides = getComputedStyle(box).overflowX !== 'visible';
      if ((box === own || hides) && ends > box.getBoundingClientRect().right + 1.5) {
        const where = `${box.tagName}.${box.className}`;
        found.push(`${hides ? 'hidden in' : 'stands out of'} ${where}: ${node.data.trim().slice(0, 40)}`);
        break;
      }
    }
  }
  return found;
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIND = """async (rules) => (await axe.run(document, {runOnly: rules})).violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)"""


def opened(browser: Browser, door: Door, path: str, *, scheme: str, width: int, shift: Shift) -> tuple[Page, list[str]]:
    complaints: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale="ru-RU",
        color_scheme=scheme,
        reduced_motion="reduce",  # type: ignore[arg-type]
    )
    if path.startswith("/desk/"):
        name, value = door.session(shift.anna)["Cookie"].split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": door.origin}])
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(door.origin + path)
    return page, complaints


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_a_screen(screen: Callable[[Shift], str], shift: Shift, door: Door, browser: Browser, axe: str) -> None:
    path = screen(shift)
    found: dict[str, Any] = {}
    for scheme, widths in SIZES.items():
        for width in widths:
            page, complaints = opened(browser, door, path, scheme=scheme, width=width, shift=shift)
            page.wait_for_load_state("load")
            _keep_picture(page, f"{screen.__name__}-{scheme}-{width}")
            cut = page.evaluate(CUT_OFF)
            # The policy forbids foreign scripts, as it should; axe comes in by the debugger's door.
            page.evaluate(axe)
            found[f"{scheme} {width}"] = [*complaints, *cut, *page.evaluate(FIND, RULES)]
            page.context.close()
    # A phone that can't reach a switch complains, and there is none here.
    problems = {where: [one for one in what if "/sip" not in one] for where, what in found.items()}
    assert json.dumps({where: what for where, what in problems.items() if what}, indent=1, ensure_ascii=False) == "{}"


def _keep_picture(page: Page, name: str) -> None:
    """With YESLINE_PICTURES=<folder> every screen is kept to be looked at."""
    folder = os.environ.get("YESLINE_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_refusal_stands_beside_the_button(shift: Shift, door: Door, browser: Browser) -> None:
    page, complaints = opened(browser, door, "/desk/", scheme="light", width=1440, shift=shift)
    page.locator("#be-available").click()
    expect(page.locator(".phone .word")).to_contain_text("Сначала выберите телефон")
    page.context.close()
    assert [one for one in complaints if "409" not in one] == []
