"""Two organisations with a full day behind them, written for good, and connections as the role `yesline_web`.

Nothing here rolls back by itself: row-level security is tried from connections of its own, as it is in earnest.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from tests.cast import BANK, CEM, DORA, TROUBLE, ZED, Cast, rung

from yesline.calls import actions as calls
from yesline.calls.models import Recording
from yesline.cases import actions as cases
from yesline.cases.away import actions as away
from yesline.cases.complaints import actions as complaints
from yesline.cases.models import Case, Term
from yesline.cases.orders import actions as orders
from yesline.cases.orders.rules import Terms
from yesline.cases.papers import actions as papers
from yesline.cases.papers.rules import Received
from yesline.contacts.models import Contact
from yesline.flows import answer, open_case, recognise, review, same_person
from yesline.kernel import clock, hints, seal
from yesline.knowledge.models import Fact, Wording
from yesline.orgs.models import FormerSlug, Holiday, Opening, Organisation, Outsider, Phrase, PlanStep, Topic
from yesline.routing.models import Summons
from yesline.running.home import Home
from yesline.running.postgres import Postgres
from yesline.staff.models import Agent, DutyPhone, Invitation, Swap, Turn

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)


class House:
    """The cast, while Anna serves Cem for the network and Eve serves Fay for the bank; Bo has served Dora."""

    def __init__(self) -> None:
        cast = self.cast = Cast(AT)
        Topic.objects.create(organisation=cast.bank, name="A card")
        self.fay = cast.customer("Fay", cast.bank, ZED)
        self.network_contact = self._served(cast.anna, CEM, to=TROUBLE)
        self.bank_contact = self._served(cast.eve, ZED, to=BANK)
        self.ended_contact = self._served(cast.bo, DORA, to=TROUBLE)
        answer.caller_left(node="main", channel=f"c{cast.bo.pk}", lost=False, at=AT)
        for agent, kept in ((cast.anna, cast.cem), (cast.eve, self.fay)):
            twice = cast.customer("Twice", kept.organisation, f"+7900555{kept.pk:04d}")
            same_person.merge(seat=cast.seat(agent), gone_id=twice.pk, kept_id=kept.pk, at=AT)
            cases.open_by_letter(
                organisation=kept.organisation, customer=None, owner=cast.bo, key=uuid4(), said="A letter", at=AT,
                name="", answer_to="", language="en",
            )  # fmt: skip
            self._handed_on(cases.open_by_letter(
                organisation=kept.organisation, customer=None, owner=cast.bo, key=uuid4(), said="A second letter",
                at=AT, name="", answer_to="", language="en",
            ), to=agent)  # fmt: skip
        for position, organisation in enumerate([cast.network, cast.bank]):
            DutyPhone.objects.create(
                organisation=organisation, position=position, name="On duty", endpoint="PJSIP/duty"
            )
            self._duty(organisation, cast.anna if organisation == cast.network else cast.eve)
            Opening.objects.create(organisation=organisation, weekday=0, opens=time(9), closes=time(18))
            Holiday.objects.create(organisation=organisation, day=AT.date(), name="A feast")
            Invitation.objects.create(
                organisation=organisation, name="New", secret_hash=organisation.slug, invited_at=AT, expires_at=AT
            )
            FormerSlug.objects.create(organisation=organisation, slug=f"once-{organisation.slug}")
            Outsider.objects.create(organisation=organisation, name="Water works", e164="+78182550900")
            fact = Fact.objects.create(organisation=organisation, owner=cast.bo, valid_from=AT.date(), checked_at=AT)
            Wording.objects.create(organisation=organisation, fact=fact, language="en", title="Refunds", text="Daily")

    def _duty(self, organisation: Organisation, agent: Agent) -> None:
        """Somebody is on duty, asks Bo to take it over, and the plan says when they are rung."""
        turn = Turn.objects.create(
            organisation=organisation, agent=agent, purpose="anybody", weekday=0, begins=time(18), ends=time(9)
        )
        Swap.objects.create(
            organisation=organisation, turn=turn, day=AT.date(), asked_by=agent, asked_of=self.cast.bo, asked_at=AT
        )
        PlanStep.objects.create(organisation=organisation, situation="busy", step="rota", after=60)
        Phrase.objects.create(organisation=organisation, language="ru", name="place", sound="/voices/place")
        served = Contact.objects.filter(organisation=organisation).earliest("pk")
        Summons.objects.create(organisation=organisation, contact=served, asked_by=agent, asked_at=AT)

    def _handed_on(self, case: Case, *, to: Agent) -> None:
        """Everything there is about who has a case and what the customer is asked."""
        bo, organisation = self.cast.bo, case.organisation
        cases.ask(case, text="Which lamp is red?", by=bo, at=AT)
        said = cases.said(case, kind="papers", text="The left one", key=uuid4(), at=AT)
        receipt = Received(name="receipt.pdf", kind="pdf", size=1, sha256="0", path=f"{case.pk}.pdf")
        papers.add(case, [receipt], said=said, by=None, at=AT)
        complaints.register(case, by=bo, at=AT)
        order = orders.agree(case, Terms("Internet", None, "", ""), by=bo, at=AT)
        orders.add_item(order, what="contract", by=bo, at=AT)
        cases.ask_to_own(case, to=to, why="closer to it", by=bo, at=AT)
        Term.objects.create(organisation=organisation, kind="trouble", due_for=timedelta(hours=24))
        tomorrow = AT + timedelta(days=1)
        away.be_away(agent=bo, organisation_id=organisation.pk, deputy=to, from_at=AT, until_at=tomorrow, by=bo, at=AT)

    def _served(self, agent: Agent, number: str, *, to: str) -> Contact:
        """The agent answers, writes everything there is to write, asks the switch, and listens once more."""
        self.cast.ready(agent)
        offer = rung(self.cast.dials(number, to=to, channel=f"c{agent.pk}"))[0]
        answer.agent_answered(offer_id=offer.offer_id, channel=f"offer-{offer.offer_id}", at=AT)
        contact = Contact.objects.get(customer_number=number)
        answer.connected(contact_id=contact.pk, at=AT)
        seat = self.cast.seat(agent)
        recognise.card_of_contact(seat=seat, contact_id=contact.pk, at=AT)
        due_at = AT + timedelta(hours=2)
        open_case.save(
            seat=seat, contact_id=contact.pk, said="No internet.", topic_id=None,
            promise_what="Call back", promise_due_at=due_at, at=AT,
        )  # fmt: skip
        open_case.keep_draft(seat=seat, contact_id=contact.pk, fields={"said": "And the television"}, at=AT)
        answer.hold(seat=seat, contact_id=contact.pk, at=AT)
        self._heard_again(agent, contact)
        return contact

    def _heard_again(self, agent: Agent, contact: Contact) -> None:
        recording = Recording.objects.get(contact=contact)
        calls.recording_raw(node=recording.node, channel=recording.channel, at=AT)
        calls.recording_kept(
            recording.pk, path=f"{contact.pk}.opus", sha256="0" * 64, seconds=1.0, kept_for=timedelta(days=90), at=AT
        )
        review.listen(seat=self.cast.seat(agent), recording_id=recording.pk, reason="to be sure", at=AT)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hints, "_put", [].append)
            made = House()
        yield made
        call_command("flush", interactive=False, verbosity=0)
        connection.close()


def url_of(role: str) -> str:
    """How a role of ours signs in to the database of this test run."""
    with psycopg.connect(os.environ["YESLINE_TEST_SUPERUSER"]) as superuser:
        (data,) = superuser.execute("SHOW data_directory").fetchone() or ("",)
    root = Path(data).parents[1]
    return Postgres(Home(root=root, parts=root)).url(role, str(connection.settings_dict["NAME"]))


@pytest.fixture(scope="module")
def web_url(house: House) -> str:
    return url_of("yesline_web")


class Web:
    """One connection as `yesline_web`, with plain SQL."""

    def __init__(self, line: psycopg.Connection) -> None:
        self.line = line

    def signs_in(self, agent: Agent) -> "Web":
        """What `staff.queries.act_as` does."""
        made_at, proof = seal.proof(settings.SECRET_KEY, user_id=agent.user_id, at=clock.now())
        self.rows("SELECT * FROM yesline_act_as(%s, %s, %s)", agent.user_id, made_at, proof)
        return self

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.line.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        return self.rows(sql, *values)[0][0]

    def changes(self, sql: str, *values: object) -> int:
        """How many rows a statement changed."""
        return self.line.execute(sql, values).rowcount


@pytest.fixture
def web(web_url: str) -> Iterator[Web]:
    with psycopg.connect(web_url) as line:
        yield Web(line)
        line.rollback()


@pytest.fixture(scope="module")
def owner_url(house: House) -> str:
    return url_of("yesline_owner")


@pytest.fixture
def signed_in_as_web(house: House, web_url: str, owner_url: str) -> Iterator[None]:
    """Django's own connection, for a while, is one of `yesline_web`."""
    owner = connections["default"]
    web = owner.copy()
    url = urlsplit(web_url)
    web.settings_dict = {
        **owner.settings_dict,
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": parse_qs(url.query)["host"][0],
    }
    connections["default"] = web
    with web.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("yesline_web",)
    try:
        yield
    finally:
        web.close()
        connections["default"] = owner
