"""What is counted. Every figure here has its rows: `rows_of` finds exactly the contacts a figure counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, DateTimeField, DurationField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncHour

from yesline.calls.enums import LegState, Party, RecordingState
from yesline.calls.models import Leg, Recording
from yesline.contacts import queries as ledger
from yesline.contacts.enums import Event, Outcome, State
from yesline.contacts.models import Contact, Fact
from yesline.promises.enums import PromiseState
from yesline.promises.models import Promise
from yesline.reports import rules
from yesline.routing import rules as routing
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent, Membership

WAITS = [State.WAITING, State.OFFERED, State.CALLING, State.RESCUED]
PARTS = ("talked", "owed", "waiting", "on_duty", "let_go")  # of the ledger: each contact is in one
WRONG = ("nobodys", "unheard")
SETTLED_WITHIN = timedelta(seconds=30)  # a controller that was away finds its bearings
KEPT_WITHIN = timedelta(minutes=5)  # an hour of sound is packed in less
MOST = 200  # people, or contacts that wait, on one screen
LONGEST_CALL = timedelta(hours=6)


class Part(Aggregate):
    """The value below which this part of all values lies: Part(0.5, …) is the median."""

    name = "part"
    template = "percentile_disc(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, part: float, expression: Any) -> None:
        super().__init__(expression, output_field=DurationField(), part=part)


@dataclass(frozen=True)
class Balance:
    """Where the contacts of a day are. Each count is made by itself, so that the sum can disagree with `came`."""

    came: int
    talked: int
    owed: int  # to be called back
    waiting: int
    on_duty: int
    let_go: int  # gone within 5 s, without a number, or settled since: nothing is owed

    nobodys: int = 0
    unheard: int = 0

    @property
    def balances(self) -> bool:
        return self.came == self.talked + self.owed + self.waiting + self.on_duty + self.let_go


@dataclass(frozen=True)
class Answers:
    """How fast people answered: a count for each column of `rules.ENDS` and one beyond, and two parts of all."""

    columns: list[int]
    half: timedelta | None
    nearly_all: timedelta | None

    @property
    def total(self) -> int:
        return sum(self.columns)


def came(organisations: list[int], *, since: datetime, until: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(organisation_id__in=organisations, arrived_at__gte=since, arrived_at__lt=until)


def rows_of(where: str) -> Q:
    """Which contacts a figure counts. An unknown figure counts everything."""
    return {
        "talked": Q(state=State.TALKING) | Q(outcome=Outcome.TALKED),
        "answered": Q(answered_at__isnull=False),
        "owed": ledger.IN_LINE & Q(left_at__isnull=False),
        "let_go": Q(outcome__in=[Outcome.ABANDONED, Outcome.SETTLED]),
        "left": Q(answered_at__isnull=True) & (Q(outcome=Outcome.ABANDONED) | Q(left_at__isnull=False)),
        "waiting": ledger.IN_LINE & Q(left_at__isnull=True),
        "on_duty": Q(state=State.RESCUED),
    }.get(where, Q())


def wrong(which: str, *, at: datetime) -> Q:
    """What must never be, so that it is seen when it is: contacts that are `nobodys`, without anybody on the line and
    without a time or a person for a call back; and conversations that ended and are `unheard`: no sound to play.
    """
    if which == "nobodys":
        legs = Leg.objects.filter(contact=OuterRef("pk"), party=Party.CALLER).exclude(state=LegState.GONE)
        promised = Q(left_at__isnull=False) & (Q(call_at__isnull=False) | Q(decider__isnull=False))
        return ~Q(state=State.ENDED) & ~Q(Exists(legs)) & ~promised & Q(arrived_at__lt=at - SETTLED_WITHIN)
    kept = Recording.objects.filter(
        contact=OuterRef("pk"), state__in=[RecordingState.KEPT, RecordingState.REFUSED, RecordingState.ERASED]
    )
    talked = Q(state=State.ENDED, outcome=Outcome.TALKED, recording_refused=False, ended_at__lt=at - KEPT_WITHIN)
    return talked & ~Q(Exists(kept))


def found_in(where: str, *, at: datetime) -> Q:
    """The contacts behind any figure."""
    return wrong(where, at=at) if where in WRONG else rows_of(where)


def balance_of_all(*, since: datetime, at: datetime) -> list[dict[str, Any]]:
    """Every organisation's ledger since then, by its short name; what must never be is counted over all that is open.
    For those who watch the whole installation: no pages.
    """
    young = Q(arrived_at__gte=since)
    counts = {part: Count("pk", filter=young & rows_of(part)) for part in PARTS}
    counts |= {which: Count("pk", filter=wrong(which, at=at)) for which in WRONG}
    seen = Contact.objects.filter(young | ~Q(state=State.ENDED)).order_by().values(name=F("organisation__slug"))
    return [{**row} for row in seen.annotate(came=Count("pk", filter=young), **counts).order_by("name")]


def waited_within(column: int) -> Q:
    """Contacts that belong to one column of the histogram."""
    ends = [*rules.ENDS]
    low = Q(answered_at__gte=F("arrived_at") + timedelta(seconds=ends[column - 1])) if column else Q()
    high = Q(answered_at__lt=F("arrived_at") + timedelta(seconds=ends[column])) if column < len(ends) else Q()
    return Q(answered_at__isnull=False) & low & high


def balance(contacts: QuerySet[Contact], *, at: datetime) -> Balance:
    """Where they are, in one read."""
    counts = contacts.aggregate(
        came=Count("pk"),
        **{part: Count("pk", filter=rows_of(part)) for part in PARTS},
        **{which: Count("pk", filter=wrong(which, at=at)) for which in WRONG},
    )
    return Balance(**counts)


def answers(contacts: QuerySet[Contact]) -> Answers:
    waited = F("answered_at") - F("arrived_at")
    columns = range(len(rules.ENDS) + 1)
    found = contacts.filter(answered_at__isnull=False).aggregate(
        half=Part(0.5, waited),
        nearly_all=Part(0.99, waited),
        **{f"column_{column}": Count("pk", filter=waited_within(column)) for column in columns},
    )
    return Answers([found[f"column_{column}"] for column in columns], found["half"], found["nearly_all"])


def by_hour(contacts: QuerySet[Contact], *, zone: Any) -> dict[datetime, tuple[int, int, int]]:
    """Hour → how many came, were answered, left before an answer; hours without anybody are missing."""
    hours = (
        contacts.order_by()
        .values(hour=TruncHour("arrived_at", tzinfo=zone, output_field=DateTimeField()))
        .annotate(
            came=Count("pk"), talked=Count("pk", filter=rows_of("answered")), left=Count("pk", filter=rows_of("left"))
        )
    )
    return {one["hour"]: (one["came"], one["talked"], one["left"]) for one in hours}


def waiting(organisations: list[int]) -> list[Contact]:
    """Who waits now, in the order of service, each with `told`: what they were told last of place and minutes."""
    last = Fact.objects.filter(contact=OuterRef("pk"), event=Event.TOLD).order_by("-at", "-pk").values("details")[:1]
    found = Contact.objects.filter(organisation_id__in=organisations, state__in=WAITS).annotate(told=Subquery(last))
    return list(
        found.select_related("organisation", "customer", "agent", "decider").order_by("priority", "arrived_at", "id")[
            :MOST
        ]
    )


def people(organisations: list[int]) -> list[Agent]:
    """Who serves these organisations, each with `serves`: the organisations they answer for."""
    member = Membership.objects.filter(agent=OuterRef("pk"), organisation_id__in=organisations)
    found = Agent.objects.filter(Exists(member)).annotate(
        serves=ArrayAgg("memberships__organisation_id", filter=Q(memberships__isnull=False), default=[])
    )
    # Without their home: it may be an organisation this person does not see, and a join would hide the colleague.
    return list(found.order_by("name", "pk")[:MOST])


def talking(organisations: list[int]) -> dict[int, Contact]:
    """Agent → the contact they talk about, or write down."""
    found = Contact.objects.filter(organisation_id__in=organisations, agent__isnull=False, wrapped_up_at__isnull=True)
    rows = found.exclude(outcome=Outcome.ABANDONED).select_related("customer", "organisation").order_by("answered_at")
    return {contact.agent_id: contact for contact in rows if contact.agent_id is not None}


def ringing(organisations: list[int]) -> dict[int, Offer]:
    """Agent → the offer that rings at them."""
    found = Offer.objects.filter(organisation_id__in=organisations, state=OfferState.LIVE)
    return {offer.agent_id: offer for offer in found.select_related("agent", "contact__customer")}


def staffed(agents: list[Agent]) -> list[rules.Staffed]:
    """Agents as the rules want them."""
    return [
        rules.Staffed(
            name=agent.name,
            state=agent.state,
            reachable=agent.reachable,
            idle=routing.Idle(
                agent_id=agent.pk,
                organisation_id=agent.organisation_id,
                languages=frozenset(agent.languages),
                available_since=agent.available_since or agent.state_since,
                serves=frozenset(agent.serves),  # type: ignore[attr-defined]
            ),
        )
        for agent in agents
    ]


def due(organisations: list[int]) -> QuerySet[Promise]:
    return Promise.objects.filter(organisation_id__in=organisations, state=PromiseState.DUE)


def promised(
    organisations: list[int], which: str, *, at: datetime, day: tuple[datetime, datetime]
) -> QuerySet[Promise]:
    """Promises at risk, due today or kept today; the same as `rules.risk` says of each."""
    if which == "kept":
        kept = Promise.objects.filter(organisation_id__in=organisations, state=PromiseState.KEPT)
        return kept.filter(kept_at__gte=day[0], kept_at__lt=day[1]).order_by("-kept_at")
    today = due(organisations).filter(due_at__lt=max(day[1], at + rules.SOON)).order_by("due_at", "pk")
    away = Q(keeper__state=AgentState.OFFLINE, due_at__lt=day[1])
    return today.filter(Q(due_at__lt=at + rules.SOON) | away) if which == "risk" else today


def at_work_with_others(contact: Contact, *, at: datetime) -> list[Contact]:
    """Conversations of the same organisations' people that were under way while this caller waited."""
    until = contact.answered_at or contact.ended_at or at
    others = Contact.objects.filter(
        Q(wrapped_up_at__isnull=True) | Q(wrapped_up_at__gt=contact.arrived_at),
        pool_id=contact.pool_id,
        agent__isnull=False,
        arrived_at__gte=contact.arrived_at - LONGEST_CALL,
        answered_at__lt=until,
    )
    return list(others.exclude(pk=contact.pk).select_related("agent").order_by("answered_at")[:MOST])
