from collections import defaultdict

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yesline.cases.enums import CaseState
from yesline.cases.models import Case, CaseContact, Draft
from yesline.kernel import sql
from yesline.kernel.errors import NotYours
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent
from yesline.staff.queries import Seat


def seen_by(seat: Seat, case_id: int) -> Case:
    """A case this person may see. Raises NotYours without saying whether it exists."""
    found = (
        Case.objects.select_related("owner", "customer", "organisation", "topic")
        .filter(pk=case_id, organisation_id__in=seat.organisations)
        .first()
    )
    if found is None:
        raise NotYours
    return found


def open_of(customer_id: int) -> list[Case]:
    found = Case.objects.filter(customer_id=customer_id, state=CaseState.OPEN)
    return list(found.select_related("owner", "topic").order_by("due_at"))


def of_contact(contact_id: int) -> list[Case]:
    return list(Case.objects.filter(contacts__contact_id=contact_id).select_related("owner", "topic").order_by("id"))


def open_owned_by(agent_id: int) -> list[Case]:
    found = Case.objects.filter(owner_id=agent_id, state=CaseState.OPEN)
    return list(found.select_related("customer", "topic", "organisation", "letter").order_by("due_at")[:50])


def owners(customer_ids: set[int]) -> dict[int, tuple[int, ...]]:
    """Who owns the open cases of these customers, the most urgent first."""
    found: dict[int, list[int]] = defaultdict(list)
    if not customer_ids:
        return {}
    rows = sql.rows(
        "SELECT customer_id, owner_id FROM cases_case WHERE customer_id = ANY(%(customers)s) AND state = 'open'"
        " ORDER BY due_at",
        customers=list(customer_ids),
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


def keeper_for(organisation_id: int) -> Agent | None:
    """Who shall own what nobody has picked up yet: somebody of the organisation's own, at work if anybody is, with the
    fewest open cases.
    """
    open_ones = Case.objects.filter(owner=OuterRef("pk"), state=CaseState.OPEN).order_by().values("owner")
    return (
        Agent.objects.filter(memberships__organisation_id=organisation_id, user__is_active=True)
        .annotate(
            lent=~Q(organisation_id=organisation_id),
            away=Q(state=AgentState.OFFLINE),
            holds=Coalesce(Subquery(open_ones.annotate(cases=Count("pk")).values("cases")), 0),
        )
        .order_by("lent", "away", "holds", "pk")
        .first()
    )


def found(*, seat: Seat, number: int | None, customer_ids: list[int], most: int) -> list[Case]:
    """The case of this number, whatever its state, and the open ones of these customers, the most urgent first."""
    wanted = Q(state=CaseState.OPEN, customer_id__in=customer_ids)
    if number is not None:
        wanted |= Q(pk=number)
    rows = Case.objects.filter(wanted, organisation_id__in=seat.organisations)
    return list(rows.select_related("owner", "customer", "organisation").order_by("due_at")[:most])
