"""Callers who wait in Asterisk for somebody who does not come: found, and sent to the rescue plan on its disk."""

import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from yesline.running.switch_door import Closed, Door
from yesline.telephony.switch.legs import HELD_IN

log = logging.getLogger(__name__)
Said = Mapping[str, Any]
_CONVERSATION, _AGENT = "contact-", "offer-"
_SOUNDS = ("ring", "notice")  # what may be played to somebody who waits, each named after it and the channel


def in_conversation(bridges: Iterable[Said]) -> set[str]:
    """The channels that talk to each other."""
    both = [one["channels"] for one in bridges if one["id"].startswith(_CONVERSATION) and len(one["channels"]) > 1]
    return {channel for channels in both for channel in channels}


def with_an_agent(bridges: Iterable[Said]) -> set[str]:
    """The conversations where an agent is, be their caller on hold or not."""
    return {one["id"] for one in bridges if any(name.startswith(_AGENT) for name in one["channels"])}


def waiting(channels: Iterable[Said], bridges: Iterable[Said]) -> list[Said]:
    """Callers who came to us and talk to nobody, in order of arrival. Who is on hold is among them."""
    talking = in_conversation(bridges)
    came = [one for one in channels if _came_to_us(one) and one["id"] not in talking]
    return sorted(came, key=lambda one: str(one["creationtime"]))


def ringing(channels: Iterable[Said]) -> list[str]:
    """Agents' phones that ring: whoever picks up now would not be joined to anybody.

    Those that were answered are left: that agent waits for a customer who is being called back, or hangs up.
    """
    return [one["id"] for one in channels if one["id"].startswith(_AGENT) and one["state"] != "Up"]


def rescue(door: Door, *, still: Callable[[], bool]) -> int:
    """Send everybody who waits to the rescue plan, as long as it is `still` needed. How many went.

    Conversations are left alone, those on hold too. A phone that rings for one of them is let go first: it must not
    ring for somebody who is rung for elsewhere.
    """
    channels, bridges = door.ask("GET", "channels"), door.ask("GET", "bridges")
    if still():
        _let_go(door, ringing(channels))
    waits = [one for one in waiting(channels, bridges) if not _is_on_hold(door, one, with_an_agent(bridges))]
    return sum(still() and _sent(door, caller["id"]) for caller in waits)


def _came_to_us(channel: Said) -> bool:
    place = channel.get("dialplan", {})
    return place.get("app_name") == "Stasis" and str(place.get("app_data", "")).split(",")[1:2] == ["in"]


def _is_on_hold(door: Door, caller: Said, attended: set[str]) -> bool:
    if caller["state"] != "Up":
        return False
    try:
        return door.ask("GET", f"channels/{caller['id']}/variable", variable=HELD_IN)["value"] in attended
    except Closed:  # it was never set
        return False


def _let_go(door: Door, phones: Iterable[str]) -> None:
    for phone in phones:
        with contextlib.suppress(Closed):
            door.ask("DELETE", f"channels/{phone}")


def _sent(door: Door, channel: str) -> bool:
    """What is played to them would hold up the way out."""
    for sound in _SOUNDS:
        with contextlib.suppress(Closed):
            door.ask("DELETE", f"playbacks/{sound}-{channel}")
    with contextlib.suppress(Closed):
        door.ask("DELETE", f"channels/{channel}/moh")
    try:
        door.ask("POST", f"channels/{channel}/continue", context="rescue", extension="start", priority="1")
    except Closed as refused:
        log.info("The caller on %s was not sent to the rescue plan: %s", channel, refused)
        return False
    return True
