from datetime import datetime

from yesline.cases import rules
from yesline.cases.models import Absence
from yesline.journal import actions as journal
from yesline.staff.models import Agent


def be_away(
    *, agent: Agent, organisation_id: int, deputy: Agent, from_at: datetime, until_at: datetime, by: Agent, at: datetime
) -> None:
    """Somebody is away for a while, and `deputy` stands in for them."""
    rules.check_absence(themselves=agent.pk == deputy.pk, from_at=from_at, until_at=until_at, at=at)
    Absence.objects.create(
        organisation_id=organisation_id, agent=agent, deputy=deputy, from_at=from_at, until_at=until_at
    )
    journal.record(
        "agent.away", noun="agent", noun_id=agent.pk, organisation_id=organisation_id, by=by.pk, at=at,
        deputy=deputy.pk, until=until_at.isoformat(),
    )  # fmt: skip


def be_back(away: Absence, *, by: Agent, at: datetime) -> None:
    """They are here again, earlier than they said; or never go."""
    Absence.objects.filter(pk=away.pk).update(until_at=max(at, away.from_at))
    journal.record(
        "agent.back", noun="agent", noun_id=away.agent_id, organisation_id=away.organisation_id, by=by.pk, at=at
    )
