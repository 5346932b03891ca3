"""Every figure opens its rows, and any call that ever came says why it waited."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from yesline.contacts import machine
from yesline.contacts import queries as ledger
from yesline.contacts.enums import State
from yesline.contacts.models import Contact, Fact
from yesline.flows import oversee
from yesline.kernel.errors import NotYours
from yesline.orgs.models import Organisation
from yesline.reports import queries as reports
from yesline.reports import rules
from yesline.routing.models import Offer
from yesline.staff.models import Agent
from yesline.staff.queries import Seat

PAGE = 50


@dataclass(frozen=True)
class Sought:
    """Which contacts somebody wants to see: the figure they opened, narrowed by hand."""

    where: str = ""
    day: date | None = None  # None: today
    hour: int | None = None
    column: int | None = None  # of the histogram
    organisation: int | None = None
    agent: int | None = None
    page: int = 1


@dataclass(frozen=True)
class Page:
    """Some of the rows, and how many there are in all."""

    rows: list[Contact]
    total: int
    number: int
    organisations: list[Organisation]
    people: list[Agent]

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.total else 0


@dataclass(frozen=True)
class Story:
    """What happened to one contact, in order, and what others were doing while it waited."""

    contact: Contact
    facts: list[Fact]
    offers: dict[tuple[int, datetime], Offer] = field(default_factory=dict)
    waits: list[rules.Span] = field(default_factory=list)


@transaction.atomic
def contacts(*, seat: Seat, sought: Sought, at: datetime) -> Page:
    """The rows behind a figure, newest first, page by page to the last."""
    led = oversee.led_by(seat=seat)
    found = _sought(led, sought, zone=seat.agent.organisation.timezone, at=at)
    total = found.count()
    number = min(max(1, sought.page), max(1, -(-total // PAGE)))
    rows = found.select_related("organisation", "customer", "agent", "topic").order_by("-arrived_at", "-pk")
    return Page(
        rows=list(rows[(number - 1) * PAGE : number * PAGE]),
        total=total,
        number=number,
        organisations=list(Organisation.objects.filter(pk__in=led).order_by("name")),
        people=reports.people(led),
    )


@transaction.atomic
def story(*, seat: Seat, contact_id: int, at: datetime) -> Story:
    """Why did they wait? Raises NotYours for a contact of an organisation this person doesn't lead."""
    contact = ledger.seen_by(seat, contact_id)
    if contact.organisation_id not in oversee.led_by(seat=seat):
        raise NotYours
    facts = list(contact.facts.select_related("agent").order_by("at", "pk"))
    offered = Offer.objects.filter(contact=contact).select_related("agent")
    others = reports.at_work_with_others(contact, at=at)
    return Story(
        contact=contact,
        facts=facts,
        offers={(offer.agent_id, offer.offered_at): offer for offer in offered},
        waits=[_span(began, ended, others) for began, ended in _gaps(facts)],
    )


def _sought(led: list[int], sought: Sought, *, zone: str, at: datetime) -> QuerySet[Contact]:
    noon = datetime(sought.day.year, sought.day.month, sought.day.day, 12, tzinfo=ZoneInfo(zone)) if sought.day else at
    since, until = rules.day_of(noon, zone)
    if sought.hour is not None:
        since, until = since + timedelta(hours=sought.hour), since + timedelta(hours=sought.hour + 1)
    here = [sought.organisation] if sought.organisation in led else led
    found = reports.came(here, since=since, until=until).filter(reports.found_in(sought.where, at=at))
    if sought.column is not None:
        found = found.filter(reports.waited_within(sought.column))
    return found.filter(agent_id=sought.agent) if sought.agent else found


def _gaps(facts: list[Fact]) -> list[tuple[datetime, datetime | None]]:
    """When the contact was with nobody and rang at nobody, by the table of its machine."""
    state: str = ""
    gaps: list[tuple[datetime, datetime | None]] = []
    for fact in facts:
        moved = machine.move(state, fact.event) if state else machine.BEGIN
        if moved is None:
            continue
        new = moved[0]
        if new == State.WAITING != state:
            gaps.append((fact.at, None))
        elif state == State.WAITING != new:
            gaps[-1] = (gaps[-1][0], fact.at)
        state = new
    return gaps


def _span(began: datetime, ended: datetime | None, others: list[Contact]) -> rules.Span:
    """Who talked and who wrote at the beginning of the wait."""
    here = [one for one in others if one.agent and one.answered_at and one.answered_at <= began]
    talking = [one for one in here if one.ended_at is None or one.ended_at > began]
    wrapped = [one for one in here if one not in talking and (one.wrapped_up_at is None or one.wrapped_up_at > began)]
    return rules.Span(
        began,
        ended,
        talking=tuple(sorted({one.agent.name for one in talking if one.agent})),
        writing=tuple(sorted({one.agent.name for one in wrapped if one.agent})),
    )
