"""Pure decisions about what a lead is shown: why somebody waits, which promise is at risk, where a wait belongs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from yesline.routing import rules as routing
from yesline.staff.enums import AgentState

AT_ONCE = timedelta(seconds=5)
SOON = timedelta(hours=1)
# The upper ends of the columns of the answer-time histogram, in seconds; the last column has none.
ENDS = (0.5, 1, 2, 3, 5, 10, 30)


class Why(StrEnum):
    """Why somebody who waits is not talking to a person yet."""

    KEPT = "kept"  # for the agent they were talking to
    NOBODY_CAN = "nobody_can"  # nobody serves this organisation in this language
    NOBODY_IN = "nobody_in"  # those who could are not working
    PAUSE = "pause"  # those who could are on a break
    DECLINED = "declined"  # those who are free have just said "not now"
    UNREACHABLE = "unreachable"  # those who are free have no telephone that can be reached
    BUSY = "busy"
    LATER = "later"  # they hung up, and are called back at a time still to come
    DECIDE = "decide"  # they hung up, and a person has to decide whether and how they are called
    FREE = "free"  # somebody is free: it should ring at once


@dataclass(frozen=True)
class Staffed:
    """Somebody who helps, in whatever state, as matching would see them if they were free."""

    name: str
    state: str
    reachable: bool
    idle: routing.Idle


@dataclass(frozen=True)
class Reason:
    """Why, with the people it is about and how many of those who could help are in which state."""

    why: Why
    names: tuple[str, ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)


def why_waits(waiting: routing.Waiting, staff: Iterable[Staffed], *, at: datetime) -> Reason:
    """Asked of the very rules by which matching decides, so that the words can't disagree with what happens."""
    staff = list(staff)
    if routing.is_kept(waiting, at=at):
        return Reason(Why.KEPT, tuple(one.name for one in staff if one.idle.agent_id == waiting.kept_for))
    willing = replace(waiting, declined_by=frozenset())
    could = [one for one in staff if routing.may_answer(willing, one.idle)]
    if not could:
        return Reason(Why.NOBODY_CAN)
    ready = [one for one in could if one.state == AgentState.AVAILABLE]
    return _with_somebody_ready(waiting, ready) if ready else _with_nobody_ready(could)


def _with_somebody_ready(waiting: routing.Waiting, ready: list[Staffed]) -> Reason:
    reached = [one for one in ready if one.reachable]
    if not reached:
        return Reason(Why.UNREACHABLE, _names(ready))
    free = [one for one in reached if routing.may_answer(waiting, one.idle)]
    return Reason(Why.FREE, _names(free)) if free else Reason(Why.DECLINED, _names(reached))


def _with_nobody_ready(could: list[Staffed]) -> Reason:
    states = Counter(one.state for one in could)
    if set(states) == {AgentState.OFFLINE}:
        return Reason(Why.NOBODY_IN, _names(could))
    away = set(states) <= {AgentState.OFFLINE, AgentState.BREAK}
    return Reason(Why.PAUSE if away else Why.BUSY, (), states)


def _names(people: Iterable[Staffed]) -> tuple[str, ...]:
    return tuple(sorted(one.name for one in people))


class Risk(StrEnum):
    """Why a promise may not be kept in time."""

    LATE = "late"
    SOON = "soon"
    KEEPER_AWAY = "keeper_away"


def risk(due_at: datetime, *, keeper_state: str, at: datetime, day_ends: datetime) -> Risk | None:
    """What threatens a promise that is due; None when nothing does."""
    if due_at < at:
        return Risk.LATE
    if due_at < at + SOON:
        return Risk.SOON
    return Risk.KEEPER_AWAY if due_at < day_ends and keeper_state == AgentState.OFFLINE else None


def day_of(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """The beginning and the end of the day in which `at` lies, on the clocks of that zone."""
    local = at.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight, (midnight + timedelta(days=1)).replace(fold=0)


@dataclass(frozen=True)
class Span:
    """A stretch in which a caller was with nobody, and who was busy with others when it began."""

    began_at: datetime
    ended_at: datetime | None
    talking: tuple[str, ...] = ()
    writing: tuple[str, ...] = ()
