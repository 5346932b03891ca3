"""What matching looks at. Every read here is bounded, and none hides somebody who could help behind those who can't."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from yesline.routing import rules
from yesline.routing.enums import OfferState
from yesline.routing.models import Offer
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent, Membership, Phone

MOST = 60  # agents or contacts looked at in one matching
SPARE = 15  # looked at besides as many as are needed: some have just declined each other
_FEW = 3  # kinds of callers that are asked for one by one


def idle(pool_id: int) -> list[rules.Idle]:
    """The longest idle of a pool."""
    return _values(_ready(pool_id).order_by("available_since").values("pk")[:MOST])


def able(pool_id: int, *, wanted: Mapping[tuple[int, str], int]) -> list[rules.Idle]:
    """Who could help those in line: for each organisation and language, and how many callers want it, the longest
    idle of its own people, and of all who can help.

    Where callers want many different things it is asked first whether everybody idle can be looked at.
    """
    if len(wanted) > _FEW and len(everybody := idle(pool_id)) < MOST:
        return everybody
    found: dict[int, rules.Idle] = {}
    for (organisation_id, language), callers in wanted.items():
        enough = min(MOST, callers + SPARE)
        serves = Membership.objects.filter(agent=OuterRef("pk"), organisation_id=organisation_id)
        who = _ready(pool_id).filter(Exists(serves), languages__contains=[language]).order_by("available_since")
        own = who.filter(organisation_id=organisation_id)
        both = own.values("pk")[:enough].union(who.values("pk")[:enough])  # each by its own index
        found |= {one.agent_id: one for one in _values(both)}
    return list(found.values())


def ready_of(pool_id: int, agent_ids: set[int]) -> list[rules.Idle]:
    """Those of these agents who are idle."""
    return _values(_ready(pool_id).filter(pk__in=agent_ids).values("pk")) if agent_ids else []


def _ready(pool_id: int) -> QuerySet[Agent]:
    return Agent.objects.filter(pool_id=pool_id, state=AgentState.AVAILABLE, reachable=True)


def _values(ids: QuerySet[Agent, Any]) -> list[rules.Idle]:
    """As plain values: making whole agents of them would cost more than all the rest of a matching."""
    rows = (
        Agent.objects.filter(pk__in=ids)
        .annotate(serves=ArrayAgg("memberships__organisation_id", filter=Q(memberships__isnull=False), default=[]))
        .values_list("pk", "organisation_id", "languages", "available_since", "serves")
    )
    return [
        rules.Idle(
            agent_id=pk,
            organisation_id=organisation_id,
            languages=frozenset(languages),
            available_since=available_since,
            serves=frozenset(serves),
        )
        for pk, organisation_id, languages, available_since, serves in rows
        if available_since is not None
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


def rang_in_vain(contact_id: int, phone: Phone | None) -> bool:
    """Whether this phone could not be reached for this contact since it was last seen."""
    if phone is None:
        return True
    offers = Offer.objects.filter(contact_id=contact_id, agent_id=phone.agent_id, state=OfferState.UNREACHABLE)
    return (offers.filter(ended_at__gte=phone.seen_at) if phone.seen_at else offers).exists()
