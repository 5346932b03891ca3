"""What matching looks at. Every read here is bounded: nothing grows with the number of agents."""

from collections import defaultdict
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from yesline.routing import rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent

MOST = 60  # agents or contacts looked at in one matching


def idle(pool_id: int, *, also: set[int], own: set[int]) -> list[rules.Idle]:
    """The longest idle of a pool, of each organisation that has somebody in line, and the owners asked for.

    Three reads by index, each of at most MOST rows, however many agents there are.
    """
    ready = Agent.objects.filter(pool_id=pool_id, state=AgentState.AVAILABLE, reachable=True).order_by(
        "available_since"
    )
    found = _values(ready, Q())
    if len(found) == MOST:
        known = {agent.agent_id for agent in found}
        found += _values(ready, Q(organisation_id__in=own) & ~Q(pk__in=known)) if own else []
        found += _values(ready, Q(pk__in=also) & ~Q(pk__in=known)) if also else []
    return found


def _values(ready: QuerySet[Agent], which: Q) -> list[rules.Idle]:
    rows = Agent.objects.filter(pk__in=ready.filter(which).values("pk")[:MOST]).annotate(
        serves=ArrayAgg("memberships__organisation_id", filter=Q(memberships__isnull=False), default=[])
    )
    return [
        rules.Idle(
            agent_id=row.pk,
            organisation_id=row.organisation_id,
            languages=frozenset(row.languages),
            available_since=row.available_since,
            serves=frozenset(row.serves),
        )
        for row in rows
        if row.available_since is not None
    ]


def declined(contact_ids: list[int], *, at: datetime) -> dict[int, frozenset[int]]:
    """Who has just declined which of these contacts."""
    rows = Offer.objects.filter(
        contact_id__in=contact_ids, state=OfferState.DECLINED, ended_at__gt=at - rules.DECLINED_FOR
    ).values_list("contact_id", "agent_id")
    found: dict[int, set[int]] = defaultdict(set)
    for contact_id, agent_id in rows:
        found[contact_id].add(agent_id)
    return {contact_id: frozenset(agents) for contact_id, agents in found.items()}


def live_offer_of(agent_id: int) -> Offer | None:
    return (
        Offer.objects.filter(agent_id=agent_id, state=OfferState.LIVE)
        .select_related("contact__organisation", "contact__customer", "contact__number")
        .first()
    )


def live_offer_for(contact_id: int) -> Offer | None:
    return Offer.objects.filter(contact_id=contact_id, state=OfferState.LIVE).first()


def accepted_offer_for(contact_id: int) -> Offer | None:
    return Offer.objects.filter(contact_id=contact_id, state=OfferState.ACCEPTED).order_by("-id").first()


def overdue(*, at: datetime) -> list[Offer]:
    """Offers that should have ended by themselves; their controller must have died."""
    return list(Offer.objects.filter(state=OfferState.LIVE, ends_at__lt=at)[:MOST])
