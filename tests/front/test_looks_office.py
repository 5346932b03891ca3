"""The office in a browser: each page in three widths, light and dark; nothing cut off, axe is content."""

import json
from datetime import time

import pytest
from playwright.sync_api import Browser
from tests.front import test_looks as looks
from tests.front.conftest import Door
from tests.front.test_looks import Shift

from yesline.flows import invite, recognise, rota
from yesline.kernel import clock
from yesline.orgs.models import Organisation
from yesline.staff.models import Agent, Membership

pytestmark = looks.pytestmark
axe, browser, shift, cast = looks.axe, looks.browser, looks.shift, looks.cast
TRY = "?dialled=88182550200&when=2026-11-22T15:00"
PAGES = (
    "",
    "terms/",
    f"numbers/{TRY}",
    "hours/",
    "people/",
    "people/person/",
    "duty/",
    "rota/",
    "plan/",
    "mine",
    "voice/",
    "directory/",
    "log/?changes",
)


def session_of(door: Door, username: str) -> tuple[str, str]:
    name, value = door.session(Agent.objects.get(user__username=username))["Cookie"].split("=", 1)
    return name, value


def _on_duty(seat: looks.Seat, organisation: Organisation) -> None:
    """The one who looks at night, another by day; one turn is asked of a colleague and one by a colleague."""
    boyana = Agent.objects.get(user__username="boyana")
    numbers = {seat.agent.pk: "+7 921 555-01-70", boyana.pk: "+359 88 812 3456"}
    for agent, days, begins, ends, purpose in (
        (seat.agent, [0, 1, 2, 3, 4], time(18), time(9), "anybody"),
        (boyana, [0, 1, 2, 3, 4], time(9), time(18), "faults"),
        (boyana, [5, 6], time(0), time(0), "emergencies"),
    ):
        rota.plan(
            seat=seat, organisation=organisation, agent_id=agent.pk, purpose=purpose, position=1, on=days,
            begins=begins, ends=ends, number=numbers[agent.pk], at=clock.now(),
        )  # fmt: skip
    duties, _ = rota.mine(seat=seat, at=clock.now())
    turn = duties[1].spell
    given = {"organisation_id": organisation.pk, "at": clock.now()}
    rota.ask(seat=seat, turn_id=turn.turn_id, day=turn.day, agent_id=boyana.pk, **given)
    roles = dict(Membership.objects.filter(agent=boyana).values_list("organisation_id", "role"))
    hers = looks.Seat(agent=boyana, roles=roles)
    theirs, _ = rota.mine(seat=hers, at=clock.now())
    turn = theirs[1].spell
    rota.ask(seat=hers, turn_id=turn.turn_id, day=turn.day, agent_id=seat.agent.pk, **given)


@pytest.mark.parametrize("page", [*PAGES, "invitation"])
def test_a_page_of_the_office(shift: Shift, door: Door, browser: Browser, axe: str, page: str) -> None:
    marina = Agent.objects.get(user__username="marina")
    bank = Organisation.objects.get(slug="pristan")
    roles = dict(Membership.objects.filter(agent=marina).values_list("organisation_id", "role"))
    seat = looks.Seat(agent=marina, roles=roles)
    secret = invite.invite(
        seat=seat, organisation=bank, name="Нина Зимина", email="", role="agent", fluency={}, at=clock.now()
    )
    recognise.card_of_customer(seat=seat, customer_id=looks.Customer.objects.first().pk, at=clock.now())  # type: ignore[union-attr]
    path = f"/office/pristan/{page}".replace("person", str(shift.anna.pk))
    if page == "invitation":
        path = f"/accounts/invitation/{secret}/"
    if page == "mine":
        path = "/desk/duty/"
    if page in {"rota/", "mine"}:
        _on_duty(seat, bank)
    found = {}
    for scheme, widths in {"light": [1440, 390], "dark": [1280]}.items():
        for width in widths:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, locale="ru-RU", color_scheme=scheme  # type: ignore[arg-type]
            )  # fmt: skip
            if page != "invitation":
                name, value = session_of(door, "marina")
                context.add_cookies([{"name": name, "value": value, "url": door.origin}])
            opened = context.new_page()
            complaints: list[str] = []
            opened.on(
                "console",
                lambda said, to=complaints: to.append(said.text) if said.type in {"error", "warning"} else None,
            )
            opened.goto(door.origin + path)
            name = (page.split("?", maxsplit=1)[0].strip("/") or "overview").replace("/", "-")
            looks._keep_picture(opened, f"office-{name}-{scheme}-{width}")
            cut = opened.evaluate(looks.CUT_OFF)
            opened.evaluate(axe)
            found[f"{scheme} {width}"] = [*complaints, *cut, *opened.evaluate(looks.FIND, looks.RULES)]
            context.close()
    assert json.dumps({where: what for where, what in found.items() if what}, indent=1, ensure_ascii=False) == "{}"
