"""Pure decisions about the rota: who is on duty when, who is rung next, and where nobody is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yesline.orgs.enums import NumberKind
from yesline.staff.enums import Purpose

ROUND_PAUSE = timedelta(seconds=30)  # after the last on duty, before the first is rung again

TECHNICIANS = (Purpose.FAULTS, Purpose.ANYBODY)
_FOR = {
    NumberKind.EMERGENCY: (Purpose.EMERGENCIES, Purpose.ANYBODY, Purpose.FAULTS),
    NumberKind.TROUBLE: (Purpose.ANYBODY, Purpose.FAULTS),
}


def purposes_for(kind: str) -> tuple[Purpose, ...]:
    """For which duty people are rung when somebody dials a number of that kind, the first ones first."""
    return _FOR.get(NumberKind(kind), (Purpose.ANYBODY,))


@dataclass(frozen=True)
class Planned:
    """A turn as it stands in the rota."""

    turn_id: int
    agent_id: int
    purpose: str
    position: int
    weekday: int | None  # Monday is 0
    day: date | None
    begins: time
    ends: time  # not after `begins`: on the next day
    number: str = ""


@dataclass(frozen=True)
class TakenOver:
    """A turn that is a colleague's on one day."""

    turn_id: int
    day: date
    agent_id: int
    number: str


@dataclass(frozen=True)
class Spell:
    """One person's duty from a moment to a moment (UTC)."""

    begins_at: datetime
    ends_at: datetime
    position: int
    turn_id: int
    agent_id: int
    purpose: str
    day: date  # of the organisation's calendar, on which it begins
    number: str = ""
    instead_of: int | None = None  # whose turn it is by the rota


@dataclass(frozen=True)
class Rota:
    """The rota of one organisation, by its own clocks."""

    zone: ZoneInfo
    planned: tuple[Planned, ...] = ()
    taken_over: tuple[TakenOver, ...] = ()


def spells(rota: Rota, *, since: datetime, until: datetime) -> list[Spell]:
    """Every duty that touches the time from `since` to `until` (UTC), in order.

    Nine o'clock stays nine o'clock when the clocks are changed: a night's duty is then an hour shorter or longer.
    """
    first, last = since.astimezone(rota.zone).date(), until.astimezone(rota.zone).date()
    days = [first + timedelta(days=count) for count in range(-1, (last - first).days + 1)]
    instead = {(one.turn_id, one.day): one for one in rota.taken_over}
    found = [_spell(one, day, instead.get((one.turn_id, day)), rota.zone) for day in days for one in _of(rota, day)]
    return sorted(
        (one for one in found if one.begins_at < one.ends_at and one.ends_at > since and one.begins_at < until),
        key=lambda one: (one.begins_at, one.position, one.turn_id),
    )


def _of(rota: Rota, day: date) -> list[Planned]:
    """The turns that begin on a day: those of the date, and those of the week for purposes the date does not name."""
    dated = [one for one in rota.planned if one.day == day]
    named = {one.purpose for one in dated}
    return dated + [one for one in rota.planned if one.weekday == day.weekday() and one.purpose not in named]


def _spell(planned: Planned, day: date, taken: TakenOver | None, zone: ZoneInfo) -> Spell:
    ends_on = day if planned.ends > planned.begins else day + timedelta(days=1)
    return Spell(
        begins_at=_utc(day, planned.begins, zone),
        ends_at=_utc(ends_on, planned.ends, zone),
        position=planned.position,
        turn_id=planned.turn_id,
        agent_id=taken.agent_id if taken else planned.agent_id,
        purpose=planned.purpose,
        day=day,
        number=taken.number if taken else planned.number,
        instead_of=planned.agent_id if taken else None,
    )


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(ZoneInfo("UTC"))


def chain(found: Iterable[Spell], *, purposes: Sequence[str], at: datetime) -> list[Spell]:
    """Who is rung at that moment, in turn; each person once, for the first purpose that names them."""
    now = [one for one in found if one.begins_at <= at < one.ends_at and one.purpose in purposes]
    in_order = sorted(now, key=lambda one: (purposes.index(one.purpose), one.position, one.begins_at, one.turn_id))
    first: dict[int, Spell] = {}
    for one in in_order:
        first.setdefault(one.agent_id, one)
    return list(first.values())


@dataclass(frozen=True)
class Rung:
    """Somebody on duty was rung for a contact; when it ended, None while it still rings."""

    agent_id: int
    ended_at: datetime | None


def next_rung(on_duty: Sequence[Spell], rung: Sequence[Rung], *, busy: Collection[int], at: datetime) -> Spell | None:
    """Who is rung now, if anybody: the one after whoever was rung last; after the last one, once it has been quiet for
    a while, the first again. Somebody who is busy is passed over. `rung` is in the order of ringing.
    """
    if not on_duty or any(one.ended_at is None for one in rung):
        return None
    order = [one.agent_id for one in on_duty]
    last = rung[-1] if rung else None
    place = order.index(last.agent_id) + 1 if last and last.agent_id in order else 0
    for spell in on_duty[place:]:
        if spell.agent_id not in busy:
            return spell
    if place == 0 or last is None or last.ended_at is None or at < last.ended_at + ROUND_PAUSE:
        return None
    return next((one for one in on_duty if one.agent_id not in busy), None)


def gaps(
    found: Iterable[Spell], *, purposes: Collection[str], since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """From when to when nobody is on duty for any of these purposes (UTC)."""
    free, reached = [], since
    for one in sorted((one for one in found if one.purpose in purposes), key=lambda one: one.begins_at):
        if one.begins_at > reached:
            free.append((reached, min(one.begins_at, until)))
        reached = max(reached, one.ends_at)
        if reached >= until:
            break
    return free if reached >= until else [*free, (reached, until)]
