"""Matching against the database: nobody is left waiting beside somebody idle, however many there are of both."""

from datetime import datetime, timedelta

import pytest
from tests.cast import BANK, TROUBLE, Cast, rung

from yesline.contacts.models import Contact
from yesline.flows import route
from yesline.routing import queries
from yesline.staff.models import Agent


@pytest.fixture(autouse=True)
def few_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three instead of sixty, so that a crowd is four."""
    monkeypatch.setattr(queries, "MOST", 3)


def crowd(cast: Cast, to: str, *, at: datetime, language: str = "ru", first: int = 0) -> None:
    for place in range(first, first + 4):
        cast.dials(f"+7921555{to[-3:]}{place}", to=to, channel=f"c{to[-3:]}{place}", at=at)
    Contact.objects.filter(number__e164=to).update(language=language)


def agents(cast: Cast, *, at: datetime, languages: str = "ru", home: str = "network") -> list[Agent]:
    organisation = {"network": cast.network, "bank": cast.bank}[home]
    made = [cast.agent(f"{home}-{languages}-{n}", organisation, languages=languages) for n in range(4)]
    cast.ready(*made, since=at)
    return made


def test_a_crowd_nobody_can_serve_hides_nobody(cast: Cast, at: datetime) -> None:
    """Four callers of the bank wait first; the only idle agent serves the network."""
    crowd(cast, BANK, at=at)
    cast.dials("+79215550001", to=TROUBLE, channel="behind", at=at + timedelta(seconds=9))
    cast.ready(cast.anna)
    assert len(rung(route.match_all(node="main", at=at + timedelta(seconds=10)))) == 1


def test_a_crowd_of_another_language_hides_nobody(cast: Cast, at: datetime) -> None:
    """Anna speaks Russian; the Bulgarian idle agent of the bank makes Bulgarian a language of the line."""
    crowd(cast, TROUBLE, at=at, language="bg")
    cast.dials("+79215550001", to=TROUBLE, channel="behind", at=at + timedelta(seconds=9))
    cast.ready(cast.anna, cast.agent("boyana", cast.bank, languages="bg"))
    assert len(rung(route.match_all(node="main", at=at + timedelta(seconds=10)))) == 1


def test_callers_kept_for_their_agents_hide_nobody(cast: Cast, at: datetime) -> None:
    crowd(cast, TROUBLE, at=at)
    Contact.objects.update(kept_until=at + timedelta(minutes=1))
    cast.dials("+79215550001", to=TROUBLE, channel="behind", at=at + timedelta(seconds=9))
    cast.ready(cast.anna)
    assert len(rung(route.match_all(node="main", at=at + timedelta(seconds=10)))) == 1


def test_agents_who_cannot_serve_hide_nobody_who_can(cast: Cast, at: datetime) -> None:
    """Four of the bank are idle longer than Anna, and none of them may answer for the network."""
    agents(cast, at=at - timedelta(hours=1), home="bank")
    cast.ready(cast.anna)
    assert [one.endpoint for one in rung(cast.dials(to=TROUBLE))] == ["PJSIP/anna-s"]


def test_agents_of_another_language_hide_nobody_who_speaks_it(cast: Cast, at: datetime) -> None:
    agents(cast, at=at - timedelta(hours=1), languages="bg")
    cast.ready(cast.anna)
    assert [one.endpoint for one in rung(cast.dials(to=TROUBLE))] == ["PJSIP/anna-s"]


def test_a_helper_from_elsewhere_is_found_behind_a_crowd(cast: Cast, at: datetime) -> None:
    """Bo's home is the network, and he serves the bank too; those before him serve neither language nor bank."""
    agents(cast, at=at - timedelta(hours=1))
    cast.ready(cast.bo)
    assert [one.endpoint for one in rung(cast.dials(to=BANK))] == ["PJSIP/bo-s"]


def test_the_owner_is_found_behind_a_crowd(cast: Cast, at: datetime) -> None:
    cast.case(cast.cem, cast.bo)
    agents(cast, at=at - timedelta(hours=1))
    cast.ready(cast.bo)
    assert [one.endpoint for one in rung(cast.dials(to=TROUBLE))] == ["PJSIP/bo-s"]


def test_own_people_are_found_behind_a_crowd_of_the_pool(cast: Cast, at: datetime) -> None:
    for n in range(4):
        helper = cast.agent(f"helper{n}", cast.network, serves=[cast.bank])
        cast.ready(helper, since=at - timedelta(hours=1))
    cast.ready(cast.eve)
    assert [one.endpoint for one in rung(cast.dials(to=BANK))] == ["PJSIP/eve-s"]


def test_a_crowd_on_both_sides_is_served_within_a_few_rounds(cast: Cast, at: datetime) -> None:
    crowd(cast, TROUBLE, at=at)
    agents(cast, at=at)
    ringing = 0
    for second in (1, 2):
        ringing += len(rung(route.match_all(node="main", at=at + timedelta(seconds=second))))
    assert ringing == 4
