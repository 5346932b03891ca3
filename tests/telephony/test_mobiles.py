"""An agent's mobile, beyond a line: whoever picks up there presses a key, and a voicemail is never a person."""

import asyncio
import socket

import pytest
from tests.telephony.conftest import CALLER, Table, free_port, run, until

from yesline.calls import ports
from yesline.example import tones
from yesline.example.sip_phone import SipPhone
from yesline.telephony.switch import facts, keys, trunks
from yesline.telephony.switch.facts import NotTaken
from yesline.telephony.switch.switch import Switch

pytestmark = pytest.mark.asterisk
MOBILE, OURS, BEEP_HZ = "+79215550170", "+78182550100", 440.0


def a_mobile(table: Table, *, answers: str = "manual") -> tuple[SipPhone, ports.RingAgent]:
    """Anna's mobile, and the wish that rings it by the line `demo`."""
    port = free_port(socket.SOCK_DGRAM)
    phone = table.phone(MOBILE, hz=1300, address=CALLER, port=port, answers=answers)
    where = ports.Outside(trunk="demo", address=f"{CALLER}:{port}", number=MOBILE, shown_as=OURS)
    return phone, ports.RingAgent(offer_id=9, outside=where, caller_name="Cem", caller_number="+7 921", ring_for=30)


async def next_fact(ours: Switch) -> facts.Fact:
    async for fact in ours.facts():
        return fact
    raise AssertionError("the switch went away")


def test_whoever_picks_up_hears_two_short_tones_and_has_answered_when_a_key_is_pressed(table: Table) -> None:
    async def story() -> tuple[str, bool, facts.Fact]:
        async with table.switch() as ours:
            anna, wish = await asyncio.to_thread(a_mobile, table)
            await ours.carry_out(wish)
            rung = await asyncio.to_thread(anna.wait, "CALL_INCOMING")
            anna.answer()
            told = asyncio.create_task(next_fact(ours))
            await until(lambda: _beeps(anna), what="the tones that ask for a key")
            silent_so_far = not told.done()
            anna.press("1")
            fact = await told
            await ours.carry_out(ports.HangUp(channel="offer-9"))
            return str(rung.particulars["peeruri"]), silent_so_far, fact

    shown, nothing_before_the_key, fact = run(story())
    assert OURS in shown
    assert nothing_before_the_key
    assert fact == facts.AgentAnswered(offer_id=9, channel="offer-9")


def test_a_voicemail_has_not_answered(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "WITHIN", 1.0)

    async def story() -> facts.Fact:
        async with table.switch() as ours:
            _voicemail, wish = await asyncio.to_thread(a_mobile, table, answers="auto")
            await ours.carry_out(wish)
            return await next_fact(ours)

    assert run(story()) == facts.OfferEnded(offer_id=9, how=NotTaken.NOT_ANSWERED)


def test_who_hangs_up_without_a_key_has_not_answered(table: Table) -> None:
    async def story() -> facts.Fact:
        async with table.switch() as ours:
            anna, wish = await asyncio.to_thread(a_mobile, table)
            await ours.carry_out(wish)
            await asyncio.to_thread(anna.wait, "CALL_INCOMING")
            anna.answer()
            await until(lambda: _beeps(anna), what="the tones that ask for a key")
            anna.hang_up()
            return await next_fact(ours)

    assert run(story()) == facts.OfferEnded(offer_id=9, how=NotTaken.NOT_ANSWERED)


def test_who_declines_has_declined(table: Table) -> None:
    async def story() -> facts.Fact:
        async with table.switch() as ours:
            anna, wish = await asyncio.to_thread(a_mobile, table)
            await ours.carry_out(wish)
            await asyncio.to_thread(anna.wait, "CALL_INCOMING")
            anna.decline()
            return await next_fact(ours)

    assert run(story()) == facts.OfferEnded(offer_id=9, how=NotTaken.DECLINED)


@pytest.mark.parametrize(
    "where",
    [
        {"number": "+7921;transport=tcp"},
        {"number": ""},
        {"trunk": "demo/sip:elsewhere"},
        {"address": "127.0.0.2@evil"},
        {"address": ""},
    ],
)
def test_what_is_not_plain_is_never_dialled(where: dict[str, str]) -> None:
    plain = {"trunk": "demo", "address": CALLER, "number": MOBILE, "shown_as": OURS}

    assert trunks.endpoint(ports.Outside(**plain)) == f"PJSIP/trunk-demo/sip:{MOBILE}@{CALLER}"
    with pytest.raises(ValueError, match="can't be reached"):
        trunks.endpoint(ports.Outside(**plain | where))


def _beeps(phone: SipPhone) -> bool:
    heard = tones.so_far(phone.hears)[-2 * tones.RATE :]
    return len(heard) == 2 * tones.RATE and tones.shares(tones.sounding(heard), tones.RATE, BEEP_HZ) > 0.8
