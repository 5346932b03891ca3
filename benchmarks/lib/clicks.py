"""What agents click while they talk, as their pages do it."""

from django.db import transaction

from yesline.calls.enums import CommandState
from yesline.calls.models import Command
from yesline.contacts.enums import State
from yesline.contacts.models import Contact
from yesline.flows import answer
from yesline.kernel import clock
from yesline.staff import queries as staff

Agents = dict[str, tuple[int, int]]  # bridge → user and contact


def talking() -> Agents:
    """Who talks in which conversation. Every one must be known as such."""
    rows = Contact.objects.filter(state=State.TALKING).values_list("pk", "agent__user_id")
    return {f"contact-{contact}": (user, contact) for contact, user in rows if user is not None}


@transaction.atomic
def hold(agents: Agents, bridge: str) -> None:
    user, contact = agents[bridge]
    answer.hold(seat=staff.act_as(user), contact_id=contact, at=clock.now())


@transaction.atomic
def hang_up(agents: Agents, bridge: str) -> None:
    user, contact = agents[bridge]
    answer.hang_up(seat=staff.act_as(user), contact_id=contact, at=clock.now())


def obeyed(held: str, ended: str) -> bool:
    """Whether the switch has done both, and the tables say so."""
    contacts = [int(bridge.removeprefix("contact-")) for bridge in (held, ended)]
    done = Command.objects.filter(contact_id__in=contacts, state=CommandState.DONE).count()
    return done == len(contacts) and Contact.objects.filter(pk=contacts[0], held=True, state=State.TALKING).exists()
