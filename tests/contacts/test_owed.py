"""Who is owed a call: whoever left before they were helped, at the place they had in line."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.cast import BANK, CEM, Cast

from yesline.contacts import queries, rules
from yesline.contacts.models import Contact
from yesline.flows import answer

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = rules.Quiet(MOSCOW, time(21), time(9))


def leaves(cast: Cast, channel: str, *, at: datetime, after: int = 30, to: str | None = None) -> None:
    """Cem calls and gives up after so many seconds."""
    cast.dials(CEM, channel=channel, at=at, **({"to": to} if to else {}))
    answer.caller_left(node="main", channel=channel, lost=False, at=at + timedelta(seconds=after))


def test_who_gave_up_is_owed_a_call(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at)
    assert queries.owed().count() == 1


def test_who_gave_up_at_once_is_not(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at, after=4)
    assert (queries.owed().count(), Contact.objects.get().outcome) == (0, "abandoned")


def test_who_was_lost_at_once_did_not_hang_up(cast: Cast, at: datetime) -> None:
    cast.dials(CEM, channel="c1", at=at)
    answer.caller_left(node="main", channel="c1", lost=True, by_us=True, at=at + timedelta(seconds=1))
    assert queries.owed().count() == 1


def test_who_withheld_their_number_is_not(cast: Cast, at: datetime) -> None:
    cast.dials(None, channel="c1", at=at)
    answer.caller_left(node="main", channel="c1", lost=False, at=at + timedelta(minutes=2))
    assert (queries.owed().count(), Contact.objects.get().outcome) == (0, "abandoned")


def test_a_number_that_costs_extra_is_never_called_by_itself(cast: Cast, at: datetime) -> None:
    cast.dials("+78095550100", channel="c1", at=at)  # shared cost
    answer.caller_left(node="main", channel="c1", lost=False, at=at + timedelta(minutes=2))
    assert (queries.owed().count(), Contact.objects.get().call_at) == (1, None)


def test_ringing_again_is_the_same_contact_with_the_old_place(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at)
    cast.dials(CEM, channel="c2", at=at + timedelta(minutes=5))
    only = Contact.objects.get()
    assert (queries.owed().count(), only.left_at, only.arrived_at) == (0, None, at)


def test_however_often_they_ring_it_is_one_call_back(cast: Cast, at: datetime) -> None:
    for turn in range(4):
        leaves(cast, f"c{turn}", at=at + timedelta(minutes=turn))
    assert (queries.owed().count(), Contact.objects.count()) == (1, 1)


def test_what_is_told_twice_happened_once(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at)
    cast.dials(CEM, channel="c2", at=at + timedelta(minutes=5))
    cast.dials(CEM, channel="c2", at=at + timedelta(minutes=5))
    answer.caller_left(node="main", channel="c1", lost=False, at=at + timedelta(minutes=6))
    assert (Contact.objects.count(), Contact.objects.get().left_at) == (1, None)


def test_talking_to_them_from_another_telephone_settles_it(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at)
    contact = Contact.objects.get()
    Contact.objects.update(call_at=at + timedelta(hours=1))
    cast.at = at + timedelta(minutes=5)
    other = cast.talking(cast.anna, None, channel="c2")
    Contact.objects.filter(pk=other.pk).update(customer=contact.customer_id)
    answer.connected(contact_id=other.pk, at=cast.at)
    contact.refresh_from_db()
    assert (queries.owed().count(), contact.outcome) == (0, "settled")


def test_talking_to_them_before_pays_nothing(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna, CEM, channel="c1")
    leaves(cast, "c2", at=at + timedelta(minutes=1))
    assert queries.owed().count() == 1


def test_another_organisation_pays_nothing(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at, to=BANK)
    cast.at = at + timedelta(minutes=5)
    cast.talking(cast.anna, CEM, channel="c2")
    assert [contact.organisation.slug for contact in queries.owed()] == ["bank"]


@pytest.mark.parametrize(
    ("moment", "later"),
    [
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), datetime(2026, 11, 19, 12, 0, tzinfo=UTC)),
        (datetime(2026, 11, 19, 18, 0, tzinfo=UTC), datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),  # 21:00 there
        (datetime(2026, 11, 20, 5, 59, tzinfo=UTC), datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_in_the_morning_of_their_own_clocks(moment: datetime, later: datetime) -> None:
    assert NIGHT.over(moment) == later


def test_the_morning_after_the_clocks_change_is_still_nine() -> None:
    sofia = rules.Quiet(ZoneInfo("Europe/Sofia"), time(21), time(9))
    before = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # 23:00 summer time there
    assert sofia.over(before) == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)  # 9:00 winter time


def test_quiet_hours_that_begin_when_they_end_are_none() -> None:
    assert not rules.Quiet(MOSCOW, time(9), time(9)).holds(datetime(2026, 11, 19, 23, 0, tzinfo=UTC))


def test_calls_are_tried_ever_more_rarely_and_then_a_person_decides(at: datetime) -> None:
    never = rules.Quiet(MOSCOW, time(0), time(0))
    found = [rules.next_call(tries, at=at, quiet=never) for tries in range(1, 7)]
    assert found == [*(at + pause for pause in rules.PAUSES), None]


def test_the_number_they_rang_from_comes_first_then_their_others_in_turn() -> None:
    assert [rules.number_to_call(tries, ["a", "b", "c"]) for tries in range(6)] == ["a", "a", "b", "c", "a", "b"]
