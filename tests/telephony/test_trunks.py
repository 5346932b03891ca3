"""Trunks come from the table to the switch while it runs, and stay there when it is started without us."""

import asyncio
import re
import socket

import pytest
from tests.telephony.conftest import Table, a_home, free_port, run, until

from yesline.calls import ports
from yesline.running.asterisk import Asterisk, Ports
from yesline.telephony.switch import facts, trunks
from yesline.telephony.switch.switch import Switch

pytestmark = pytest.mark.asterisk
NUMBER = "+78182550100"
DEMO = ports.TrunkLine(name="demo", addresses=("127.0.0.1", "127.0.0.2"))
CARRIER = ports.TrunkLine(name="carrier", addresses=("127.0.7.0/24", "127.0.8.9"), max_calls=2)
ANNA = ports.PushPhone(sip_user="anna-s", secret="secret", kind="sip")


def knows(*lines: ports.TrunkLine) -> ports.WriteRescue:
    return ports.WriteRescue(lines=(), trunks=lines)


async def who_comes(switch: Switch) -> facts.CallerArrived:
    async for fact in switch.facts():
        if isinstance(fact, facts.CallerArrived):
            return fact
    raise AssertionError("the switch went away")


def is_reached(table: Table) -> bool:
    """Anna's phone has registered and answered the switch."""
    return re.search(r"anna-s/.* Avail ", table.telephone.console("pjsip show contacts")) is not None


def test_a_new_trunk_is_heard_at_once_and_a_removed_one_no_more(table: Table) -> None:
    async def story() -> tuple[str, str, str]:
        async with table.switch() as switch:
            await switch.carry_out(knows(DEMO, CARRIER))
            caller = await asyncio.to_thread(table.phone, "+79215550147", address="127.0.7.15")
            caller.dial(NUMBER)
            came = await who_comes(switch)
            await asyncio.to_thread(caller.stop)
            await switch.carry_out(knows(DEMO))
            late = await asyncio.to_thread(table.phone, "+79215550148", address="127.0.8.9")
            late.dial(NUMBER)
            await asyncio.to_thread(late.wait, "CALL_CLOSED")
            return came.trunk, came.dialled, late.ended_because()

    trunk, dialled, refused = run(story())
    assert (trunk, dialled) == ("carrier", NUMBER)
    assert "401" in refused


def test_whoever_dials_from_this_machine_comes_in_by_the_examples_trunk(table: Table) -> None:
    async def story() -> str:
        async with table.switch() as switch:
            await switch.carry_out(knows(DEMO))
            softphone = await asyncio.to_thread(table.phone, "me", address="127.0.0.1")
            softphone.dial(NUMBER)
            return (await who_comes(switch)).trunk

    assert run(story()) == "demo"


def test_a_phone_at_the_address_of_a_trunk_stays_a_phone(table: Table) -> None:
    """Browsers' phones come from 127.0.0.1 too: the front door relays them."""

    async def story() -> bool:
        async with table.switch() as switch:
            await switch.carry_out(knows(DEMO))
            await switch.carry_out(ANNA)
            await asyncio.to_thread(table.phone, "anna-s", password="secret", address="127.0.0.1")
            await until(lambda: is_reached(table), what="her phone to be reached")
            reachable = (await switch.phones.reachable())["anna-s"]
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))
            return reachable

    assert run(story())


def test_a_caller_with_the_name_of_a_phone_is_asked_for_its_password(table: Table) -> None:
    async def story() -> str:
        async with table.switch() as switch:
            await switch.carry_out(knows(DEMO))
            await switch.carry_out(ANNA)
            liar = await asyncio.to_thread(table.phone, "anna-s", address="127.0.0.2")
            liar.dial(NUMBER)
            await asyncio.to_thread(liar.wait, "CALL_CLOSED")
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))
            return liar.ended_because()

    assert "401" in run(story())


def test_a_registered_phone_does_not_notice_that_trunks_changed(table: Table) -> None:
    async def story() -> list[bool]:
        async with table.switch() as switch:
            await switch.carry_out(knows(DEMO))
            await switch.carry_out(ANNA)
            await asyncio.to_thread(table.phone, "anna-s", password="secret")
            await until(lambda: is_reached(table), what="her phone to be reached")
            before = (await switch.phones.reachable())["anna-s"]
            await switch.carry_out(knows(DEMO, CARRIER))
            await until(lambda: "carrier" in table.telephone.console("pjsip show identifies"), what="the new trunk")
            after = (await switch.phones.reachable())["anna-s"]
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))
            await switch.carry_out(knows(DEMO))
            return [before, after]

    assert run(story()) == [True, True]


def test_a_trunk_may_only_come_in(table: Table) -> None:
    """No password of its own, nowhere to register, nothing to transfer to, and one context, which only asks us."""
    shown = table.telephone.console("pjsip show endpoint trunk-demo")
    pairs = (line.partition(":") for line in shown.splitlines())
    settings = {name.strip(): value.strip() for name, _, value in pairs}
    assert {name: settings[name] for name in ("context", "aors", "auth", "allow_transfer", "allow_subscribe")} == {
        "context": "from-trunk",
        "aors": "",
        "auth": "",
        "allow_transfer": "false",
        "allow_subscribe": "false",
    }
    dialplan = table.telephone.console("dialplan show from-trunk")
    assert "Dial(" not in dialplan
    assert "1 extension" in dialplan


def test_a_switch_started_without_us_knows_its_trunks(telephone: Asterisk) -> None:
    with a_home() as place:
        where = Ports(
            sip=free_port(socket.SOCK_DGRAM), http=free_port(socket.SOCK_STREAM), rtp_first=43000, rtp_last=43099
        )
        with Asterisk(place, ports=where, trunks=(CARRIER,)) as first:
            known = first.console("pjsip show identifies")
        with Asterisk(place, ports=where, trunks=()) as second:
            assert second.console("pjsip show identifies") == known
    assert "127.0.7.0/24" in known


def test_what_could_be_read_as_something_else_is_left_out() -> None:
    odd = [
        ports.TrunkLine(name="a]\ntype=auth", addresses=("127.0.0.9",)),
        ports.TrunkLine(name="plain", addresses=("127.0.0.9\nmatch = 0.0.0.0/0",)),
    ]
    assert trunks.as_text(odd) == trunks.as_text([])
