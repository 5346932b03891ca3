"""A lead sees the whole: who waits and why, who helps, how fast people answered, what is owed."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from yesline.contacts.enums import State
from yesline.contacts.models import Contact
from yesline.kernel.errors import NotYours
from yesline.orgs.models import Organisation
from yesline.promises.models import Promise
from yesline.reports import queries as reports
from yesline.reports import rules
from yesline.reports.queries import Answers, Balance
from yesline.routing import queries as offers
from yesline.routing import rules as routing
from yesline.routing.models import Offer
from yesline.staff.enums import Role
from yesline.staff.models import Agent
from yesline.staff.queries import Seat

PAGE = 50
AT_RISK_SHOWN = 6


@dataclass(frozen=True)
class Waits:
    """Somebody who is with nobody yet, and why."""

    contact: Contact
    ringing: Agent | None = None
    reason: rules.Reason | None = None
    told: dict[str, int | None] = field(default_factory=dict)  # place and minutes, as they heard it last


@dataclass(frozen=True)
class AtWork:
    """One of the people, and whom they are with."""

    agent: Agent
    contact: Contact | None = None


@dataclass(frozen=True)
class AtRisk:
    promise: Promise
    risk: rules.Risk | None


@dataclass(frozen=True)
class Promised:
    """How many promises are at risk, due and kept today, and the most pressing."""

    at_risk: int
    due: int
    kept: int
    rows: list[AtRisk]


@dataclass(frozen=True)
class Floor:
    """Everything on a lead's screen, read in a fixed number of queries."""

    organisations: list[Organisation]
    day: tuple[datetime, datetime]
    waiting: list[Waits]
    people: list[AtWork]
    answers: Answers
    hours: dict[datetime, tuple[int, int, int]]
    promised: Promised
    balance: Balance


def led_by(*, seat: Seat) -> list[int]:
    """The organisations this person leads. Raises NotYours when there is none."""
    led = sorted(one for one, role in seat.roles.items() if role in {Role.LEAD, Role.ADMIN})
    if not led:
        raise NotYours
    return led


@transaction.atomic
def floor(*, seat: Seat, at: datetime) -> Floor:
    """The floor as it is now. Raises NotYours for anybody who leads nothing."""
    led = led_by(seat=seat)
    zone = seat.agent.organisation.timezone
    day = rules.day_of(at, zone)
    today = reports.came(led, since=day[0], until=day[1])
    agents = reports.people(led)
    ringing = reports.ringing(led)
    return Floor(
        organisations=list(Organisation.objects.filter(pk__in=led).order_by("name")),
        day=day,
        waiting=_waiting(led, agents, ringing, at=at),
        people=_at_work(led, agents, ringing),
        answers=reports.answers(today),
        hours=reports.by_hour(today, zone=ZoneInfo(zone)),
        promised=_promised(led, at=at, day=day),
        balance=reports.balance(today, at=at),
    )


@transaction.atomic
def promises(*, seat: Seat, which: str, page: int, at: datetime) -> tuple[list[AtRisk], int]:
    """Promises at risk, due today or kept today (`risk`, `due`, `kept`), and how many there are."""
    led, day = led_by(seat=seat), rules.day_of(at, seat.agent.organisation.timezone)
    found = reports.promised(led, which, at=at, day=day)
    first = (max(1, page) - 1) * PAGE
    return _with_risk(found[first : first + PAGE], at=at, day=day), found.count()


@transaction.atomic
def people(*, seat: Seat, at: datetime) -> list[AtWork]:
    """Everybody who serves the organisations this person leads, and whom they are with."""
    led = led_by(seat=seat)
    return _at_work(led, reports.people(led), reports.ringing(led))


def _waiting(led: list[int], agents: list[Agent], ringing: dict[int, Offer], *, at: datetime) -> list[Waits]:
    line = reports.waiting(led)
    declined = offers.declined([contact.pk for contact in line], at=at)
    staff = reports.staffed(agents)
    rung = {offer.contact_id: offer.agent for offer in ringing.values()}
    return [
        Waits(
            contact,
            ringing=rung.get(contact.pk),
            reason=_reason(contact, declined, staff, at=at) if contact.state == State.WAITING else None,
            told=getattr(contact, "told", None) or {},
        )
        for contact in line
    ]


def _reason(
    contact: Contact, declined: dict[int, frozenset[int]], staff: list[rules.Staffed], *, at: datetime
) -> rules.Reason:
    if contact.left_at is not None and contact.call_at is None:
        return rules.Reason(rules.Why.DECIDE)
    if contact.call_at is not None and contact.call_at > at:
        return rules.Reason(rules.Why.LATER)
    return rules.why_waits(_as_waiting(contact, declined), staff, at=at)


def _as_waiting(contact: Contact, declined: dict[int, frozenset[int]]) -> routing.Waiting:
    return routing.Waiting(
        contact_id=contact.pk,
        organisation_id=contact.organisation_id,
        language=contact.language,
        declined_by=declined.get(contact.pk, frozenset()),
        kept_for=contact.agent_id,
        kept_until=contact.kept_until,
    )


def _at_work(led: list[int], agents: list[Agent], ringing: dict[int, Offer]) -> list[AtWork]:
    talking = reports.talking(led)
    return [
        AtWork(agent, ringing[agent.pk].contact if agent.pk in ringing else talking.get(agent.pk)) for agent in agents
    ]


def _promised(led: list[int], *, at: datetime, day: tuple[datetime, datetime]) -> Promised:
    risky = reports.promised(led, "risk", at=at, day=day)
    return Promised(
        at_risk=risky.count(),
        due=reports.promised(led, "due", at=at, day=day).count(),
        kept=reports.promised(led, "kept", at=at, day=day).count(),
        rows=_with_risk(risky[:AT_RISK_SHOWN], at=at, day=day),
    )


def _with_risk(found: QuerySet[Promise], *, at: datetime, day: tuple[datetime, datetime]) -> list[AtRisk]:
    rows = found.select_related("keeper", "customer", "case", "organisation")
    return [AtRisk(one, _risk(one, at=at, day=day)) for one in rows]


def _risk(promise: Promise, *, at: datetime, day: tuple[datetime, datetime]) -> rules.Risk | None:
    if promise.kept_at is not None:
        return None
    return rules.risk(promise.due_at, keeper_state=promise.keeper.state, at=at, day_ends=day[1])
