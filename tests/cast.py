"""The people of the tests.

Anna and Bo answer for Northern Network, Bo for the Harbour Bank too; Eve answers for the bank only and must
see nothing of the network. Cem calls (two open cases with Bo), Dora and Dan share a number, nobody knows Zed.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from yesline.calls.ports import RingAgent, Wish
from yesline.cases.models import Case
from yesline.contacts.models import Contact
from yesline.customers.models import Contract, Customer, CustomerNumber, Service
from yesline.flows import answer, arrive
from yesline.orgs.models import Number, Organisation, Pool, Topic, Trunk
from yesline.staff.models import Agent, Membership, Phone
from yesline.staff.queries import Seat

CEM, DORA, ZED = "+79215550147", "+79215550163", "+79215550999"
TROUBLE, ORDERS, BANK = "+78182550100", "+78182550101", "+78182550200"


class Cast:
    """Everybody, in a database that is otherwise empty."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.pool = Pool.objects.create(name="The pool")
        self.trunk = Trunk.objects.create(name="demo", addresses=["127.0.0.2"], answer_after=timedelta(seconds=60))
        self.network = self.organisation("network", "Northern Network", [(TROUBLE, "trouble"), (ORDERS, "orders")])
        self.bank = self.organisation("bank", "Harbour Bank", [(BANK, "trouble")])
        self.no_internet = Topic.objects.create(organisation=self.network, name="No internet")
        self.anna = self.agent("anna", self.network)
        self.bo = self.agent("bo", self.network, serves=[self.bank])
        self.eve = self.agent("eve", self.bank)
        self.cem = self.customer("Cem", self.network, CEM)
        self.dora = self.customer("Dora", self.network, DORA)
        self.dan = self.customer("Dan", self.network, DORA)

    def organisation(self, slug: str, name: str, numbers: list[tuple[str, str]]) -> Organisation:
        made = Organisation.objects.create(
            pool=self.pool,
            slug=slug,
            name=name,
            case_due_for=timedelta(hours=72),
            recordings_kept_for=timedelta(days=90),
        )
        for e164, kind in numbers:
            Number.objects.create(organisation=made, trunk=self.trunk, e164=e164, kind=kind)
        return made

    def agent(
        self,
        username: str,
        home: Organisation,
        *,
        serves: list[Organisation] | None = None,
        languages: str = "ru",
    ) -> Agent:
        user = User.objects.create(username=username)
        made = Agent.objects.create(
            user=user,
            pool=self.pool,
            organisation=home,
            name=username.title(),
            languages=languages.split(),
            state_since=self.at,
        )
        for organisation in [home, *(serves or [])]:
            Membership.objects.create(agent=made, organisation=organisation)
        return made

    def customer(self, name: str, organisation: Organisation, e164: str) -> Customer:
        made = Customer.objects.create(organisation=organisation, given_name=name, family_name="Caller")
        CustomerNumber.objects.create(organisation=organisation, customer=made, e164=e164)
        contract = Contract.objects.create(
            organisation=organisation, customer=made, number=f"40-{made.pk}", balance="10.00", read_at=self.at
        )
        Service.objects.create(organisation=organisation, contract=contract, name="Internet", price="650.00")
        return made

    def case(self, customer: Customer, owner: Agent) -> Case:
        return Case.objects.create(
            organisation=customer.organisation,
            customer=customer,
            title="No internet",
            owner=owner,
            first_reported_at=self.at - timedelta(hours=30),
            due_at=self.at + timedelta(hours=42),
        )

    def seat(self, agent: Agent) -> Seat:
        roles = dict(Membership.objects.filter(agent=agent).values_list("organisation_id", "role"))
        return Seat(agent=Agent.objects.get(pk=agent.pk), roles=roles)

    def ready(self, *agents: Agent, since: datetime | None = None) -> None:
        """These agents have a phone that can be reached and have said they are ready."""
        for agent in agents:
            Phone.objects.get_or_create(
                agent=agent,
                kind="sip",
                defaults={"sip_user": f"{agent.user.username}-s", "in_use": True, "reachable": True},
            )
            Agent.objects.filter(pk=agent.pk).update(
                state="available",
                reachable=True,
                available_since=since or self.at,
                state_since=since or self.at,
            )

    def dials(
        self, number: str | None = CEM, *, to: str = TROUBLE, channel: str = "c1", at: datetime | None = None
    ) -> list[Wish]:
        """Somebody dials; returns what the switch is asked to do."""
        return arrive.call_arrived(
            node="main", channel=channel, caller_number=number, trunk="demo", dialled=to, at=at or self.at
        )

    def talking(self, agent: Agent, number: str | None = CEM, *, channel: str = "c1") -> Contact:
        """The agent is ready, somebody dials, they talk."""
        self.ready(agent)
        ring = rung(self.dials(number, channel=channel))
        answer.agent_answered(offer_id=ring[0].offer_id, channel=f"offer-{ring[0].offer_id}", at=self.at)
        contact = Contact.objects.get(key=f"main/{channel}")
        answer.connected(contact_id=contact.pk, at=self.at)
        contact.refresh_from_db()
        return contact


def rung(wishes: list[Wish]) -> list[RingAgent]:
    """Whose phones are to ring."""
    return [wish for wish in wishes if isinstance(wish, RingAgent)]
