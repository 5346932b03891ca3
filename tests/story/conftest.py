"""One house for all stories; callers and agents come for one story and leave after it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright
from tests.story.house import Agent, Caller, House, running_house, until

from yesline.example import tones
from yesline.example.sip_phone import SipPhone

TAMARA, GENNADY, HOUSEHOLD, NOBODY_KNOWN = "+79215550147", "+79215550182", "+79215550163", "+79215550111"
FRAME = 4  # bytes: two channels of 16 bit
TROUBLE, BANK = "+78182550100", "+78182550200"
MOBILE, MOBILE_HZ, _OUTSIDE = "+79215550170", 1300.0, "127.0.9.1"


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    with running_house() as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as ready:
        yield ready


class Stage:
    """Who is in this story."""

    def __init__(self, house: House, playwright: Playwright) -> None:
        self.house, self.playwright = house, playwright
        self.callers: list[Caller] = []
        self.agents: list[Agent] = []

    def caller(self, number: str = TAMARA, *, hz: float = 440) -> Caller:
        self.callers.append(Caller(self.house, number, hz=hz))
        return self.callers[-1]

    def agent(self, username: str, *, hz: float = 1500, deaf: bool = False) -> Agent:
        self.agents.append(Agent(self.house, self.playwright, username, hz=hz, deaf=deaf))
        return self.agents[-1]

    def ready(self, username: str, *, hz: float = 1500) -> Agent:
        agent = self.agent(username, hz=hz)
        agent.is_ready()
        return agent

    def recorded_so_far(self) -> float:
        """Seconds of the newest call that the switch has written down."""
        [(channel,)] = self.house.rows("SELECT channel FROM calls_recording ORDER BY id DESC LIMIT 1")
        return self.house.raw(channel).stat().st_size / FRAME / tones.RATE

    def empties(self) -> None:
        """Everybody leaves; the next story begins with nobody on the line and nobody on duty."""
        for caller in self.callers:
            caller.leaves()
        for agent in self.agents:
            agent.leaves()
        until(self._nobody_on_the_line, what="the line to be empty")
        self.house.write(  # whoever gave up in this story is called back in no other
            "UPDATE contacts_contact SET state = 'ended', outcome = 'settled', ended_at = now(), call_at = NULL"
            " WHERE left_at IS NOT NULL AND state <> 'ended'"
        )
        self.house.write(
            "UPDATE contacts_contact SET wrapped_up_at = now() WHERE agent_id IS NOT NULL AND wrapped_up_at IS NULL"
        )
        self.house.write(
            "UPDATE staff_agent SET state = 'offline', state_reason = '', available_since = NULL, reachable = false"
        )
        self.house.write("UPDATE staff_phone SET in_use = false WHERE kind = 'browser'")

    def _nobody_on_the_line(self) -> bool:
        here = (
            "SELECT 1 FROM contacts_contact WHERE state <> 'ended' AND (left_at IS NULL OR state = 'calling') LIMIT 1"
        )
        return not self.house.rows(here)


@pytest.fixture
def stage(house: House, playwright: Playwright) -> Iterator[Stage]:
    here = Stage(house, playwright)
    try:
        yield here
    finally:
        here.empties()


@pytest.fixture
def mobile(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SipPhone]:
    """Anna's mobile, in a network of its own; the line's first address is where that network takes calls."""
    ((before,),) = house.rows("SELECT addresses FROM orgs_trunk WHERE name = 'demo'")
    house.write("UPDATE orgs_trunk SET addresses = %s WHERE name = 'demo'", [_OUTSIDE, *before])
    folder = tmp_path_factory.mktemp("mobile")
    with SipPhone(
        house.phones,
        user=MOBILE,
        server=house.sip,
        address=_OUTSIDE,
        port=5060,
        plays=tones.tone(folder / "hums.wav", MOBILE_HZ, 120),
        hears=folder / "heard.wav",
    ) as phone:
        yield phone
    house.write("UPDATE orgs_trunk SET addresses = %s WHERE name = 'demo'", before)
