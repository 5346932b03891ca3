"""What the finisher does for one agent."""

import time

from django.db import transaction

from yesline.contacts.enums import State
from yesline.contacts.models import Contact
from yesline.flows import wrap_up
from yesline.kernel import clock
from yesline.staff import queries as staff
from yesline.staff.enums import AgentState


def finish(user_id: int, contact_id: int) -> dict[str, float]:
    """End an agent's notes on a contact; when it was asked, about to be committed, committed."""
    asked_at = time.time()
    with transaction.atomic():
        seat = staff.act_as(user_id)
        wrap_up.finish(seat=seat, contact_id=contact_id, at=clock.now())
        committing_at = time.time()
    return {"asked_at": asked_at, "committing_at": committing_at, "committed_at": time.time()}


@transaction.atomic
def writing_notes(user_id: int) -> list[tuple[int, int]]:
    """Agents of the same organisation whose conversation is over and whose notes are not, each with the contact."""
    staff.act_as(user_id)
    over = Contact.objects.filter(
        state=State.ENDED, wrapped_up_at__isnull=True, agent__state=AgentState.WRAP_UP, agent__isnull=False
    )
    return list(over.values_list("agent_id", "pk"))
