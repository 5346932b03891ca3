"""A conversation becomes a case; nothing typed is lost; what was not written becomes an owned case."""

from datetime import datetime, timedelta

import pytest
from tests.cast import CEM, DORA, ORDERS, TROUBLE, ZED, Cast, rung

from yesline.calls.models import Command, Recording
from yesline.cases.models import Case, CaseContact, Draft
from yesline.contacts.models import Contact
from yesline.flows import answer, do_as_asked, on_the_line, open_case, promise, recognise, review, wrap_up
from yesline.journal.models import Entry
from yesline.kernel.errors import NotNow, NotYours
from yesline.promises.models import Promise
from yesline.routing.models import Offer


def ended(cast: Cast) -> Contact:
    contact = cast.talking(cast.anna)
    answer.caller_left(node="main", channel="c1", lost=False, at=cast.at)
    return contact


def test_who_picked_up_owns_the_case_and_its_clock_runs_from_the_first_ring(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    later = at + timedelta(minutes=4)
    case = open_case.save(
        seat=cast.seat(cast.anna), contact_id=contact.pk, said="No internet since morning", topic_id=None, at=later
    )
    assert (case.owner, case.customer, case.title) == (cast.anna, cast.cem, "No internet since morning")
    assert (case.first_reported_at, case.due_at) == (at, at + timedelta(hours=72))


def test_saving_twice_is_one_case_with_the_newer_words(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    seat = cast.seat(cast.anna)
    for said in ("No internet", "No internet, router replaced"):
        open_case.save(seat=seat, contact_id=contact.pk, said=said, topic_id=cast.no_internet.pk, at=at)
    assert Case.objects.count() == 1
    assert CaseContact.objects.get().said == "No internet, router replaced"


def test_a_call_about_an_open_case_joins_it(cast: Cast, at: datetime) -> None:
    case = cast.case(cast.cem, cast.bo)
    contact = cast.talking(cast.anna)
    joined = open_case.save(
        seat=cast.seat(cast.anna), contact_id=contact.pk, said="Again", topic_id=None, case_id=case.pk, at=at
    )
    assert (joined.pk, joined.owner) == (case.pk, cast.bo)
    assert Case.objects.count() == 1


def test_somebody_elses_case_can_not_be_joined(cast: Cast, at: datetime) -> None:
    case = cast.case(cast.dora, cast.bo)
    contact = cast.talking(cast.anna)
    with pytest.raises(NotNow):
        open_case.save(
            seat=cast.seat(cast.anna), contact_id=contact.pk, said="x", topic_id=None, case_id=case.pk, at=at
        )


def test_a_promise_without_a_time_saves_nothing(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    with pytest.raises(NotNow):
        open_case.save(
            seat=cast.seat(cast.anna), contact_id=contact.pk, said="x", topic_id=None, promise_what="Call back", at=at
        )
    assert (Case.objects.count(), Promise.objects.count()) == (0, 0)


def test_a_promise_is_made_with_the_case_and_kept_by_its_keeper(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    seat = cast.seat(cast.anna)
    open_case.save(
        seat=seat, contact_id=contact.pk, said="x", topic_id=None,
        promise_what="Call back", promise_due_at=at + timedelta(hours=3), at=at,
    )  # fmt: skip
    mine = promise.my_day(seat=seat, at=at).promises
    assert [(one.what, one.keeper) for one in mine] == [("Call back", cast.anna)]
    promise.keep(seat=seat, promise_id=mine[0].pk, at=at + timedelta(hours=2))
    assert promise.my_day(seat=seat, at=at).promises == []
    with pytest.raises(NotNow):
        promise.keep(seat=seat, promise_id=mine[0].pk, at=at + timedelta(hours=2))


def test_what_is_typed_survives_and_becomes_the_case_when_the_agent_just_finishes(cast: Cast, at: datetime) -> None:
    contact = ended(cast)
    seat = cast.seat(cast.anna)
    open_case.keep_draft(seat=seat, contact_id=contact.pk, fields={"said": "half a sent"}, at=at)
    card = recognise.card_of_contact(seat=seat, contact_id=contact.pk, at=at)
    assert (card.draft, card.draft_saved_at) == ({"said": "half a sent"}, at)
    wrap_up.finish(seat=seat, contact_id=contact.pk, at=at)
    assert (CaseContact.objects.get().said, Case.objects.get().owner, Draft.objects.count()) == (
        "half a sent",
        cast.anna,
        0,
    )


def test_words_meant_for_an_open_case_join_it_when_the_agent_just_finishes(cast: Cast, at: datetime) -> None:
    case = cast.case(cast.cem, cast.bo)
    contact = ended(cast)
    seat = cast.seat(cast.anna)
    fields = {"said": "Still no internet", "case": str(case.pk)}
    open_case.keep_draft(seat=seat, contact_id=contact.pk, fields=fields, at=at)
    wrap_up.finish(seat=seat, contact_id=contact.pk, at=at)
    written = CaseContact.objects.get()
    assert (Case.objects.get(), written.case, written.said) == (case, case, "Still no internet")


def test_somebody_elses_case_in_a_draft_is_not_joined(cast: Cast, at: datetime) -> None:
    doras = cast.case(cast.dora, cast.bo)
    contact = ended(cast)
    seat = cast.seat(cast.anna)
    open_case.keep_draft(seat=seat, contact_id=contact.pk, fields={"said": "x", "case": str(doras.pk)}, at=at)
    wrap_up.finish(seat=seat, contact_id=contact.pk, at=at)
    assert CaseContact.objects.get().case.customer == cast.cem


def test_a_promise_that_was_typed_is_made_when_the_agent_just_finishes(cast: Cast, at: datetime) -> None:
    contact = ended(cast)
    due = at + timedelta(hours=3)
    wrap_up.finish(
        seat=cast.seat(cast.anna), contact_id=contact.pk, promise_what="Call back", promise_due_at=due, at=at
    )
    made = Promise.objects.get()
    assert (made.what, made.due_at, made.keeper, made.case.owner) == ("Call back", due, cast.anna, cast.anna)


@pytest.mark.parametrize("hours", [None, -1])
def test_a_promise_without_a_time_to_come_stays_in_the_words(cast: Cast, at: datetime, hours: int | None) -> None:
    contact = ended(cast)
    seat = cast.seat(cast.anna)
    open_case.save(seat=seat, contact_id=contact.pk, said="No internet", topic_id=None, at=at)
    due = None if hours is None else at + timedelta(hours=hours)
    wrap_up.finish(seat=seat, contact_id=contact.pk, promise_what="Call back", promise_due_at=due, at=at)
    said = CaseContact.objects.get().said.splitlines()
    assert (said[0], said[1].endswith("Call back"), Promise.objects.count()) == ("No internet", True, 0)


def test_what_a_lost_agent_typed_is_before_the_next_one(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    open_case.keep_draft(seat=cast.seat(cast.anna), contact_id=contact.pk, fields={"said": "No internet"}, at=at)
    bo = cast.seat(cast.bo)
    assert recognise.card_of_contact(seat=bo, contact_id=contact.pk, at=at).draft == {"said": "No internet"}
    open_case.keep_draft(seat=bo, contact_id=contact.pk, fields={"said": "No internet, router"}, at=at)
    own = recognise.card_of_contact(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at).draft
    assert own == {"said": "No internet"}


@pytest.mark.parametrize(("typed", "kept"), [("No internet since morning", ["No internet since morning"]), (" ", [])])
def test_what_a_lost_agent_typed_is_theirs_when_the_caller_gives_up(
    cast: Cast, at: datetime, typed: str, kept: list[str]
) -> None:
    contact = cast.talking(cast.anna)
    open_case.keep_draft(seat=cast.seat(cast.anna), contact_id=contact.pk, fields={"said": typed}, at=at)
    offer = Offer.objects.get(contact=contact, state="accepted")
    answer.agent_left(offer_id=offer.pk, lost=True, at=at)
    answer.caller_left(node="main", channel="c1", lost=False, at=at)
    found = CaseContact.objects.filter(contact=contact, case__owner=cast.anna, case__customer=cast.cem)
    assert [one.said for one in found] == kept
    assert Contact.objects.get().outcome == "abandoned"  # somebody still owes them a call


def test_finishing_with_nothing_written_leaves_an_owned_case_not_a_hole(cast: Cast, at: datetime) -> None:
    contact = ended(cast)
    wrap_up.finish(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    assert Case.objects.get().owner == cast.anna
    cast.anna.refresh_from_db()
    assert cast.anna.state == "available"


def test_one_click_on_what_it_was_about_is_enough(cast: Cast, at: datetime) -> None:
    contact = ended(cast)
    seat = cast.seat(cast.anna)
    wrap_up.about(seat=seat, contact_id=contact.pk, topic_id=cast.no_internet.pk, at=at)
    wrap_up.finish(seat=seat, contact_id=contact.pk, at=at)
    assert Case.objects.count() == 0
    assert Contact.objects.get().topic == cast.no_internet


def test_the_notes_can_not_be_finished_while_they_talk(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    with pytest.raises(NotNow):
        wrap_up.finish(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)


def test_the_card_shows_what_we_owe(cast: Cast, at: datetime) -> None:
    case = cast.case(cast.cem, cast.bo)
    contact = cast.talking(cast.anna)
    card = recognise.card_of_contact(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    assert (card.customer, card.cases, [one.number for one in card.contracts]) == (
        cast.cem,
        [case],
        [f"40-{cast.cem.pk}"],
    )


def test_several_people_behind_a_number_are_offered_and_the_agent_says_who(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna, DORA)
    seat = cast.seat(cast.anna)
    card = recognise.card_of_contact(seat=seat, contact_id=contact.pk, at=at)
    assert (card.customer, card.candidates) == (None, [cast.dora, cast.dan])
    recognise.choose(seat=seat, contact_id=contact.pk, customer_id=cast.dan.pk, at=at)
    assert recognise.card_of_contact(seat=seat, contact_id=contact.pk, at=at).customer == cast.dan


def test_an_unknown_caller_gets_a_card_with_the_number_only(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna, ZED)
    card = recognise.card_of_contact(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    assert (card.customer, card.candidates, card.contact.customer_number if card.contact else "") == (None, [], ZED)


def test_opening_a_card_is_written_down_once_for_one_look(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    seat = cast.seat(cast.anna)
    for minutes in (0, 1, 2):
        recognise.card_of_contact(seat=seat, contact_id=contact.pk, at=at + timedelta(minutes=minutes))
    looks = Entry.objects.filter(verb="customer.opened")
    assert [(entry.by_agent_id, entry.noun_id, entry.details) for entry in looks] == [
        (cast.anna.pk, cast.cem.pk, {"contact": contact.pk})
    ]


def test_eve_of_the_bank_sees_nothing_of_the_network(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    case = cast.case(cast.cem, cast.bo)
    eve = cast.seat(cast.eve)
    doors = [
        lambda: recognise.card_of_contact(seat=eve, contact_id=contact.pk, at=at),
        lambda: recognise.card_of_customer(seat=eve, customer_id=cast.cem.pk, at=at),
        lambda: recognise.choose(seat=eve, contact_id=contact.pk, customer_id=None, at=at),
        lambda: open_case.save(seat=eve, contact_id=contact.pk, said="x", topic_id=None, case_id=case.pk, at=at),
        lambda: open_case.keep_draft(seat=eve, contact_id=contact.pk, fields={}, at=at),
        lambda: wrap_up.finish(seat=eve, contact_id=contact.pk, at=at),
        lambda: answer.hang_up(seat=eve, contact_id=contact.pk, at=at),
        lambda: review.listen(seat=eve, recording_id=Recording.objects.get().pk, reason="curious", at=at),
    ]
    for door in doors:
        with pytest.raises(NotYours):
            door()


def test_another_agents_call_can_not_be_ended(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    with pytest.raises(NotYours):
        answer.hang_up(seat=cast.seat(cast.bo), contact_id=contact.pk, at=at)


def test_hold_is_true_only_when_the_switch_says_so(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    seat = cast.seat(cast.anna)
    answer.hold(seat=seat, contact_id=contact.pk, at=at)
    answer.hold(seat=seat, contact_id=contact.pk, at=at)
    assert (on_the_line.line(seat=seat, at=at).asking, Command.objects.count()) == ({"hold"}, 1)
    [wish] = do_as_asked.commands_for(node="main", at=at)
    assert do_as_asked.commands_for(node="main", at=at) == []
    contact.refresh_from_db()
    assert contact.held is False
    do_as_asked.command_done(command_id=wish.command_id or 0, at=at)
    contact.refresh_from_db()
    assert (contact.held, on_the_line.line(seat=seat, at=at).asking) == (True, set())


def test_dont_record_removes_what_was_taken(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    answer.dont_record(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    [wish] = do_as_asked.commands_for(node="main", at=at)
    do_as_asked.command_done(command_id=wish.command_id or 0, at=at)
    answer.recording_complete(node="main", channel="c1", at=at)
    assert (Recording.objects.get().state, Contact.objects.get().recording_refused) == ("refused", True)


def test_a_person_ends_the_call_and_only_then_it_is_over(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    answer.hang_up(seat=cast.seat(cast.anna), contact_id=contact.pk, at=at)
    [wish] = do_as_asked.commands_for(node="main", at=at)
    contact.refresh_from_db()
    assert contact.state == "talking"
    do_as_asked.command_done(command_id=wish.command_id or 0, at=at)
    contact.refresh_from_db()
    cast.anna.refresh_from_db()
    assert (contact.state, contact.outcome, cast.anna.state) == ("ended", "talked", "wrap_up")


def test_listening_needs_a_reason_and_those_who_spoke_see_it(cast: Cast, at: datetime) -> None:
    ended(cast)
    recording = Recording.objects.get()
    Recording.objects.update(state="kept", path="2026/1.opus", sha256="0" * 64)
    bo = cast.seat(cast.bo)
    with pytest.raises(NotNow):
        review.listen(seat=bo, recording_id=recording.pk, reason=" ", at=at)
    review.listen(seat=bo, recording_id=recording.pk, reason="Case 12, what was promised", at=at)
    seen = review.listened(seat=cast.seat(cast.anna), at=at)
    assert [(one.agent, one.reason) for one in seen] == [(cast.bo, "Case 12, what was promised")]


def test_the_owed_are_those_who_left_after_five_seconds_with_a_number(cast: Cast, at: datetime) -> None:
    for channel, (number, seconds) in enumerate([(CEM, 20), (ZED, 3), ("anonymous", 60)]):
        cast.dials(number, channel=f"c{channel}")
        answer.caller_left(node="main", channel=f"c{channel}", lost=False, at=at + timedelta(seconds=seconds))
    owed = promise.my_day(seat=cast.seat(cast.anna), at=at).owed
    assert [one.customer_number for one in owed] == [CEM]


@pytest.mark.parametrize(("dialled", "kind"), [(TROUBLE, "trouble"), (ORDERS, "order")])
def test_the_number_they_rang_says_what_kind_of_work_it_is(cast: Cast, at: datetime, dialled: str, kind: str) -> None:
    cast.ready(cast.anna)
    (ring,) = rung(cast.dials(to=dialled))
    answer.agent_answered(offer_id=ring.offer_id, channel=f"offer-{ring.offer_id}", at=at)
    contact = Contact.objects.get()
    answer.connected(contact_id=contact.pk, at=at)
    case = open_case.save(seat=cast.seat(cast.anna), contact_id=contact.pk, said="Well", topic_id=None, at=at)
    assert case.kind == kind
