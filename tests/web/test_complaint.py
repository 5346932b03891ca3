"""A formal complaint on the desk and on its customer's page: a number, an answer, the money for dead days."""

import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.cast import Cast
from tests.web.conftest import Clock, Desk
from tests.web.test_case_deeds import deed

from yesline.cases.models import Case, Complaint
from yesline.flows import join, open_case, show

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    """Cem's, who complains formally."""
    made = cast.case(cast.cem, cast.anna)
    complains(cast, made)
    return made


def complains(cast: Cast, case: Case) -> None:
    open_case.describe(
        seat=cast.seat(case.owner), case_id=case.pk, title=case.title, topic_id=None, kind="complaint", at=cast.at
    )


def page(case: Case) -> str:
    answer = Client(headers={"accept-language": "en"}).get(f"/o/network/case/{show.link(case=case)}/")
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_it_has_the_next_number_of_the_year_and_stays_one(cast: Cast, anna: Desk, case: Case) -> None:
    other = cast.case(cast.dora, cast.anna)
    complains(cast, other)
    complains(cast, other)
    assert sorted(map(str, Complaint.objects.all())) == ["2026-1", "2026-2"]
    assert "Formal complaint № 2026-1" in anna.page(f"/desk/cases/{case.pk}/")
    assert "Your formal complaint № 2026-1" in page(case)
    assert "stays one" in deed(anna, case, "about", title="x", kind="trouble")


def test_it_runs_on_the_clock_it_had(cast: Cast, case: Case) -> None:
    now = Case.objects.get()
    assert (now.due_at, now.first_reported_at) == (case.due_at, case.first_reported_at)


def test_the_answer_is_kept_as_it_is_written_signed_once_and_read_by_the_customer(
    cast: Cast, anna: Desk, case: Case
) -> None:
    deed(anna, case, "answer-draft", answer="We were wr")
    assert "We were wr" in anna.page(f"/desk/cases/{case.pk}/")
    assert "We were wr" not in page(case)
    assert "Write the answer first" in deed(anna, case, "answer", answer=" ")
    assert "Anna signed the written answer" in deed(anna, case, "answer", answer="We were wrong.\nIt is mended.")
    assert "We were wrong.<br>It is mended." in page(case)
    assert "signed" in deed(anna, case, "answer", answer="We were right.")
    deed(anna, case, "answer-draft", answer="We were right.")
    assert (Complaint.objects.get().answer, Complaint.objects.get().draft) == ("We were wrong.\nIt is mended.", "")


def test_only_its_owner_signs(cast: Cast, case: Case) -> None:
    assert "Anna owns this case" in deed(Desk(cast.bo), case, "answer", answer="x")


def test_it_does_not_end_without_a_written_answer_whoever_says_so(cast: Cast, anna: Desk, case: Case) -> None:
    said = {"slug": "network", "secret": show.link(case=case), "kind": "works", "text": "", "at": cast.at}
    assert "ends with a written answer" in deed(anna, case, "over")
    show.say(key=uuid4(), **said)  # type: ignore[arg-type]
    assert Case.objects.get().state == "open"
    whole = cast.case(cast.cem, cast.anna)
    join.join(seat=cast.seat(cast.anna), case_id=whole.pk, other_id=case.pk, why="the same", at=cast.at)
    assert "ends with a written answer" in deed(anna, whole, "over")
    join.part(seat=cast.seat(cast.anna), case_id=whole.pk, other_id=case.pk, why="no", at=cast.at)
    deed(anna, case, "answer", answer="It is mended.")
    show.say(key=uuid4(), **said)  # type: ignore[arg-type]
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_what_follows_from_the_dead_days_is_proposed_and_granted_with_a_reason(
    cast: Cast, anna: Desk, case: Case, clock: Clock
) -> None:
    assert "above zero" in deed(anna, case, "recalculate", monthly="free")
    days = {"dead_from": "2026-11-05T09:00", "dead_until": "2026-11-08T09:00"}
    said = deed(anna, case, "recalculate", monthly="600", **days)
    assert "Anna reckoned what follows from the time without service: 60.00 RUB" in said
    assert "paid back" not in page(case)
    assert "say why" in deed(anna, case, "grant", amount="100")
    deed(anna, case, "grant", amount="100", why="for the trouble")
    found = Complaint.objects.get()
    assert (found.proposed, found.granted, found.granted_why) == (Decimal(60), Decimal(100), "for the trouble")
    assert 'you are paid back <b class="num">100.00 ₽</b>' in page(case)
    deed(anna, case, "recalculate", monthly="300", **days)
    assert Complaint.objects.get().granted is None, "another proposal is granted anew"


def test_a_proposal_ends_before_now_and_nothing_changes_after_the_signature(cast: Cast, anna: Desk, case: Case) -> None:
    days = {"dead_from": "2026-11-05T09:00", "dead_until": "2026-11-29T09:00"}
    assert "has passed" in deed(anna, case, "recalculate", monthly="600", **days)
    deed(anna, case, "answer", answer="Enough.")
    assert "signed" in deed(anna, case, "recalculate", monthly="600", dead_from="", dead_until="")
    assert "signed" in deed(anna, case, "grant", amount="1", why="x")


@pytest.mark.parametrize("verb", ["recalculate", "grant", "answer", "answer-draft"])
def test_eve_of_the_bank_can_try_nothing(cast: Cast, eve: Desk, case: Case, verb: str) -> None:
    for pk in (case.pk, 10**9):
        assert eve.presses(f"/desk/cases/{pk}/do/{verb}/", answer="x", amount="1").status == 404


def test_what_is_no_complaint_has_nothing_to_answer(cast: Cast, anna: Desk) -> None:
    plain = cast.case(cast.cem, cast.anna)
    assert anna.presses(f"/desk/cases/{plain.pk}/do/answer/", answer="x").status == 404


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_no_twins_however_many_are_registered_at_once(cast: Cast) -> None:
    made = [cast.case(cast.cem, cast.anna) for _ in range(8)]

    def register(one: Case) -> None:
        complains(cast, one)
        connection.close()

    threads = [threading.Thread(target=register, args=[one]) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Complaint.objects.values_list("number", flat=True)) == list(range(1, 9))
