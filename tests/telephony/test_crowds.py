"""Who calls too often and who tries to get in, counted."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from yesline.calls import ports
from yesline.telephony.arrivals import Arrivals
from yesline.telephony.crowds import A_MINUTE, Crowds, Often, tries
from yesline.telephony.switch import facts

CEM, DORA = "+79215550147", "+79215550163"
LINE = (
    '[2026-11-23 19:00:18.846] SECURITY[12318] res_security_log.c: SecurityEvent="{event}",EventTV="2026-11-23",'
    'Severity="Error",Service="PJSIP",EventVersion="1",AccountID="100",SessionID="x",'
    'LocalAddress="IPV4/UDP/127.0.0.1/5160",RemoteAddress="IPV4/UDP/{address}/53724"'
)


def test_a_person_who_redials_is_never_too_often() -> None:
    often = Often()
    assert not any(often.is_too_often(CEM, second) for second in range(0, 600, 5))


def test_the_twenty_first_call_within_a_minute_is_one_too_many() -> None:
    often = Often()
    assert [often.is_too_often(CEM, second) for second in range(A_MINUTE + 1)] == [False] * A_MINUTE + [True]


def test_what_was_turned_away_does_not_count() -> None:
    """Otherwise whoever goes on trying would never be heard again."""
    often = Often()
    taken = [second for second in range(121) if not often.is_too_often(CEM, second)]
    assert taken == [*range(20), *range(60, 80), 120]


def test_one_number_s_crowd_is_not_another_s() -> None:
    often = Often()
    for second in range(50):
        often.is_too_often(CEM, second)
    assert often.is_too_often(DORA, 50) is False


def test_withheld_numbers_are_nobody_in_particular() -> None:
    often = Often()
    assert not any(often.is_too_often("", 0) for _ in range(100))


def test_tries_are_counted_by_address_and_challenges_are_none() -> None:
    events = {
        "InvalidAccountID": "192.0.2.9",
        "InvalidPassword": "192.0.2.9",
        "ChallengeResponseFailed": "192.0.2.7",
        "ChallengeSent": "192.0.2.1",
    }
    lines = [LINE.format(event=event, address=address) for event, address in events.items()]
    assert tries([*lines, "half a li"]) == Counter({"192.0.2.9": 2, "192.0.2.7": 1})


class Listener:
    """In place of the switch: what was wished of it."""

    def __init__(self) -> None:
        self.wishes: list[ports.Wish] = []

    async def wish(self, wish: ports.Wish) -> bool:
        self.wishes.append(wish)
        return True


@pytest.fixture
def crowds(tmp_path: Path) -> Crowds:
    return Crowds(Listener(), strangers=tmp_path / "strangers.log")  # type: ignore[arg-type]


def test_a_call_too_many_hears_busy_and_is_asked_of_nobody(crowds: Crowds) -> None:
    call = facts.CallerArrived(channel="c21", number=CEM, name=None, trunk="demo", dialled="+78182550100")
    for _ in range(A_MINUTE):
        assert not crowds.is_one_too_many(call)
    listener = Listener()
    arrivals = Arrivals(listener, "main", crowds)  # type: ignore[arg-type]
    asyncio.run(arrivals.arrived(call, datetime.now(UTC)))
    assert listener.wishes == [ports.HangUp(channel="c21", busy=True)]
    assert crowds._turned == Counter({(CEM, "demo", "+78182550100"): 1})


def test_the_log_of_strangers_is_read_on_and_begun_anew_when_it_is_long(crowds: Crowds, tmp_path: Path) -> None:
    log = tmp_path / "strangers.log"
    one = LINE.format(event="InvalidPassword", address="192.0.2.9") + "\n"
    assert crowds._new_tries() == Counter()
    log.write_text(one * 3)
    assert crowds._new_tries() == Counter({"192.0.2.9": 3})
    with log.open("a") as more:
        more.write(one * 5000)
    assert crowds._new_tries() == Counter({"192.0.2.9": 5000})
    assert log.stat().st_size == 0
    with log.open("a") as more:
        more.write(one)
    assert crowds._new_tries() == Counter({"192.0.2.9": 1})
