"""Who was rung when: from the messages of callers and phones to delays."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.lib.sip_log import Message


@dataclass(frozen=True)
class Ring:
    """An INVITE as it reached an agent's phone; `at` in seconds since 1970."""

    at: float
    phone: str
    caller: str
    call_id: str


@dataclass(frozen=True)
class Freed:
    """An agent who may take the next caller from this moment on."""

    at: float
    phone: str


def arrivals(callers: Iterable[Message]) -> dict[str, float]:
    """When each caller's first INVITE was sent, by the caller's number."""
    first: dict[str, float] = {}
    for message in callers:
        if message.sent and message.method == "INVITE":
            first.setdefault(message.user("From"), message.at)
    return first


def rings(phones: Iterable[Message]) -> list[Ring]:
    """Each call that rang a phone, once: an INVITE sent again is the same ring."""
    first: dict[str, Ring] = {}
    for message in phones:
        if not message.sent and message.method == "INVITE":
            call_id = message.header("Call-ID")
            ring = Ring(at=message.at, phone=message.user(), caller=message.user("From"), call_id=call_id)
            first.setdefault(call_id, ring)
    return sorted(first.values(), key=lambda ring: ring.at)


def hung_up(phones: Sequence[Message]) -> list[Freed]:
    """When each phone hung up: its first BYE of each call."""
    phone_of = {ring.call_id: ring.phone for ring in rings(phones)}
    first: dict[str, Freed] = {}
    for message in phones:
        call_id = message.header("Call-ID")
        if message.sent and message.method == "BYE" and call_id in phone_of:
            first.setdefault(call_id, Freed(at=message.at, phone=phone_of[call_id]))
    return list(first.values())


def until_rung(arrived: Mapping[str, float], rung: Iterable[Ring]) -> list[float]:
    """Seconds from a caller's INVITE to the first ring for that caller; who was never rung for is left out."""
    first: dict[str, float] = {}
    for ring in rung:
        if ring.caller in arrived:
            first.setdefault(ring.caller, ring.at - arrived[ring.caller])
    return list(first.values())


def until_next(freed: Iterable[Freed], rung: Iterable[Ring], arrived: Mapping[str, float]) -> list[float]:
    """Seconds from an agent's becoming free to that phone's next ring, if the caller was waiting by then.

    Where the caller came later nobody was kept waiting, and nothing is measured.
    """
    of_phone: dict[str, list[Freed | Ring]] = {}
    every: list[Freed | Ring] = [*freed, *rung]
    for moment in every:
        of_phone.setdefault(moment.phone, []).append(moment)
    delays = []
    for moments in of_phone.values():
        moments.sort(key=lambda moment: moment.at)
        for free, ring in itertools.pairwise(moments):
            if isinstance(free, Freed) and isinstance(ring, Ring) and arrived.get(ring.caller, ring.at) < free.at:
                delays.append(ring.at - free.at)
    return delays


def most_at_once(phones: Sequence[Message]) -> int:
    """How many conversations ran at the same time at most: from a phone's ACK to its BYE."""
    moves = [(message.at, 1) for message in phones if message.method == "ACK" and not message.sent]
    moves += [(freed.at, -1) for freed in hung_up(phones)]
    running = most = 0
    for _, move in sorted(moves):
        running += move
        most = max(most, running)
    return most
