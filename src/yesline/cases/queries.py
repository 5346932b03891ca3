from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from yesline.cases import kin, machine, rules
from yesline.cases.enums import CaseState, HandOverState
from yesline.cases.machine import Clock, Entry
from yesline.cases.models import Absence, Case, CaseContact, Draft, HandOver, Paper, Question, Term
from yesline.journal import queries as journal
from yesline.kernel import sql
from yesline.kernel.errors import NotYours
from yesline.orgs import queries as orgs
from yesline.orgs.models import Organisation, Topic
from yesline.orgs.rules import Hours
from yesline.staff.enums import AgentState, Role
from yesline.staff.models import Agent, Membership
from yesline.staff.queries import Seat


def seen_by(seat: Seat, case_id: int) -> Case:
    """A case this person may see. Raises NotYours without saying whether it exists."""
    return _theirs(seat, case_id, Case.objects.select_related("owner", "customer", "organisation", "topic"))


@dataclass(frozen=True)
class Standing:
    """A case somebody may see, and what stands in it: a question to the customer; that it be somebody else's."""

    case: Case
    question: Question | None
    hand_over: HandOver | None
    papers: list[dict[str, Any]]  # id, name, kind, size (bytes), at, by (a name; None: the customer)


def standing_seen_by(seat: Seat, case_id: int, *, at: datetime) -> Standing:
    """The same with what stands in it, at one go."""
    rows = _with_deputy(Case.objects.all(), at=at).annotate(
        standing=FilteredRelation("questions", condition=Q(questions__replied_at=None)),
        offered=FilteredRelation("hand_overs", condition=Q(hand_overs__state=HandOverState.ASKED)),
        sheets=ArraySubquery(_papers_of(OuterRef("pk"))),
    )
    beside = ("owner", "customer", "organisation", "topic", "standing", "offered__to", "offered__asked_by")
    found = _theirs(seat, case_id, rows.select_related(*beside))
    papers = [{**one, "at": datetime.fromisoformat(one["at"])} for one in getattr(found, "sheets", [])]
    return Standing(found, getattr(found, "standing", None), getattr(found, "offered", None), papers)


def _papers_of(case: OuterRef) -> QuerySet[Any]:
    """The papers of a case, and of what was joined to it, the oldest first."""
    found = Paper.objects.filter(Q(case=case) | Q(case__merged_into=case) | Q(case__merged_into__merged_into=case))
    shown = JSONObject(id="id", name="name", kind="kind", size="size", at="at", by="by__name")
    return found.order_by("at", "id").values(shown=shown)


def _theirs(seat: Seat, case_id: int, rows: QuerySet[Case]) -> Case:
    found = rows.filter(pk=case_id, organisation_id__in=seat.organisations).order_by().first()
    if found is None:
        raise NotYours
    return found


@transaction.atomic
def locked(*case_ids: int) -> dict[int, Case]:
    """These cases, by id; nobody else changes them, or a part of them, until this transaction ends.

    All in one order, whoever asks: two orders of locking would be a deadlock. If one took in another while we waited,
    all are let go and locked anew, since the part may come before its whole in that order.
    """
    while True:
        every, before = _with_parts(case_ids), transaction.savepoint()
        # Locked alone and read afterwards: a join would lose a row whose owner changed while we waited for it.
        list(Case.objects.select_for_update().filter(pk__in=every).order_by("pk").values_list("pk"))
        if _with_parts(case_ids) <= every:
            break
        transaction.savepoint_rollback(before)
    transaction.savepoint_commit(before)
    rows = Case.objects.select_related("organisation", "owner").filter(pk__in=case_ids)
    return {case.pk: case for case in rows.order_by("pk")}


def _with_parts(case_ids: Collection[int]) -> set[int]:
    return {*case_ids, *(part.pk for case_id in case_ids for part in taken_in(case_id))}


def held(case_id: int) -> Case:
    """One case, locked."""
    return locked(case_id)[case_id]


def clock_of(case: Case) -> Clock:
    """The clock of a case, from its journal."""
    began = machine.began(case.pk, first_reported_at=case.first_reported_at, due_at=case.due_at)
    return machine.clock(moves_of(case.pk), of=began)


def moves_of(case_id: int) -> list[Entry]:
    """What the journal says that moves the clock, the oldest first."""
    rows = journal.of("case", case_id).filter(verb__in=machine.MOVES).order_by("id")
    return [Entry(row.verb, row.at, row.details) for row in rows]


def term_for(organisation: Organisation, *, kind: str, topic: Topic | None) -> tuple[timedelta, Hours | None]:
    """By when it is due, and in which hours that is counted (None: by the wall)."""
    found = (
        Term.objects.filter(Q(topic=topic) | Q(topic=None), organisation=organisation, kind=kind)
        .order_by(F("topic").asc(nulls_last=True))
        .first()
    )
    length = rules.term(kind, own=found.due_for if found else None, default=organisation.case_due_for)
    return length, orgs.hours_of(organisation) if found and found.working else None


def taken_in(case_id: int) -> list[Case]:
    """All cases that are part of this one by now, theirs included, the oldest first."""
    return sql.every(Case, f"WHERE it.id IN ({kin.PARTS}) ORDER BY it.id", case=case_id)


def whole(case: Case) -> list[int]:
    """The ids of a case and of all that is part of it."""
    return [case.pk, *(one.pk for one in taken_in(case.pk))]


def standing_question(case_ids: Sequence[int]) -> Question | None:
    return Question.objects.filter(case_id__in=case_ids, replied_at=None).order_by("asked_at").first()


def _with_deputy(cases: QuerySet[Case], *, at: datetime) -> QuerySet[Case]:
    """Each with `deputy`, the name of who stands in for its owner just now, and `away_until`; None: nobody need."""
    away = Absence.objects.filter(
        agent=OuterRef("owner"), organisation=OuterRef("organisation"), from_at__lte=at, until_at__gt=at
    ).order_by("-until_at")
    return cases.annotate(
        deputy=Subquery(away.values("deputy__name")[:1]), away_until=Subquery(away.values("until_at")[:1])
    )


def of_page(organisation_id: int, case_id: int, *, at: datetime) -> Case | None:
    """The case a page of a customer's shows; of a part, the whole it belongs to. See `_with_deputy`."""
    theirs = _with_deputy(Case.objects.filter(organisation_id=organisation_id), at=at)
    rows = theirs.select_related("owner", "customer", "organisation")
    found = rows.filter(pk=case_id).first()
    while found is not None and found.merged_into_id is not None:
        found = rows.filter(pk=found.merged_into_id).first()
    return found


def hand_over_of(case_id: int) -> HandOver | None:
    """Who has been asked to own it and has not answered yet."""
    return HandOver.objects.filter(case_id=case_id, state=HandOverState.ASKED).select_related("to", "asked_by").first()


def hand_overs_to(agent_id: int) -> list[HandOver]:
    """What somebody is asked to own just now."""
    found = HandOver.objects.filter(to_id=agent_id, state=HandOverState.ASKED)
    return list(found.select_related("case__customer", "asked_by", "organisation").order_by("answer_by_at"))


def hand_over_seen_by(seat: Seat, hand_over_id: int) -> HandOver:
    found = HandOver.objects.filter(pk=hand_over_id, organisation_id__in=seat.organisations).first()
    if found is None:
        raise NotYours
    return found


def times_handed_over(case_id: int) -> int:
    """How often a case has changed hands so far."""
    return HandOver.objects.filter(case_id=case_id, state__in=[HandOverState.ACCEPTED, HandOverState.FELL]).count()


def owned_in(agent_id: int, organisation_id: int) -> list[int]:
    """The open cases of one person in one organisation."""
    found = Case.objects.filter(owner_id=agent_id, organisation_id=organisation_id, state=CaseState.OPEN)
    return list(found.order_by("pk").values_list("pk", flat=True))


def without_a_person(organisation_ids: Sequence[int] | None = None) -> QuerySet[Case]:
    """Open cases whose owner doesn't serve the organisation or has left: there must be none, at every moment."""
    serves = Membership.objects.filter(agent=OuterRef("owner"), organisation=OuterRef("organisation"))
    lost = Case.objects.filter(~Exists(serves) | Q(owner__user__is_active=False), state=CaseState.OPEN)
    return lost if organisation_ids is None else lost.filter(organisation_id__in=organisation_ids)


def open_of(customer_id: int) -> list[Case]:
    found = Case.objects.filter(customer_id=customer_id, state=CaseState.OPEN)
    return list(found.select_related("owner", "topic").order_by("due_at"))


def of_contact(contact_id: int) -> list[Case]:
    return list(Case.objects.filter(contacts__contact_id=contact_id).select_related("owner", "topic").order_by("id"))


def open_owned_by(*agent_ids: int) -> list[Case]:
    """All of them, by their clock: the last one counts as much as the first."""
    found = Case.objects.filter(owner_id__in=agent_ids, state=CaseState.OPEN)
    return list(found.select_related("customer", "topic", "organisation", "letter", "owner").order_by("due_at"))


def owners(customer_ids: set[int], *, at: datetime) -> dict[int, tuple[int, ...]]:
    """Who owns the open cases of these customers, the most urgent first; for who is away, who stands in for them."""
    found: dict[int, list[int]] = defaultdict(list)
    if not customer_ids:
        return {}
    rows = sql.rows(
        "SELECT one.customer_id, coalesce(away.deputy_id, one.owner_id) FROM cases_case AS one"
        " LEFT JOIN LATERAL (SELECT deputy_id FROM cases_absence AS away WHERE away.agent_id = one.owner_id"
        " AND away.organisation_id = one.organisation_id AND away.from_at <= %(at)s AND away.until_at > %(at)s"
        " ORDER BY away.until_at DESC LIMIT 1) AS away ON true"
        " WHERE one.customer_id = ANY(%(customers)s) AND one.state = 'open' ORDER BY one.due_at",
        customers=list(customer_ids),
        at=at,
    )
    for customer_id, owner_id in rows:
        found[customer_id].append(owner_id)
    return {customer_id: tuple(agents) for customer_id, agents in found.items()}


def draft_of(agent_id: int, contact_id: int) -> Draft | None:
    """What this agent has typed about a contact; else what somebody else had typed before the caller came to them.

    A caller whose agent was lost tells it once.
    """
    drafts = list(Draft.objects.filter(contact_id=contact_id).order_by("-saved_at")[:10])
    return next((draft for draft in drafts if draft.agent_id == agent_id), drafts[0] if drafts else None)


def said_in(case_id: int, contact_id: int) -> str:
    """What was written down of a contact in a case."""
    row = CaseContact.objects.filter(case_id=case_id, contact_id=contact_id).first()
    return row.said if row else ""


def heard_in() -> QuerySet[CaseContact]:
    """What was written down of each contact a case is about, with who wrote it, the latest first."""
    return CaseContact.objects.select_related("contact", "by").order_by("-at", "-pk")


def keeper_for(
    organisation_id: int, *, at: datetime, but: int | None = None, leads_only: bool = False, home_only: bool = False
) -> Agent | None:
    """Who shall own what nobody has picked up: of the organisation's own, at work if anybody is, who holds the least.

    Not `but`, nobody who is away, nobody who holds as many as one person can; if that leaves nobody, a lead has it.
    """
    found = _who_serve(organisation_id, at=at, but=but)
    if home_only:
        found = found.filter(organisation_id=organisation_id)
    leads = Q(role__in=[Role.LEAD, Role.ADMIN])
    light = found.filter(leads) if leads_only else found.filter(holds__lt=rules.MOST_CASES, is_away=False)
    first = light.order_by("is_away", "lent", "off", "holds", "pk").first()
    return first or found.order_by("-leads", "is_away", "lent", "off", "holds", "pk").first()


def _who_serve(organisation_id: int, *, at: datetime, but: int | None) -> QuerySet[Any]:
    """Agents, each with `role`, `leads`, `is_away`, `lent` (another organisation's), `off` and how many they hold."""
    open_ones = Case.objects.filter(owner=OuterRef("pk"), state=CaseState.OPEN).order_by().values("owner")
    member = Membership.objects.filter(agent=OuterRef("pk"), organisation_id=organisation_id)
    leads = member.filter(role__in=[Role.LEAD, Role.ADMIN])
    away = Absence.objects.filter(agent=OuterRef("pk"), from_at__lte=at, until_at__gt=at)
    return (
        Agent.objects.filter(Exists(member), user__is_active=True)
        .exclude(pk=but or 0)
        .annotate(
            role=Subquery(member.values("role")[:1]),
            leads=Exists(leads),
            is_away=Exists(away),
            lent=~Q(organisation_id=organisation_id),
            off=Q(state=AgentState.OFFLINE),
            holds=Coalesce(Subquery(open_ones.annotate(cases=Count("pk")).values("cases")), 0),
        )
    )


def colleagues(case: Case, *, at: datetime) -> list[Agent]:
    """Whom a case may be handed over to, whoever can take it best first."""
    found = _who_serve(case.organisation_id, at=at, but=case.owner_id)
    return list(found.order_by("is_away", "off", "lent", "holds", "name")[:50])


def of_organisation(organisation_id: int, agent_id: int, *, at: datetime) -> Agent | None:
    """Somebody who serves this organisation, with how much they hold and whether they lead; None otherwise."""
    return _who_serve(organisation_id, at=at, but=None).filter(pk=agent_id).first()


def found(*, seat: Seat, number: int | None, customer_ids: list[int], most: int) -> list[Case]:
    """The case of this number, whatever its state, and the open ones of these customers, the most urgent first."""
    wanted = Q(state=CaseState.OPEN, customer_id__in=customer_ids)
    if number is not None:
        wanted |= Q(pk=number)
    rows = Case.objects.filter(wanted, organisation_id__in=seat.organisations)
    return list(rows.select_related("owner", "customer", "organisation").order_by("due_at")[:most])
