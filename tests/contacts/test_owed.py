"""Who is owed a call: whoever left before a person answered, until somebody has talked to them."""

from datetime import datetime, timedelta

from tests.cast import BANK, CEM, Cast

from yesline.contacts import queries
from yesline.flows import answer


def leaves(cast: Cast, channel: str, *, at: datetime, after: int = 30, to: str | None = None) -> None:
    """Cem calls and gives up after so many seconds."""
    cast.dials(CEM, channel=channel, at=at, **({"to": to} if to else {}))
    answer.caller_left(node="main", channel=channel, lost=False, at=at + timedelta(seconds=after))


def test_who_gave_up_is_owed_a_call(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at)
    assert queries.owed().count() == 1


def test_who_gave_up_at_once_is_not(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at, after=4)
    assert queries.owed().count() == 0


def test_talking_to_them_later_pays_it(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at)
    cast.at = at + timedelta(minutes=5)
    cast.dials(CEM, channel="c2", at=cast.at)
    assert queries.owed().count() == 1
    answer.caller_left(node="main", channel="c2", lost=False, at=cast.at)
    cast.at += timedelta(minutes=1)
    cast.talking(cast.anna, CEM, channel="c3")
    assert queries.owed().count() == 0


def test_talking_to_them_before_pays_nothing(cast: Cast, at: datetime) -> None:
    cast.talking(cast.anna, CEM, channel="c1")
    leaves(cast, "c2", at=at + timedelta(minutes=1))
    assert queries.owed().count() == 1


def test_another_organisation_pays_nothing(cast: Cast, at: datetime) -> None:
    leaves(cast, "c1", at=at, to=BANK)
    cast.at = at + timedelta(minutes=5)
    cast.talking(cast.anna, CEM, channel="c2")
    assert [contact.organisation.slug for contact in queries.owed()] == ["bank"]
