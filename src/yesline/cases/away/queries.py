from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from yesline.cases.models import Absence
from yesline.staff.models import Agent, Membership


def is_away(agent_id: int, organisation_id: int, *, at: datetime) -> bool:
    return deputy_of(agent_id, organisation_id, at=at) is not None


def deputy_of(agent_id: int, organisation_id: int, *, at: datetime) -> Agent | None:
    """Who stands in for somebody who is away just now."""
    away = Absence.objects.filter(agent_id=agent_id, organisation_id=organisation_id, from_at__lte=at, until_at__gt=at)
    found = away.select_related("deputy").order_by("-until_at").first()
    return found.deputy if found else None


def absences_of(agent_id: int, *, at: datetime) -> list[Absence]:
    """When somebody is away, or will be, the soonest first."""
    found = Absence.objects.filter(agent_id=agent_id, until_at__gt=at)
    return list(found.select_related("deputy", "organisation").order_by("from_at", "pk"))


def stands_in_for(agent_id: int, *, at: datetime) -> dict[int, datetime]:
    """For whom somebody stands in just now, and until when."""
    found = Absence.objects.filter(deputy_id=agent_id, from_at__lte=at, until_at__gt=at)
    return dict(found.order_by("until_at").values_list("agent_id", "until_at"))


def who_serve_with(agent_id: int, organisation_ids: Sequence[int]) -> list[Agent]:
    """The others who answer for any of these organisations, by name."""
    serve = Membership.objects.filter(agent=OuterRef("pk"), organisation_id__in=organisation_ids)
    found = Agent.objects.filter(Exists(serve), user__is_active=True).exclude(pk=agent_id)
    return list(found.order_by("name")[:200])
