"""What would become of a call, now or on Sunday at three: asked before anybody calls."""

from dataclasses import dataclass
from datetime import datetime

from yesline.flows import rota
from yesline.flows.rota import Duty
from yesline.kernel import phone_numbers
from yesline.kernel.errors import NotYours
from yesline.orgs import queries as org_facts
from yesline.orgs import rules
from yesline.orgs.enums import NumberKind, Step
from yesline.orgs.models import Number, Organisation
from yesline.staff import queries as people
from yesline.staff.enums import AgentState, Role
from yesline.staff.models import Agent, DutyPhone
from yesline.staff.queries import Seat


@dataclass(frozen=True)
class Foreseen:
    """What would become of a call."""

    e164: str  # empty: the spelling is no number
    number: Number | None  # None: nobody's, or another organisation's
    is_open: bool
    changes_at: datetime | None
    language: str
    able: list[Agent]  # who could be given this call, if ready
    ready: list[Agent]  # who is ready at this moment
    on_duty: list[DutyPhone]
    rung: list[Duty]  # by the rota, in turn
    rung_after: int | None  # seconds of waiting; None: the plan rings nobody
    rung_after_alone: int | None  # the same if nobody is signed in


def call(*, seat: Seat, organisation: Organisation, written: str, country: str, moment: datetime) -> Foreseen:
    """What would happen to a call for this spelling at `moment` (UTC)."""
    if not seat.may(organisation.pk, Role.ADMIN):
        raise NotYours
    e164 = phone_numbers.e164(written, country=country)
    number = Number.objects.filter(e164=e164, organisation=organisation).first() if e164 else None
    hours = org_facts.hours_of(organisation)
    language = (number.language if number else "") or organisation.language
    able = [one.agent for one in people.members(organisation.pk) if language in one.agent.languages]
    is_open, kind = rules.open_at(hours, moment), number.kind if number else NumberKind.TROUBLE
    steps = org_facts.plan_of(organisation.pk)

    def after(*, at_work: bool) -> int | None:
        met = rules.situation(is_open=is_open, at_work=at_work)
        return rules.step_after(steps, met, Step.ROTA, kind=kind)

    return Foreseen(
        e164=e164,
        number=number,
        is_open=is_open,
        changes_at=rules.next_change(hours, moment),
        language=language,
        able=able,
        ready=[agent for agent in able if agent.state == AgentState.AVAILABLE and agent.reachable],
        on_duty=people.duty_of(organisation.pk),
        rung=rota.chain(organisation=organisation, kind=kind, at=moment),
        rung_after=after(at_work=True),
        rung_after_alone=after(at_work=False),
    )
