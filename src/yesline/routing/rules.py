"""Who answers whom: pure. The running system, the tests and the simulator call these very functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RING_FOR = timedelta(seconds=20)
RING_MOBILE_FOR = timedelta(seconds=30)  # the network finds it, a pocket gives it up, a key is pressed
REJOIN_FOR = timedelta(seconds=12)  # how long a caller is kept for an agent whose phone was lost
DECLINED_FOR = timedelta(seconds=30)  # how long a decline keeps this caller from that agent


class Why(StrEnum):
    """Why this agent; shown to them with the ring."""

    REJOIN = "rejoin"
    CHOSEN = "chosen"  # by the agent, who wants to call this customer back
    OWNER = "owner"
    OWN = "own"
    POOL = "pool"
    DUTY = "duty"  # by the rota: nobody at work could, or an agent asked for them


@dataclass(frozen=True)
class Waiting:
    """A contact that waits, as far as matching needs to know it."""

    contact_id: int
    organisation_id: int
    language: str
    owners: tuple[int, ...] = ()  # owners of the customer's open cases, that of the most urgent first
    declined_by: frozenset[int] = frozenset()
    kept_for: int | None = None  # an agent whose phone was lost in this conversation
    kept_until: datetime | None = None


@dataclass(frozen=True)
class Idle:
    """An agent who is ready and whose phone was proved reachable."""

    agent_id: int
    organisation_id: int
    languages: frozenset[str]
    available_since: datetime
    serves: frozenset[int]  # organisations whose callers they may answer
    sip_user: str | None = None  # of the phone in use
    mobile: str = ""  # its number, if it is one


def is_kept(waiting: Waiting, *, at: datetime) -> bool:
    """Nobody else is offered this caller yet: the agent they talked to may be coming back."""
    return waiting.kept_until is not None and at < waiting.kept_until


def may_answer(waiting: Waiting, agent: Idle) -> bool:
    """Language is a hard skill, and so is the right to see the organisation."""
    return (
        waiting.language in agent.languages
        and waiting.organisation_id in agent.serves
        and agent.agent_id not in waiting.declined_by
    )


def why(waiting: Waiting, agent: Idle) -> Why:
    if agent.agent_id in waiting.owners:
        return Why.OWNER
    return Why.OWN if agent.organisation_id == waiting.organisation_id else Why.POOL


_PREFERENCE = {Why.OWNER: 0, Why.OWN: 1, Why.POOL: 2}


def best(waiting: Waiting, idle: Iterable[Idle]) -> Idle | None:
    """The owner of an open case if idle now (the most urgent first), else own people, else the pool.

    Among own people and in the pool the longest idle is next.

    Nobody is waited for: knowing an organisation is a preference, an idle stranger beats a busy friend.
    """
    able = [agent for agent in idle if may_answer(waiting, agent)]
    if not able:
        return None
    return min(able, key=lambda agent: (_rank(waiting, agent), agent.available_since, agent.agent_id))


def _rank(waiting: Waiting, agent: Idle) -> tuple[int, int]:
    reason = why(waiting, agent)
    return _PREFERENCE[reason], waiting.owners.index(agent.agent_id) if reason == Why.OWNER else 0


def pairs(line: Iterable[Waiting], idle: Iterable[Idle], *, at: datetime) -> list[tuple[Waiting, Idle]]:
    """Walk the line in its order and give each the best who is still free."""
    free = {agent.agent_id: agent for agent in idle}
    found = []
    for waiting in line:
        agent = None if is_kept(waiting, at=at) else best(waiting, free.values())
        if agent is not None:
            del free[agent.agent_id]
            found.append((waiting, agent))
    return found
