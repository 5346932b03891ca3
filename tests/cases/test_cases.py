"""Cases: owned by a person, with a clock nobody can reset."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from yesline.cases import actions, queries
from yesline.cases.models import Case, CaseContact, Draft
from yesline.kernel.errors import NotYours


def test_the_clock_runs_from_the_first_ring_not_from_the_writing_down(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    later = at + timedelta(minutes=40)
    case = actions.open_(contact=contact, title="No internet", topic=None, by=cast.anna, at=later)
    assert (case.first_reported_at, case.due_at) == (at, at + timedelta(hours=72))
    assert (case.owner, case.customer, case.state) == (cast.anna, cast.cem, "open")


def test_describing_a_case_anew_leaves_its_clock_and_its_owner(cast: Cast, at: datetime) -> None:
    case = cast.case(cast.cem, cast.bo)
    before = Case.objects.values("first_reported_at", "due_at", "owner").get(pk=case.pk)
    actions.describe(case, title="Slow internet", topic=cast.no_internet, kind="trouble", by=cast.anna, at=at)
    assert Case.objects.values("first_reported_at", "due_at", "owner").get(pk=case.pk) == before


def test_what_was_heard_twice_is_one_row_with_the_newer_words(cast: Cast, at: datetime) -> None:
    contact, case = cast.talking(cast.anna), cast.case(cast.cem, cast.bo)
    for said in ("It is slow.", "It is dead."):
        actions.heard(case, contact=contact, said=said, by=cast.anna, at=at)
    assert CaseContact.objects.get().said == "It is dead."
    assert queries.of_contact(contact.pk) == [case]


def test_the_sixtieth_case_of_somebody_is_there_too(cast: Cast) -> None:
    theirs = [cast.case(cast.cem, cast.bo) for _ in range(60)]
    assert sorted(case.pk for case in queries.open_owned_by(cast.bo.pk)) == [case.pk for case in theirs]


def test_a_long_title_is_cut_not_refused(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    assert len(actions.open_(contact=contact, title="x" * 500, topic=None, by=cast.anna, at=at).title) == 120


def test_owners_of_several_cases_come_the_most_urgent_first(cast: Cast, at: datetime) -> None:
    cast.case(cast.cem, cast.bo)
    urgent = cast.case(cast.cem, cast.anna)
    Case.objects.filter(pk=urgent.pk).update(due_at=at + timedelta(hours=1))
    assert queries.owners({cast.cem.pk, cast.dora.pk}, at=cast.at) == {cast.cem.pk: (cast.anna.pk, cast.bo.pk)}
    assert queries.owners(set(), at=cast.at) == {}


def test_a_draft_is_one_for_an_agent_and_a_contact(cast: Cast, at: datetime) -> None:
    contact = cast.talking(cast.anna)
    for said in ("It", "It is", "It is slow"):
        actions.keep_draft(contact=contact, by=cast.anna, fields={"said": said}, at=at)
    assert Draft.objects.get().fields == {"said": "It is slow"}
    actions.keep_draft(contact=contact, by=cast.bo, fields={"said": "Slow"}, at=at)
    assert Draft.objects.count() == 2
    actions.drop_drafts(contact=contact)
    assert Draft.objects.count() == 0


def test_eve_of_the_bank_finds_no_case_of_the_network(cast: Cast) -> None:
    case = cast.case(cast.cem, cast.bo)
    assert queries.seen_by(cast.seat(cast.anna), case.pk) == case
    for case_id in (case.pk, 10**9):
        with pytest.raises(NotYours):
            queries.seen_by(cast.seat(cast.eve), case_id)


def test_the_database_knows_no_half_closed_case_and_none_due_before_it_was_reported(cast: Cast, at: datetime) -> None:
    case = cast.case(cast.cem, cast.bo)
    for changes, kept_by in (
        ({"state": "closed"}, "case_end_is_whole"),
        ({"closed_at": at}, "case_end_is_whole"),
        ({"due_at": case.first_reported_at - timedelta(seconds=1)}, "case_due_after_report"),
    ):
        with pytest.raises(IntegrityError, match=kept_by), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**changes)
