"""How far a newcomer has come: read from what really happened, never from what they clicked on a page of ours."""

from datetime import datetime

from yesline.calls.models import Listening
from yesline.cases.models import CaseContact
from yesline.contacts.models import Contact
from yesline.routing.models import Offer
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent

SIGNED_IN, READY, RANG, ANSWERED, WRITTEN, FINISHED, LISTENED = STEPS = (
    "signed-in", "ready", "rang", "answered", "written", "finished", "listened",
)  # fmt: skip


def walked(agent: Agent, *, since: datetime) -> set[str]:
    """The steps this agent has gone since a moment (UTC)."""
    talked = Contact.objects.filter(agent=agent, answered_at__gte=since)
    happened = {
        SIGNED_IN: True,
        READY: agent.state not in {AgentState.OFFLINE, AgentState.BREAK},
        RANG: Offer.objects.filter(agent=agent, contact__arrived_at__gte=since).exists(),
        ANSWERED: talked.exists(),
        WRITTEN: CaseContact.objects.filter(by=agent, at__gte=since).exists(),
        FINISHED: talked.filter(wrapped_up_at__isnull=False).exists(),
        LISTENED: Listening.objects.filter(agent=agent, at__gte=since).exists(),
    }
    return {step for step, true in happened.items() if true}
