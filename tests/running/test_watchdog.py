"""Who waits is told from who talks, and a standstill from a machine that slept."""

from typing import Any

import pytest

from yesline.running import rescuer
from yesline.running.watchdog import Watch


def channel(name: str, *, app: str = "Stasis", data: str = "yesline,in,demo,+78182550100", at: int = 0) -> Any:
    place = {"app_name": app, "app_data": data}
    return {"id": name, "state": "Ring", "dialplan": place, "creationtime": f"2026-11-23T12:00:{at:02}.000+0000"}


def agent(offer: int) -> Any:
    return channel(f"offer-{offer}", data=f"yesline,agent,{offer}")


def bridge(name: str, *channels: str) -> Any:
    return {"id": name, "channels": list(channels)}


def waiting(channels: list[Any], bridges: list[Any]) -> list[str]:
    return [one["id"] for one in rescuer.waiting(channels, bridges)]


def test_whoever_came_to_us_and_talks_to_nobody_waits_and_the_first_who_came_is_the_first() -> None:
    assert waiting([channel("cem", at=7), channel("dora", at=3), agent(1)], []) == ["dora", "cem"]


def test_whoever_talks_is_left_alone() -> None:
    talking = [channel("cem"), agent(1), channel("dora")]
    assert waiting(talking, [bridge("contact-5", "cem", "offer-1")]) == ["dora"]


def test_whoever_hears_music_together_with_others_waits_all_the_same() -> None:
    assert waiting([channel("cem"), channel("dora")], [bridge("music", "cem", "dora")]) == ["cem", "dora"]


def test_whoever_is_with_the_rescue_plan_is_where_they_should_be() -> None:
    rescued = [channel("cem", app="Dial", data="PJSIP/oleg-s,20"), channel("dora", app="Wait", data="2")]
    assert waiting(rescued, []) == []


def test_whoever_has_lost_their_agent_waits() -> None:
    assert waiting([channel("cem")], [bridge("contact-5", "cem")]) == ["cem"]


def test_phones_that_ring_are_known_from_those_that_were_answered() -> None:
    answered = {**agent(2), "state": "Up"}
    called_back = channel("back-9-1", app="Dial", data="")
    assert rescuer.ringing([channel("cem"), agent(1), answered, called_back]) == ["offer-1"]


class Sign:
    """A sign somebody else gives."""

    last: float | None = None

    def __call__(self) -> float | None:
        return self.last


@pytest.fixture
def sign() -> Sign:
    return Sign()


def stood_still(watch: Watch, *, until: float, since: float = 0) -> list[float]:
    """The moments, half a second apart, at which matching counted as standing still."""
    looks = [since + 0.5 * step for step in range(1, int((until - since) * 2) + 1)]
    return [now for now in looks if watch.stands_still(now=now)]


def test_after_five_seconds_without_a_sign_it_stands_still(sign: Sign) -> None:
    assert stood_still(Watch(sign, now=0), until=6) == [5.5, 6]


def test_every_new_sign_begins_the_time_anew(sign: Sign) -> None:
    watch = Watch(sign, now=0)
    assert stood_still(watch, until=4) == []
    sign.last = 3.0
    assert stood_still(watch, since=4, until=9) == []
    assert stood_still(watch, since=9, until=10) == [10]


def test_a_sign_from_before_the_machine_was_started_is_as_good_as_none(sign: Sign) -> None:
    sign.last = 1e9
    assert stood_still(Watch(sign, now=0), until=5.5) == [5.5]


def test_after_a_sleep_of_the_whole_machine_everybody_gets_the_time_anew(sign: Sign) -> None:
    watch = Watch(sign, now=0)
    assert stood_still(watch, until=4) == []
    assert stood_still(watch, since=60, until=65) == []
