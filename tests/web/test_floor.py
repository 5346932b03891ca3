"""What a lead oversees: the line and its reasons, the people, the day; and that every number opens its rows."""

import html as html_of
import re
from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import BANK, CEM, DORA, TROUBLE, ZED, Cast, rung
from tests.web.conftest import Clock, Desk

from yesline.cases.models import Case
from yesline.contacts import queries as ledger
from yesline.contacts.models import Contact, Fact
from yesline.flows import answer, oversee, route, wait, wrap_up
from yesline.promises import actions as promises
from yesline.reports import queries as reports
from yesline.routing.models import Offer
from yesline.staff.models import Agent, Membership

pytestmark = pytest.mark.django_db
FLOOR_QUERIES = 16


@pytest.fixture
def leda(cast: Cast, sits_down: Callable[[Agent], Desk]) -> Desk:
    """She leads Northern Network, and answers nothing herself."""
    agent = cast.agent("leda", cast.network, languages="en")
    Membership.objects.filter(agent=agent).update(role="lead")
    cast.leda = agent  # type: ignore[attr-defined]
    return sits_down(agent)


def text(html: str) -> str:
    """What a person reads: no tags, one space."""
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", " ", html, flags=re.DOTALL))
    return " ".join(html_of.unescape(words).replace("\u00a0", " ").replace("&nbsp;", " ").split())


def queries_of(desk: Desk, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        desk.page(path)
    return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def talks_and_leaves(cast: Cast, agent: Agent, number: str, *, channel: str, after: float = 2.0) -> Contact:
    """The caller is answered after some seconds, talks for a minute, and the notes are finished."""
    cast.ready(agent)
    offer = rung(cast.dials(number, channel=channel))[0]
    picked_up = cast.at + timedelta(seconds=after)
    answer.agent_answered(offer_id=offer.offer_id, channel=f"offer-{offer.offer_id}", at=picked_up)
    contact = Contact.objects.get(key=f"main/{channel}")
    answer.caller_left(node="main", channel=channel, lost=False, at=picked_up + timedelta(seconds=60))
    wrap_up.finish(seat=cast.seat(agent), contact_id=contact.pk, at=picked_up + timedelta(seconds=70))
    contact.refresh_from_db()
    return contact


class TestWhoMayOversee:
    @pytest.mark.parametrize(
        "path", ["/floor/", "/floor/pulse/", "/floor/contacts/", "/floor/promises/", "/floor/people/"]
    )
    def test_the_floor_does_not_exist_for_those_who_lead_nothing(self, anna: Desk, leda: Desk, path: str) -> None:
        anna.page(path, status=404)
        leda.page(path)

    def test_who_has_not_signed_in_is_led_to_the_gate(self, sits_down: Callable[[None], Desk]) -> None:
        answer = sits_down(None).client.get("/floor/")
        assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/floor/")

    def test_a_call_of_another_organisation_is_as_unknown_as_one_that_never_was(self, cast: Cast, leda: Desk) -> None:
        cast.dials(ZED, to=BANK)
        bank = Contact.objects.get()
        assert leda.page(f"/floor/contacts/{bank.pk}/", status=404) == leda.page("/floor/contacts/999999/", status=404)

    def test_who_leads_one_organisation_and_serves_another_oversees_the_one(self, cast: Cast, leda: Desk) -> None:
        Membership.objects.create(agent=cast.leda, organisation=cast.bank, role="agent")  # type: ignore[attr-defined]
        cast.dials(ZED, to=BANK)
        assert "Nobody waits" in leda.page("/floor/")
        assert leda.page(f"/floor/contacts/{Contact.objects.get().pk}/", status=404)


class TestTheLine:
    def test_an_empty_house_says_what_it_is(self, leda: Desk) -> None:
        said = text(leda.page("/floor/"))
        assert "Nobody waits" in said
        assert "Nobody is working. Callers ring the people on duty." in said
        assert "Nobody has called yet today." in said

    def test_a_caller_whom_nobody_can_help_yet(self, cast: Cast, leda: Desk, clock: Clock) -> None:
        cast.dials(CEM)
        clock.at += timedelta(seconds=42)
        said = text(leda.page("/floor/"))
        assert "1 caller waits" in said
        assert "0:42 Cem Caller · Northern Network Nobody who could help is working. They are: Anna, Bo." in said

    def test_a_caller_while_everybody_talks(self, cast: Cast, leda: Desk) -> None:
        cast.talking(cast.anna, CEM)
        Agent.objects.filter(pk=cast.bo.pk).update(state="break")
        cast.dials(ZED, channel="c2")
        assert "All who could help are busy: 1 is talking, 1 is on a break." in text(leda.page("/floor/"))

    def test_a_caller_who_was_told_how_it_stands(self, cast: Cast, leda: Desk) -> None:
        cast.talking(cast.anna, CEM)
        cast.dials(ZED, channel="c2")
        wait.tell(node="main", at=cast.at + timedelta(seconds=2))
        [fact] = Fact.objects.filter(event="told")
        sentence = f"Told: number 1, about {fact.details['minutes']} min."
        assert sentence in text(leda.page("/floor/"))
        assert f"Heard how it stands {sentence}" in text(leda.page(f"/floor/contacts/{fact.contact_id}/"))

    def test_a_caller_who_is_being_rung_through(self, cast: Cast, leda: Desk) -> None:
        cast.ready(cast.anna)
        cast.dials(CEM)
        said = text(leda.page("/floor/"))
        assert "Rings at Anna." in said
        assert "Anna 0:00 ringing, Cem Caller" in said

    def test_a_caller_kept_for_whom_they_talked_to(self, cast: Cast, leda: Desk) -> None:
        contact = cast.talking(cast.anna, CEM)
        [offer] = Offer.objects.filter(contact=contact)
        Agent.objects.update(reachable=False)
        answer.agent_left(offer_id=offer.pk, lost=True, at=cast.at)
        assert "Kept for Anna, whose phone was lost, for another 12 s." in text(leda.page("/floor/"))

    def test_callers_of_a_language_nobody_speaks(self, cast: Cast, leda: Desk) -> None:
        cast.dials(CEM)
        Contact.objects.update(language="bg")
        assert "Nobody answers for Northern Network in this language: Bulgarian." in text(leda.page("/floor/"))


class TestTheDay:
    def test_the_ledger_balances_and_each_number_opens_its_rows(self, cast: Cast, leda: Desk) -> None:
        talks_and_leaves(cast, cast.anna, CEM, channel="c1")
        Agent.objects.update(state="offline")
        cast.dials(ZED, channel="c2")
        answer.caller_left(node="main", channel="c2", lost=False, at=cast.at + timedelta(seconds=40))
        cast.dials(DORA, channel="c3")
        answer.caller_left(node="main", channel="c3", lost=False, at=cast.at + timedelta(seconds=2))
        cast.dials("anonymous", channel="c4")
        html = leda.page("/floor/")
        assert "balances" in text(html)
        found = {where: len(re.findall("Why did they wait", leda.page(f"/floor/contacts/?where={where}"))) for where in
                 ("", "talked", "answered", "left", "owed", "let_go", "waiting", "on_duty")}  # fmt: skip
        assert found == {
            "": 4, "talked": 1, "answered": 1, "left": 2, "owed": 1, "let_go": 1, "waiting": 1, "on_duty": 0,
        }  # fmt: skip
        figures = [int(number) for number in re.findall(r'class="figure"><a [^>]*>(\d+)<', html)]
        assert figures == [found[""], found["talked"], found["owed"], found["waiting"]]

    def test_who_is_owed_a_call_here_is_who_is_owed_a_call_at_the_desk(self, cast: Cast) -> None:
        for channel, number, stayed in (
            ("c1", CEM, 40),
            ("c2", ZED, 40),
            ("c3", DORA, 2),
            ("c4", CEM, 9),
            ("c5", None, 40),
        ):
            cast.dials(number, channel=channel)
            answer.caller_left(node="main", channel=channel, lost=False, at=cast.at + timedelta(seconds=stayed))
        Contact.objects.filter(key="main/c1").update(arrived_at=cast.at - timedelta(hours=1))
        cast.dials(ZED, channel="c6", at=cast.at + timedelta(minutes=1))
        here = set(Contact.objects.filter(reports.rows_of("owed")).values_list("key", flat=True))
        assert here == set(ledger.owed().values_list("key", flat=True)) == {"main/c1"}

    def test_every_column_of_the_histogram_opens_exactly_its_calls(self, cast: Cast, leda: Desk) -> None:
        for number, after in enumerate([0.4, 0.5, 4.9, 5.0, 31.0]):
            talks_and_leaves(cast, cast.anna, ZED, channel=f"c{number}", after=after)
        html = leda.page("/floor/")
        labels = re.findall(r'column=(\d)" aria-label="[^"]*: (\d+)"', html)
        assert labels == [
            ("0", "1"),
            ("1", "1"),
            ("2", "0"),
            ("3", "0"),
            ("4", "1"),
            ("5", "1"),
            ("6", "0"),
            ("7", "1"),
        ]
        for column, count in labels:
            rows = leda.page(f"/floor/contacts/?where=answered&column={column}")
            assert len(re.findall("Why did they wait", rows)) == int(count)
        assert "half within 4.9 s, 99 of 100 within 31 s" in text(html)

    def test_the_hours_are_those_of_the_place(self, cast: Cast, leda: Desk) -> None:
        talks_and_leaves(cast, cast.anna, CEM, channel="c1")
        assert '14:00, 1 came, 0 left before an answer"' in leda.page("/floor/")  # 11:47 UTC
        assert "Cem Caller" in leda.page("/floor/contacts/?hour=14")
        assert "Cem Caller" not in leda.page("/floor/contacts/?hour=11")

    def test_who_was_answered_and_left_while_their_agent_was_lost_was_answered_and_did_not_leave(
        self, cast: Cast
    ) -> None:
        contact = cast.talking(cast.anna)
        offer = Offer.objects.get(contact=contact)
        answer.agent_left(offer_id=offer.pk, lost=True, at=cast.at)
        answer.caller_left(node="main", channel="c1", lost=False, at=cast.at + timedelta(seconds=20))
        today = reports.came([cast.network.pk], since=cast.at - timedelta(hours=1), until=cast.at + timedelta(hours=1))
        [(came, talked, left)] = reports.by_hour(today, zone=UTC).values()
        assert (came, talked, left) == (1, 1, 0)

    def test_yesterday_is_another_day(self, cast: Cast, leda: Desk, clock: Clock) -> None:
        talks_and_leaves(cast, cast.anna, CEM, channel="c1")
        clock.at += timedelta(days=1)
        assert "Nobody has called yet today." in text(leda.page("/floor/"))
        assert "Cem Caller" in leda.page("/floor/contacts/?day=2026-11-19")

    def test_promises_at_risk(self, cast: Cast, leda: Desk) -> None:
        case = cast.case(cast.cem, cast.bo)
        promises.make(case=case, what="Ring back", due_at=cast.at + timedelta(minutes=8), by=cast.bo, at=cast.at)
        promises.make(case=case, what="Next week", due_at=cast.at + timedelta(days=7), by=cast.bo, at=cast.at)
        said = text(leda.page("/floor/"))
        assert "14:55 Ring back in 8 min Bo, within the hour · Cem Caller · case №" in said
        assert "Next week" not in said
        assert "Ring back" in leda.page("/floor/promises/?which=due")
        assert "There is none." in leda.page("/floor/promises/?which=kept")


class TestRows:
    def test_the_thousandth_row_is_reached_too(self, cast: Cast, leda: Desk) -> None:
        cast.dials(CEM)
        first = Contact.objects.get()
        Contact.objects.bulk_create(
            Contact(
                organisation=cast.network, pool=cast.pool, number=first.number, key=f"main/many-{number}",
                language="ru", priority=1, arrived_at=cast.at - timedelta(seconds=number), state="ended",
                outcome="abandoned", ended_at=cast.at, customer_number="", number_shown=f"row {number}",
            )
            for number in range(1, 1000)
        )  # fmt: skip
        last = leda.page("/floor/contacts/?page=20")
        assert (text(last).count("Why did they wait?"), "page 20 of 20" in text(last)) == (50, True)
        assert f"/floor/contacts/{Contact.objects.get(number_shown='row 999').pk}/" in last
        assert text(leda.page("/floor/contacts/?page=99999")) == text(last)

    @pytest.mark.parametrize(
        "nonsense", ["page=-1", "day=1", "hour=77", "column=x", "organisation=0", "where=x", "agent=%00"]
    )
    def test_what_is_not_understood_is_not_looked_for(self, cast: Cast, leda: Desk, nonsense: str) -> None:
        cast.dials(CEM)
        assert "Cem Caller" in leda.page(f"/floor/contacts/?{nonsense}")

    def test_another_organisation_in_the_address_shows_ones_own(self, cast: Cast, leda: Desk) -> None:
        cast.dials(CEM)
        cast.dials(ZED, to=BANK, channel="c2")
        assert "1 call" in text(leda.page(f"/floor/contacts/?organisation={cast.bank.pk}"))

    def test_people_in_one_state(self, cast: Cast, leda: Desk) -> None:
        cast.ready(cast.anna)
        ready = text(leda.page("/floor/people/?state=available"))
        assert ("1 person" in ready, "Anna" in ready, " Bo " in ready) == (True, True, False)


class TestWhyDidTheyWait:
    def test_a_call_of_the_past_is_told_step_by_step(self, cast: Cast, leda: Desk) -> None:
        busy = cast.talking(cast.anna, DORA)
        cast.dials(CEM, channel="c2")
        answer.caller_left(node="main", channel="c1", lost=False, at=cast.at + timedelta(seconds=30))
        wrap_up.finish(seat=cast.seat(cast.anna), contact_id=busy.pk, at=cast.at + timedelta(seconds=38))
        offer = rung(route.match_all(node="main", at=cast.at + timedelta(seconds=38)))[0]
        answer.agent_answered(
            offer_id=offer.offer_id, channel=f"offer-{offer.offer_id}", at=cast.at + timedelta(seconds=41)
        )
        said = text(leda.page(f"/floor/contacts/{Contact.objects.get(key='main/c2').pk}/"))
        assert "Waited 41 s for a person." in said
        assert (
            "14:47:00 The call came in 14:47:00 waited 38 s Others were talking: Anna."
            " 14:47:38 Rang at Anna of the organisation's own people the one who had waited longest for a call"
            " 14:47:41 Answered: Anna" in said
        )

    def test_who_declined_and_who_let_it_ring_is_named(self, cast: Cast, leda: Desk) -> None:
        cast.ready(cast.anna)
        offer = rung(cast.dials(CEM))[0]
        route.offer_not_answered(offer_id=offer.offer_id, at=cast.at + timedelta(seconds=20))
        answer.caller_left(node="main", channel="c1", lost=False, at=cast.at + timedelta(seconds=50))
        said = text(leda.page(f"/floor/contacts/{Contact.objects.get().pk}/"))
        assert "Left after 50 s without having talked to a person." in said
        assert (
            "14:47:20 Anna did not answer 14:47:20 waited 30 s Nobody of those you may see had another caller" in said
        )


class TestThePulse:
    def test_what_has_not_changed_is_not_sent_again(self, cast: Cast, leda: Desk) -> None:
        html = leda.page("/floor/")
        marks = re.findall(r'name="seen" value="([^"]+)"', html)
        assert leda.asks("/floor/pulse/", seen=marks).html == ""
        cast.dials(CEM)
        changed = leda.asks("/floor/pulse/", seen=marks).html
        assert sorted(re.findall(r'class="part" id="([a-z]+)"', changed)) == ["balance", "hours", "waiting"]

    def test_it_is_told_of_its_organisations_and_people(self, cast: Cast, leda: Desk) -> None:
        agents = sorted([cast.anna.pk, cast.bo.pk, cast.leda.pk])  # type: ignore[attr-defined]
        topics = [f"organisation-{cast.network.pk}", *(f"agent-{one}" for one in agents)]
        assert sorted(re.findall(r'data-topics="([^"]+)"', leda.page("/floor/"))[0].split()) == sorted(topics)


def fill(cast: Cast, number: int) -> None:
    """One more of everything the floor shows."""
    talks_and_leaves(cast, cast.bo, CEM, channel=f"t{number}")
    case = Case.objects.first() or cast.case(cast.cem, cast.bo)
    promises.make(case=case, what="Ring back", due_at=cast.at + timedelta(minutes=9), by=cast.bo, at=cast.at)
    Agent.objects.filter(pk=cast.bo.pk).update(state="break")
    cast.agent(f"agent{number}", cast.network)
    cast.dials(ZED, channel=f"w{number}", to=TROUBLE)
    Contact.objects.filter(key=f"main/w{number}").update(language="bg")  # who waits goes on waiting


@pytest.mark.parametrize("path", ["/floor/", "/floor/contacts/", "/floor/promises/", "/floor/people/"])
def test_the_number_of_queries_is_the_same_with_one_row_and_with_three(cast: Cast, leda: Desk, path: str) -> None:
    expected = {"/floor/": FLOOR_QUERIES, "/floor/contacts/": 7, "/floor/promises/": 5, "/floor/people/": 6}[path]
    fill(cast, 1)
    leda.page(path)
    one = queries_of(leda, path)
    fill(cast, 2)
    fill(cast, 3)
    assert (one, queries_of(leda, path)) == (expected, expected)


def test_one_storys_queries_do_not_grow_with_the_facts(cast: Cast, leda: Desk) -> None:
    fill(cast, 1)
    first, second = Contact.objects.order_by("pk")[:2]
    assert (queries_of(leda, f"/floor/contacts/{first.pk}/"), queries_of(leda, f"/floor/contacts/{second.pk}/")) == (
        7,
        7,
    )


def test_the_flow_refuses_who_leads_nothing(cast: Cast) -> None:
    from yesline.kernel.errors import NotYours  # noqa: PLC0415 - beside what it is compared with

    with pytest.raises(NotYours):
        oversee.floor(seat=cast.seat(cast.anna), at=cast.at)
