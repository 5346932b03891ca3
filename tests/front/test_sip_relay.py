"""/sip: a browser's phone reaches the switch, its own and no other, and nobody else does."""

import threading
import time
from collections.abc import Callable

import pytest
from tests.cast import Cast
from tests.front.conftest import Door, Switch
from tests.front.test_sip_rules import sip
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from yesline.front import identity, sip_relay
from yesline.staff.models import Agent, Phone

pytestmark = pytest.mark.django_db(transaction=True)
TakePhone = Callable[[Agent], Phone]


def phone(door: Door, agent: Agent | None, *, origin: str | None = None, protocol: str = "sip") -> ClientConnection:
    headers = door.session(agent) if agent else {}
    url = f"ws://127.0.0.1:{door.port}/sip"
    return connect(url, origin=origin or door.origin, subprotocols=[protocol], additional_headers=headers, proxy=None)  # type: ignore[arg-type,list-item]


def refused(door: Door, agent: Agent | None, **how: str) -> int:
    with pytest.raises(InvalidStatus) as refusal, phone(door, agent, **how):
        pass
    return refusal.value.response.status_code


def until(question: Callable[[], bool], *, within: float) -> bool:
    """Waits for a condition, and says whether it came true in time."""
    end = time.monotonic() + within
    while not (true := question()) and time.monotonic() < end:
        time.sleep(0.02)
    return true


def test_a_phone_speaks_with_the_switch(cast: Cast, door: Door, switch: Switch, browser_phone: TakePhone) -> None:
    own = browser_phone(cast.anna).sip_user
    with phone(door, cast.anna) as line:
        assert line.subprotocol == "sip"
        line.send(sip("REGISTER sip:yesline SIP/2.0", of=own, to=own))
        assert str(line.recv(5)).startswith("SIP/2.0 200 OK")
    assert [message.split("\r\n")[0] for message in switch.heard] == ["REGISTER sip:yesline SIP/2.0"]


def test_nobody_unknown_gets_through(cast: Cast, door: Door, switch: Switch, browser_phone: TakePhone) -> None:
    browser_phone(cast.anna)
    assert refused(door, None) == 403
    assert refused(door, cast.bo) == 403, "Bo uses no browser phone"
    assert refused(door, cast.anna, origin="http://evil.example") == 403
    assert refused(door, cast.anna, protocol="chat") == 403
    assert switch.open == []


def test_a_browser_calls_nobody(cast: Cast, door: Door, switch: Switch, browser_phone: TakePhone) -> None:
    own = browser_phone(cast.anna).sip_user
    with phone(door, cast.anna) as line:
        line.send(sip("INVITE sip:+79215550999@yesline SIP/2.0", of=own, to="+79215550999"))
        assert str(line.recv(5)).startswith("SIP/2.0 403 Forbidden")
    assert switch.heard == []


def test_broken_words_end_the_line(cast: Cast, door: Door, switch: Switch, browser_phone: TakePhone) -> None:
    browser_phone(cast.anna)
    with phone(door, cast.anna) as line:
        line.send("REGISTER and something behind it")
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == sip_relay.BAD_MESSAGE
    assert switch.heard == []


def test_a_browser_that_vanishes_leaves_the_switch(
    cast: Cast, door: Door, switch: Switch, browser_phone: TakePhone
) -> None:
    """No goodbye: the browser simply answers no ping any more."""
    browser_phone(cast.anna)
    line = phone(door, cast.anna)
    assert until(lambda: len(switch.open) == 1, within=5)
    line.socket.detach()
    assert until(lambda: switch.open == [], within=5)


def test_a_switch_that_is_away_is_no_phone(cast: Cast, door: Door, settings, browser_phone: TakePhone) -> None:
    settings.ARI_URL = "http://127.0.0.1:9"
    browser_phone(cast.anna)
    assert refused(door, cast.anna) == 403


def test_a_phone_taken_elsewhere_is_cut_off(
    cast: Cast, door: Door, switch: Switch, browser_phone: TakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sip_relay, "CHECK_EVERY", 0.1)
    browser_phone(cast.anna)
    with phone(door, cast.anna) as line:
        Phone.objects.update(in_use=False)
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == sip_relay.NOT_YOURS


def test_a_database_that_is_away_cuts_nobody_off(
    cast: Cast, door: Door, switch: Switch, browser_phone: TakePhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    async def away(_door: object) -> None:
        asked.set()
        raise identity.CantSay

    monkeypatch.setattr(sip_relay, "CHECK_EVERY", 0.05)
    own = browser_phone(cast.anna).sip_user
    with phone(door, cast.anna) as line:
        monkeypatch.setattr(identity, "visitor", away)
        assert asked.wait(5)
        line.send(sip("REGISTER sip:yesline SIP/2.0", of=own, to=own))
        assert str(line.recv(5)).startswith("SIP/2.0 200 OK")
        assert refused(door, cast.anna) == 403
