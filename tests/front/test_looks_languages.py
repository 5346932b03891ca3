"""The office and the gate in all four languages, where there is least room for their words; and what is new there."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import Shift
from tests.front.test_looks_office import TRY, session_of

from yesline.flows import invite, recognise
from yesline.kernel import clock
from yesline.orgs.models import Organisation
from yesline.staff.models import Agent, Membership

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast
OFFICE = ("", "terms/", f"numbers/{TRY}", "hours/", "people/", "people/person/", "duty/", "voice/", "directory/",
          "log/?changes", "standing/", "standing/another/")  # fmt: skip
GATE = ("login", "invitation", "join", "too old", "ways/")
LOOKS = (
    ("ru", "light", 1440), ("uk", "light", 1280), ("bg", "dark", 1280), ("en", "dark", 1440), ("bg", "light", 390),
    ("uk", "dark", 390), ("en", "light", 390),
)  # fmt: skip


@pytest.fixture
def path_of(shift: Shift, settings: Settings) -> Callable[[str], str]:
    """Where a page is, with something on it."""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{
        "provider_id": "sso.example.org", "name": "sso.example.org", "client_id": "yesline", "secret": "hush",
        "settings": {"server_url": "https://sso.example.org"},
    }]}}  # fmt: skip
    marina = Agent.objects.get(user__username="marina")
    bank = Organisation.objects.get(slug="pristan")
    seat = looks.Seat(agent=marina, roles=dict(_roles(marina)))
    given = {"email": "", "role": "agent", "fluency": {}, "at": clock.now()}
    secret = invite.invite(seat=seat, organisation=bank, name="Нина Зимина", **given)
    recognise.card_of_customer(seat=seat, customer_id=looks.Customer.objects.first().pk, at=clock.now())  # type: ignore[union-attr]
    gate = {"login": "login/", "invitation": f"invitation/{secret}/", "join": f"invitation/{secret}/",
            "too old": "invitation/guessed/", "ways/": "ways/"}  # fmt: skip
    return lambda page: (
        f"/accounts/{gate[page]}" if page in gate else f"/office/pristan/{page}".replace("person", str(shift.anna.pk))
    )


def _roles(agent: Agent) -> list[tuple[int, str]]:
    return list(Membership.objects.filter(agent=agent).values_list("organisation_id", "role"))


@pytest.mark.parametrize("page", [*OFFICE, *GATE])
def test_a_page_in_every_language(
    path_of: Callable[[str], str], door: Door, browser: Browser, axe: str, page: str
) -> None:
    found = {}
    for language, scheme, width in LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, color_scheme=scheme  # type: ignore[arg-type]
        )  # fmt: skip
        if page not in {"login", "invitation", "too old"}:
            name, value = session_of(door, "marina")
            context.add_cookies([{"name": name, "value": value, "url": door.origin}])
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda said, to=complaints: to.append(said.text) if said.type == "error" else None)
        opened.goto(door.origin + path_of(page))
        name = (page.split("?", maxsplit=1)[0].strip("/") or "overview").replace("/", "-").replace(" ", "-")
        looks._keep_picture(opened, f"{name}-{language}-{scheme}-{width}")
        cut = opened.evaluate(looks.CUT_OFF)
        opened.evaluate(axe)
        said = [one for one in complaints if "404" not in one]  # which is what the page says, too
        found[f"{language} {scheme} {width}"] = [*said, *cut, *opened.evaluate(looks.FIND, looks.RULES)]
        context.close()
    assert json.dumps({where: what for where, what in found.items() if what}, indent=1, ensure_ascii=False) == "{}"
