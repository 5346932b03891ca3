"""Phones are pushed into the switch, and it proves which of them can be reached."""

import asyncio
import os
import time

import pytest
from tests.telephony.conftest import Table, run

from yesline.calls import ports
from yesline.example.sip_phone import PhoneTrouble
from yesline.telephony.switch import facts
from yesline.telephony.switch.switch import Switch

pytestmark = pytest.mark.asterisk
ANNA = ports.PushPhone(sip_user="anna-s", secret="secret", kind="sip")


async def next_sight(switch: Switch) -> facts.PhoneSeen:
    async for fact in switch.facts():
        if isinstance(fact, facts.PhoneSeen):
            return fact
    raise AssertionError("the switch went away")


def test_a_pushed_phone_registers_and_is_seen_and_missed(table: Table) -> None:
    async def story() -> list[facts.PhoneSeen]:
        async with table.switch() as switch:
            await switch.carry_out(ANNA)
            phone = await asyncio.to_thread(table.phone, "anna-s", password="secret")
            seen = [await next_sight(switch)]
            await asyncio.to_thread(phone.stop)  # it says goodbye
            seen.append(await next_sight(switch))
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))
            return seen

    assert run(story()) == [facts.PhoneSeen(sip_user="anna-s", reachable=here) for here in (True, False)]


def test_another_secret_opens_nothing(table: Table) -> None:
    async def story() -> None:
        async with table.switch() as switch:
            await switch.carry_out(ANNA)
            with pytest.raises(PhoneTrouble, match="could not register"):
                await asyncio.to_thread(table.phone, "anna-s", password="another", patience=1.0)
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))

    run(story())


def test_a_new_secret_counts_at_once_and_the_old_one_no_more(table: Table) -> None:
    async def story() -> None:
        async with table.switch() as switch:
            await switch.carry_out(ANNA)
            await switch.carry_out(ports.PushPhone(sip_user="anna-s", secret="newer", kind="sip"))
            with pytest.raises(PhoneTrouble, match="could not register"):
                await asyncio.to_thread(table.phone, "anna-s", password="secret", patience=1.0)
            await asyncio.to_thread(table.phone, "anna-s", password="newer")
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))

    run(story())


def test_a_dropped_phone_can_register_no_more(table: Table) -> None:
    async def story() -> None:
        async with table.switch() as switch:
            await switch.carry_out(ANNA)
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))
            with pytest.raises(PhoneTrouble, match="could not register"):
                await asyncio.to_thread(table.phone, "anna-s", password="secret", patience=1.0)

    run(story())


def test_pushed_again_a_phone_stays_registered_with_one_contact(table: Table) -> None:
    """Asterisk would make a living registration permanent if its aor were put again; then it never ends."""

    async def story() -> list[str]:
        async with table.switch() as switch:
            await switch.carry_out(ANNA)
            phone = await asyncio.to_thread(table.phone, "anna-s", password="secret")
            await switch.carry_out(ANNA)
            assert (await switch.phones.reachable())["anna-s"]
            await asyncio.to_thread(phone.stop)
            contacts = table.telephone.console("pjsip show contacts").splitlines()
            await switch.carry_out(ports.DropPhone(sip_user="anna-s"))
            return [line for line in contacts if "anna-s/" in line]

    assert run(story()) == []


def test_a_thousand_phones_are_pushed_within_five_seconds(table: Table) -> None:
    async def story() -> tuple[float, int]:
        async with table.switch() as switch:
            pushes = [ports.PushPhone(sip_user=f"many-{n}", secret="secret", kind="browser") for n in range(1000)]
            began = time.monotonic()
            await asyncio.gather(*(switch.carry_out(push) for push in pushes))
            took = time.monotonic() - began
            known = [name for name in await switch.phones.reachable() if name.startswith("many-")]
            await asyncio.gather(*(switch.phones.drop(push.sip_user) for push in pushes))
            return took, len(known)

    took, known = run(story())
    assert known == 1000
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # this machine has other work to do
    assert took < 5 * crowd


def test_a_telephone_that_waited_in_vain_says_whether_it_still_obeys(table: Table) -> None:
    phone, said = table.caller(), []
    for _ in range(2):
        with pytest.raises(PhoneTrouble) as trouble:
            phone.wait("CALL_ESTABLISHED", timeout=0.01)
        said.append(str(trouble.value).splitlines()[0])
        phone.die()
    in_vain = "The phone waited 0 s for CALL_ESTABLISHED; what happened: nothing."
    assert said == [in_vain, f"{in_vain} It does no more what it is asked."]
