"""Cases joined, parted, asked about, closed and opened again: through it all one clock, kept as the journal says."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.cast import Cast

from yesline.cases import actions, queries
from yesline.cases.models import Case, Term
from yesline.flows import ask, close, join, open_case
from yesline.journal.models import Entry
from yesline.kernel.errors import NotNow, NotYours
from yesline.orgs.models import Opening, Topic
from yesline.staff.models import Agent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reported(cast: Cast, at: datetime, *, by: Agent | None = None, customer: bool = True) -> Case:
    """A case opened by a letter, which is how one is opened without a telephone."""
    return actions.open_by_letter(
        organisation=cast.network, customer=cast.cem if customer else None, owner=by or cast.anna, key=uuid4(),
        said="No internet", at=at, name="", answer_to="", language="en",
    )  # fmt: skip


def row(case: Case) -> tuple[datetime, datetime, str]:
    found = Case.objects.get(pk=case.pk)
    return found.first_reported_at, found.due_at, found.state


def test_joined_cases_have_the_earliest_clock_which_is_shown_before(cast: Cast, at: datetime) -> None:
    old, new = reported(cast, at), reported(cast, at + 30 * HOUR, by=cast.bo)
    seat, now = cast.seat(cast.anna), at + 31 * HOUR
    shown = join.preview(seat=seat, case_id=new.pk, other_id=old.pk, at=now)
    assert (shown.first_reported_at, shown.due_at, shown.sooner) == (at, at + 72 * HOUR, True)
    join.join(seat=seat, case_id=new.pk, other_id=old.pk, why="the same outage", at=now)
    assert row(new) == (shown.first_reported_at, shown.due_at, "open")
    assert row(old) == (at, at + 72 * HOUR, "merged")
    join.part(seat=seat, case_id=new.pk, other_id=old.pk, why="another flat", at=now + HOUR)
    assert row(new) == (at + 30 * HOUR, at + 102 * HOUR, "open")
    assert row(old) == (at, at + 72 * HOUR, "open")
    said = Entry.objects.filter(noun="case", noun_id=old.pk, verb__in=["case.merged", "case.parted"]).order_by("id")
    assert [(one.by_agent_id, one.details["why"]) for one in said] == [
        (cast.anna.pk, "the same outage"),
        (cast.anna.pk, "another flat"),
    ]


@pytest.mark.parametrize("why", ["", "   "])
def test_nothing_is_joined_without_a_reason(cast: Cast, at: datetime, why: str) -> None:
    old, new = reported(cast, at), reported(cast, at)
    with pytest.raises(NotNow, match="Say why"):
        join.join(seat=cast.seat(cast.anna), case_id=new.pk, other_id=old.pk, why=why, at=at)


def test_what_cannot_be_joined(cast: Cast, at: datetime) -> None:
    one, same = reported(cast, at), reported(cast, at)
    doras = Case.objects.create(
        organisation=cast.network, customer=cast.dora, title="x", owner=cast.bo, first_reported_at=at, due_at=at
    )
    banks = Case.objects.create(organisation=cast.bank, title="x", owner=cast.bo, first_reported_at=at, due_at=at)
    seat = cast.seat(cast.bo)
    for other, sentence in [(one, "the same case"), (doras, "two people"), (banks, "two organisations")]:
        with pytest.raises(NotNow, match=sentence):
            join.join(seat=seat, case_id=one.pk, other_id=other.pk, why="x", at=at)
    with pytest.raises(NotYours):
        join.join(seat=cast.seat(cast.eve), case_id=banks.pk, other_id=one.pk, why="x", at=at)
    join.join(seat=seat, case_id=one.pk, other_id=same.pk, why="x", at=at)
    with pytest.raises(NotNow, match="part of another"):
        ask.ask(seat=seat, case_id=same.pk, text="Which flat?", at=at)
    with pytest.raises(NotNow, match="no part"):
        join.part(seat=seat, case_id=doras.pk, other_id=same.pk, why="x", at=at)


def test_a_question_stops_the_clock_until_they_call(cast: Cast, at: datetime) -> None:
    case = reported(cast, at - 10 * HOUR)
    ask.ask(seat=cast.seat(cast.anna), case_id=case.pk, text="Which lamp is red?", at=at - 5 * HOUR)
    assert Case.objects.get().asked_at == at - 5 * HOUR
    with pytest.raises(NotNow, match="stands already"):
        ask.ask(seat=cast.seat(cast.anna), case_id=case.pk, text="And which is green?", at=at - 4 * HOUR)
    contact = cast.talking(cast.anna)
    seat = cast.seat(cast.anna)
    open_case.save(seat=seat, contact_id=contact.pk, said="The left one", topic_id=None, case_id=case.pk, at=at)
    now = Case.objects.get()
    assert (now.asked_at, now.due_at) == (None, at - 10 * HOUR + 77 * HOUR)


def test_a_reply_runs_the_clocks_of_all_parts(cast: Cast, at: datetime) -> None:
    old, new = reported(cast, at), reported(cast, at + HOUR)
    seat = cast.seat(cast.anna)
    ask.ask(seat=seat, case_id=old.pk, text="Which lamp is red?", at=at + 2 * HOUR)
    join.join(seat=seat, case_id=new.pk, other_id=old.pk, why="x", at=at + 3 * HOUR)
    ask.heard(seat=seat, case_id=new.pk, at=at + 4 * HOUR)
    assert queries.clock_of(new).waits is False
    join.part(seat=seat, case_id=new.pk, other_id=old.pk, why="x", at=at + 5 * HOUR)
    assert (row(old)[1], row(new)[1]) == (at + 74 * HOUR, at + 73 * HOUR)


def test_closed_and_opened_again_it_is_the_same_case_with_the_same_clock(cast: Cast, at: datetime) -> None:
    case, seat = reported(cast, at, by=cast.bo), cast.seat(cast.anna)
    close.over(seat=seat, case_id=case.pk, at=at + DAY)
    with pytest.raises(NotNow, match="closed"):
        close.over(seat=seat, case_id=case.pk, at=at + DAY)
    close.again(seat=seat, case_id=case.pk, why="dead again", at=at + 5 * DAY)
    assert (*row(case), Case.objects.get().owner) == (at, at + 72 * HOUR, "open", cast.bo)


def test_after_thirty_days_it_is_another_case(cast: Cast, at: datetime) -> None:
    case, seat = reported(cast, at), cast.seat(cast.anna)
    close.over(seat=seat, case_id=case.pk, at=at)
    with pytest.raises(NotNow, match="30 days"):
        close.again(seat=seat, case_id=case.pk, why="x", at=at + 30 * DAY + timedelta(seconds=1))
    close.again(seat=seat, case_id=case.pk, why="x", at=at + 30 * DAY)


def test_what_is_still_asked_keeps_a_case_open(cast: Cast, at: datetime) -> None:
    case, seat = reported(cast, at), cast.seat(cast.anna)
    ask.ask(seat=seat, case_id=case.pk, text="Does it work now?", at=at)
    with pytest.raises(NotNow, match="question to the customer stands"):
        close.over(seat=seat, case_id=case.pk, at=at)


def test_an_organisations_own_term_counts_in_its_own_hours(cast: Cast, at: datetime) -> None:
    """A Thursday, 14:47 in Moscow; open on weekdays from nine to six."""
    for day in range(5):
        Opening.objects.create(organisation=cast.network, weekday=day, opens="09:00", closes="18:00")
    Term.objects.create(organisation=cast.network, kind="trouble", due_for=4 * HOUR, working=True)
    Term.objects.create(
        organisation=cast.network, kind="trouble", topic=cast.no_internet, due_for=2 * HOUR, working=False
    )
    assert reported(cast, at).due_at == at + 19 * HOUR
    contact = cast.talking(cast.anna)
    by_topic = actions.open_(contact=contact, title="x", topic=cast.no_internet, by=cast.anna, at=at)
    assert by_topic.due_at == at + 2 * HOUR


def test_a_complaint_is_answered_within_thirty_days_whatever_an_organisation_writes(cast: Cast, at: datetime) -> None:
    Term.objects.create(organisation=cast.network, kind="complaint", due_for=60 * DAY)
    contact = cast.talking(cast.anna)
    case = actions.open_(contact=contact, title="x", topic=None, kind="complaint", by=cast.anna, at=at)
    assert case.due_at == at + 30 * DAY


def test_trouble_reported_again_is_recognised(cast: Cast, at: datetime) -> None:
    first = reported(cast, at - 3 * DAY)
    reported(cast, at - 20 * DAY)
    other_topic = reported(cast, at - 5 * DAY)
    Case.objects.filter(pk=first.pk).update(topic=cast.no_internet)
    television = Topic.objects.create(organisation=cast.network, name="Television")
    Case.objects.filter(pk=other_topic.pk).update(topic=television)
    contact = cast.talking(cast.anna)
    case = open_case.save(
        seat=cast.seat(cast.anna), contact_id=contact.pk, said="No internet", topic_id=cast.no_internet.pk, at=at
    )
    assert join.reported_before(seat=cast.seat(cast.anna), case_id=case.pk) == first


def test_a_stranger_is_recognised_by_their_number(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna, "+79215550999", channel="c1")
    seat = cast.seat(cast.anna)
    first = open_case.save(seat=seat, contact_id=contact.pk, said="It is dark", topic_id=None, at=at)
    again = cast.talking(cast.bo, "+79215550999", channel="c2")
    second = open_case.save(seat=cast.seat(cast.bo), contact_id=again.pk, said="Still dark", topic_id=None, at=at)
    assert join.reported_before(seat=cast.seat(cast.bo), case_id=second.pk) == first
