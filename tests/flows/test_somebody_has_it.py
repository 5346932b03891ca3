"""A case has a person at every moment: held, owned, handed over to who accepts, and a lead before it is nobody's."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.cast import Cast, rung

from yesline.cases import queries
from yesline.cases.away import queries as away
from yesline.cases.models import Case, HandOver
from yesline.flows import invite, open_case, own, promise
from yesline.kernel.errors import NotNow, NotYours
from yesline.promises.models import Promise
from yesline.staff.models import Agent, Membership

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def lena(cast: Cast) -> Agent:
    """She leads the network's people."""
    lena = cast.agent("lena", cast.network)
    Membership.objects.filter(agent=lena).update(role="lead")
    return lena


@pytest.fixture
def case(cast: Cast, lena: Agent) -> Case:
    return cast.case(cast.cem, cast.anna)


def owner(case: Case) -> Agent:
    return Case.objects.get(pk=case.pk).owner


def asked(cast: Cast, case: Case, at: datetime, *, to: Agent | None = None) -> HandOver:
    own.hand_over(seat=cast.seat(owner(case)), case_id=case.pk, to_id=(to or cast.bo).pk, why="their street", at=at)
    return HandOver.objects.latest("pk")


def test_it_changes_hands_when_it_is_accepted_and_not_before(cast: Cast, case: Case, at: datetime) -> None:
    clock = Case.objects.values("first_reported_at", "due_at").get(pk=case.pk)
    promised = promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Call", due_at=at + HOUR, at=at)
    hand_over = asked(cast, case, at)
    assert owner(case) == cast.anna
    own.accept(seat=cast.seat(cast.bo), hand_over_id=hand_over.pk, at=at + MINUTE / 2)
    assert (owner(case), Promise.objects.get(pk=promised.pk).keeper) == (cast.bo, cast.bo)
    assert Case.objects.values("first_reported_at", "due_at").get(pk=case.pk) == clock


def test_declined_it_stays_whose_it_is(cast: Cast, case: Case, at: datetime) -> None:
    hand_over = asked(cast, case, at)
    own.decline(seat=cast.seat(cast.bo), hand_over_id=hand_over.pk, at=at)
    assert (owner(case), own.fall_due(at=at + DAY)) == (cast.anna, 0)
    with pytest.raises(NotNow, match="answered already"):
        own.accept(seat=cast.seat(cast.bo), hand_over_id=hand_over.pk, at=at)


def test_unanswered_for_a_minute_a_lead_has_it(cast: Cast, case: Case, lena: Agent, at: datetime) -> None:
    hand_over = asked(cast, case, at)
    assert (own.fall_due(at=at + timedelta(seconds=59)), owner(case)) == (0, cast.anna)
    assert (own.fall_due(at=at + MINUTE), owner(case)) == (1, lena)
    assert (own.fall_due(at=at + MINUTE), HandOver.objects.get().state) == (0, "fell")
    with pytest.raises(NotNow, match="answered already"):
        own.accept(seat=cast.seat(cast.bo), hand_over_id=hand_over.pk, at=at + MINUTE)


def test_the_third_hand_over_brings_a_lead(cast: Cast, case: Case, lena: Agent, at: datetime) -> None:
    for to in (cast.bo, cast.anna):
        own.accept(seat=cast.seat(to), hand_over_id=asked(cast, case, at, to=to).pk, at=at)
    asked(cast, case, at, to=cast.bo)
    assert owner(case) == lena


def test_who_may_be_asked_and_by_whom(cast: Cast, case: Case, lena: Agent, at: datetime) -> None:
    with pytest.raises(NotNow, match="Anna owns this case"):
        own.hand_over(seat=cast.seat(cast.bo), case_id=case.pk, to_id=cast.bo.pk, why="mine", at=at)
    with pytest.raises(NotYours):
        own.hand_over(seat=cast.seat(cast.anna), case_id=case.pk, to_id=cast.eve.pk, why="hers", at=at)
    with pytest.raises(NotYours):
        own.hand_over(seat=cast.seat(cast.eve), case_id=case.pk, to_id=cast.eve.pk, why="hers", at=at)
    with pytest.raises(NotNow, match="Say why"):
        own.hand_over(seat=cast.seat(cast.anna), case_id=case.pk, to_id=cast.bo.pk, why=" ", at=at)
    own.hand_over(seat=cast.seat(lena), case_id=case.pk, to_id=cast.bo.pk, why="closer", at=at)
    with pytest.raises(NotNow, match="asked already"):
        own.hand_over(seat=cast.seat(cast.anna), case_id=case.pk, to_id=lena.pk, why="x", at=at)
    with pytest.raises(NotYours):
        own.accept(seat=cast.seat(cast.anna), hand_over_id=HandOver.objects.get().pk, at=at)


def test_nobody_is_given_more_than_one_person_can_hold(cast: Cast, case: Case, lena: Agent, at: datetime) -> None:
    for _ in range(40):
        cast.case(cast.dora, cast.bo)
    with pytest.raises(NotNow, match="as many cases as one person can"):
        asked(cast, case, at)
    assert queries.keeper_for(cast.network.pk, at=at, but=cast.anna.pk) == lena


def test_a_pool_agent_holds_it_until_one_of_the_organisations_own_has_it(cast: Cast, at: datetime) -> None:
    lent = cast.agent("pia", cast.bank, serves=[cast.network])
    contact = cast.talking(lent)
    case = open_case.save(seat=cast.seat(lent), contact_id=contact.pk, said="Dark", topic_id=None, at=at)
    assert (case.owner, case.owner_by_at) == (lent, at + 4 * HOUR)
    assert (own.settle_held(at=at + 4 * HOUR - MINUTE), owner(case)) == (0, lent)
    assert own.settle_held(at=at + 4 * HOUR) == 1
    assert (owner(case), Case.objects.get().owner_by_at) == (cast.anna, None)


def test_what_is_only_held_may_be_taken_by_the_organisations_own(cast: Cast, at: datetime) -> None:
    lent = cast.agent("pia", cast.bank, serves=[cast.network])
    contact = cast.talking(lent)
    case = open_case.save(seat=cast.seat(lent), contact_id=contact.pk, said="Dark", topic_id=None, at=at)
    own.take(seat=cast.seat(cast.anna), case_id=case.pk, why="", at=at)
    assert owner(case) == cast.anna
    with pytest.raises(NotNow, match="Anna owns this case"):
        own.take(seat=cast.seat(cast.bo), case_id=case.pk, why="", at=at)


def test_whoever_is_away_has_a_deputy_and_is_given_nothing(cast: Cast, case: Case, lena: Agent, at: datetime) -> None:
    own.be_away(seat=cast.seat(cast.anna), deputy_id=cast.bo.pk, until_at=at + 3 * DAY, at=at)
    assert away.deputy_of(cast.anna.pk, cast.network.pk, at=at + DAY) == cast.bo
    assert away.deputy_of(cast.anna.pk, cast.network.pk, at=at + 3 * DAY) is None
    assert queries.keeper_for(cast.network.pk, at=at + DAY, but=cast.bo.pk) == lena
    own.take(seat=cast.seat(cast.bo), case_id=case.pk, why="for Anna", at=at + DAY)
    assert owner(case) == cast.bo
    with pytest.raises(NotNow, match="stand in for themselves"):
        own.be_away(seat=cast.seat(cast.anna), deputy_id=cast.anna.pk, until_at=at + DAY, at=at)
    with pytest.raises(NotYours):
        own.be_away(seat=cast.seat(cast.anna), deputy_id=cast.eve.pk, until_at=at + DAY, at=at)


def test_one_screen_hands_over_what_i_owe_and_nothing_blocks_going_home(
    cast: Cast, case: Case, lena: Agent, at: datetime
) -> None:
    second = cast.case(cast.dora, cast.anna)
    promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Call", due_at=at + HOUR, at=at)
    seat = cast.seat(cast.anna)
    found = own.owing(seat=seat, at=at)
    assert ([one.pk for one in found.cases], len(found.promises)) == ([case.pk, second.pk], 1)
    assert {one.name for one in found.people} == {"Bo", "Lena"}
    chosen = {case.pk: cast.bo.pk, second.pk: cast.eve.pk}  # Eve can't be asked: a lead has it at once
    assert own.go_home(seat=seat, chosen=chosen, why="", at=at) == 2
    assert (owner(case), owner(second)) == (cast.anna, lena)
    own.fall_due(at=at + MINUTE)
    assert (owner(case), Promise.objects.get().keeper) == (lena, lena)
    assert own.owing(seat=seat, at=at).cases == []


def test_whoever_leaves_leaves_nothing_behind(cast: Cast, case: Case, lena: Agent, at: datetime) -> None:
    promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Call", due_at=at + HOUR, at=at)
    bos = cast.case(cast.dora, cast.bo)
    promise.make(seat=cast.seat(cast.anna), case_id=bos.pk, what="Write", due_at=at + HOUR, at=at)
    Membership.objects.filter(agent=lena).update(role="admin")
    invite.let_go(seat=cast.seat(lena), organisation=cast.network, agent_id=cast.anna.pk, at=at)
    assert (owner(case), {one.keeper for one in Promise.objects.all()}) == (lena, {lena, cast.bo})
    assert list(queries.without_a_person()) == []


def at_once(deed: Callable[[], object]) -> None:
    """What the database would say at the end of the transaction, it says now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    deed()


def test_the_database_itself_refuses_an_owner_who_does_not_serve(cast: Cast, case: Case) -> None:
    deeds = [
        lambda: Case.objects.filter(pk=case.pk).update(owner=cast.eve),
        lambda: Membership.objects.filter(agent=cast.anna).delete(),
    ]
    for deed in deeds:
        with pytest.raises(IntegrityError), transaction.atomic():
            at_once(deed)


def test_an_account_that_was_switched_off_is_found(cast: Cast, case: Case) -> None:
    assert list(queries.without_a_person([cast.network.pk])) == []
    user = cast.anna.user
    user.is_active = False
    user.save()
    assert list(queries.without_a_person([cast.network.pk])) == [case]
    assert list(queries.without_a_person([cast.bank.pk])) == []


def test_who_stands_in_is_rung_first_and_has_it_in_their_day(cast: Cast, case: Case, at: datetime) -> None:
    promise.make(seat=cast.seat(cast.anna), case_id=case.pk, what="Call back", due_at=at + HOUR, at=at)
    own.be_away(seat=cast.seat(cast.anna), deputy_id=cast.bo.pk, until_at=at + 3 * DAY, at=at)
    cast.ready(cast.anna, since=at - HOUR)
    cast.ready(cast.bo, since=at - MINUTE)
    assert [ring.endpoint for ring in rung(cast.dials())] == ["PJSIP/bo-s"]
    day = promise.my_day(seat=cast.seat(cast.bo), at=at)
    assert ([one.owner for one in day.cases], [one.keeper for one in day.promises]) == ([cast.anna], [cast.anna])
    assert promise.my_day(seat=cast.seat(cast.bo), at=at + 3 * DAY).cases == []


def test_back_earlier_what_is_mine_rings_at_me_again(cast: Cast, case: Case, at: datetime) -> None:
    anna = cast.seat(cast.anna)
    own.be_away(seat=anna, deputy_id=cast.bo.pk, until_at=at + 3 * DAY, at=at)
    assert [(one.deputy, one.until_at) for one in own.absences(seat=anna, at=at + DAY)] == [(cast.bo, at + 3 * DAY)]
    own.be_back(seat=anna, at=at + DAY)
    assert own.absences(seat=anna, at=at + DAY) == []
    cast.ready(cast.anna, since=at + DAY - MINUTE)
    cast.ready(cast.bo, since=at)
    assert [ring.endpoint for ring in rung(cast.dials(at=at + DAY))] == ["PJSIP/anna-s"]


def test_a_deputy_in_one_organisation_is_none_in_another(cast: Cast, at: datetime) -> None:
    cast.case(cast.cem, cast.bo)
    fay = cast.customer("Fay", cast.bank, "+79215550777")
    cast.case(fay, cast.bo)
    own.be_away(seat=cast.seat(cast.bo), deputy_id=cast.anna.pk, until_at=at + DAY, at=at)
    found = queries.owners({cast.cem.pk, fay.pk}, at=at)
    assert found == {cast.cem.pk: (cast.anna.pk,), fay.pk: (cast.bo.pk,)}
