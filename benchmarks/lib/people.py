"""The organisations and agents of a measurement, written through the product's own models."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from yesline.kernel import clock
from yesline.orgs.models import Number, Organisation, Pool, Topic, Trunk
from yesline.staff import queries, rules
from yesline.staff.enums import AgentState
from yesline.staff.models import Agent, Membership, Phone

TOPICS = ("No internet", "Slow internet", "Bill", "Moving", "New contract", "Intercom", "Television", "Other")


@dataclass(frozen=True)
class Firm:
    """One organisation with what its contacts refer to."""

    organisation: Organisation
    number: Number
    topics: list[Topic]
    agents: list[Agent]


@transaction.atomic
def organisations(count: int, *, agents_each: int) -> list[Firm]:
    """That many organisations in one pool, each with a number, topics and agents of its own."""
    pool = Pool.objects.create(name="Benchmark")
    trunk = Trunk.objects.create(
        name="demo", addresses=["127.0.0.2"], answer_after=timedelta(seconds=60), max_calls=2000
    )
    return [_firm(place, pool, trunk, agents_each) for place in range(count)]


def _firm(place: int, pool: Pool, trunk: Trunk, agents_each: int) -> Firm:
    organisation = Organisation.objects.create(
        pool=pool,
        slug=f"firm-{place}",
        name=f"Firm {place}",
        case_due_for=timedelta(hours=72),
        recordings_kept_for=timedelta(days=90),
    )
    number = Number.objects.create(organisation=organisation, trunk=trunk, e164=f"+7818255{place:04d}", kind="trouble")
    topics = [Topic(organisation=organisation, name=name, position=at) for at, name in enumerate(TOPICS)]
    return Firm(
        organisation=organisation,
        number=number,
        topics=Topic.objects.bulk_create(topics),
        agents=agents(organisation, agents_each),
    )


def agents(organisation: Organisation, count: int) -> list[Agent]:
    """Agents of this organisation, each with a desk phone in use that nobody has proved reachable yet."""
    marks = [f"agent-{organisation.pk}-{place}" for place in range(count)]
    users = User.objects.bulk_create([User(username=mark, password="!") for mark in marks])
    made = Agent.objects.bulk_create(
        Agent(
            user=user,
            pool_id=organisation.pool_id,
            organisation=organisation,
            name=user.username,
            languages=["ru"],
            state_since=clock.now(),
        )
        for user in users
    )
    Membership.objects.bulk_create(Membership(agent=agent, organisation=organisation) for agent in made)
    Phone.objects.bulk_create(
        Phone(agent=agent, kind="sip", sip_user=mark, in_use=True) for agent, mark in zip(made, marks, strict=True)
    )
    return made


def secrets(key: str) -> dict[str, str]:
    """The password of each phone in use by its name, in the order they are pushed. `key` is the place's own."""
    return {
        phone.sip_user: rules.phone_secret(key, sip_user=phone.sip_user, epoch=phone.epoch)
        for phone in queries.phones_in_use()
    }


def reachable() -> int:
    """How many agents have a phone that was proved reachable."""
    return Agent.objects.filter(reachable=True).count()


def all_reachable() -> bool:
    return not Agent.objects.filter(reachable=False).exists()


def sign_in(phones: Sequence[str]) -> None:
    """The agents of these phones are ready from now on, one a millisecond; all others are not working."""
    now = clock.now()
    Agent.objects.update(state=AgentState.OFFLINE, state_reason="", state_since=now, available_since=None)
    by_phone = dict(Phone.objects.values_list("sip_user", "agent_id"))
    ready = list(Agent.objects.filter(pk__in=[by_phone[phone] for phone in phones]))
    for place, agent in enumerate(ready):
        agent.state, agent.available_since = AgentState.AVAILABLE, now + timedelta(milliseconds=place - len(ready))
    Agent.objects.bulk_update(ready, ["state", "available_since"])


def nobody_busy() -> bool:
    """Whether no agent is rung, talks or writes notes."""
    busy = [AgentState.OFFERED, AgentState.TALKING, AgentState.WRAP_UP]
    return not Agent.objects.filter(state__in=busy).exists()


def nobody_talks() -> bool:
    """Whether no agent is rung or talks; they may write notes."""
    return not Agent.objects.filter(state__in=[AgentState.OFFERED, AgentState.TALKING]).exists()


def users_and_phones() -> dict[int, tuple[int, str]]:
    """Agent → user and phone in use."""
    rows = Phone.objects.filter(in_use=True).values_list("agent_id", "agent__user_id", "sip_user")
    return {agent: (user, phone) for agent, user, phone in rows}


def heard_of_all_since(at: datetime) -> bool:
    """Whether every phone in use was reported, reachable or not, since that moment."""
    return not Phone.objects.filter(in_use=True).exclude(seen_at__gte=at).exists()
