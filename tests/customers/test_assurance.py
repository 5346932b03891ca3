"""What each level opens, and what counts as a proof: nothing is asked that isn't needed."""

from datetime import date, datetime, timedelta

import pytest

from yesline.customers import rules
from yesline.customers.enums import Assurance, Personal
from yesline.customers.rules import Assured
from yesline.kernel.errors import NotNow

OPEN = {
    Assurance.NONE: set(),
    Assurance.NUMBER: {Personal.HOUSE, Personal.BALANCE},
    Assurance.SAID: set(Personal),
    Assurance.PAGE: set(Personal),
}


@pytest.mark.parametrize("level", Assurance)
def test_each_level_opens_so_much(level: Assurance) -> None:
    assert {one for one in Personal if Assured(level).opens(one)} == OPEN[level]


@pytest.mark.parametrize(
    ("number_known", "proofs", "level"),
    [
        (False, [], Assurance.NONE),
        (True, [], Assurance.NUMBER),
        (False, ["contract"], Assurance.SAID),
        (True, ["birthday", "contract"], Assurance.SAID),
        (True, ["contract", "page"], Assurance.PAGE),
        (True, ["None", "guess", ""], Assurance.NUMBER),
    ],
)
def test_the_highest_proof_counts(number_known: bool, proofs: list[str], level: Assurance) -> None:
    assert rules.assured(number_known=number_known, proofs=proofs, wrong=0).level == level


BORN = date(1961, 3, 12)


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("8276", "contract"),
        ("18 276", "contract"),
        ("40-118-276", "contract"),
        ("276", ""),  # three digits are guessed in a thousand tries
        ("1182", ""),  # in the middle, not at the end
        ("0000", ""),
        ("12.03.1961", "birthday"),
        ("12.3.61", "birthday"),
        ("12 03 1961", "birthday"),
        ("1961-03-12", "birthday"),
        ("12031961", "birthday"),
        ("12.03", ""),  # one day of 366 would be guessed too easily
        ("03.12.1961", ""),
        ("31.02.1961", ""),
        ("", ""),
        ("Белова", ""),
    ],
)
def test_what_proves(said: str, how: str) -> None:
    assert rules.proof_in(said, contracts=["40-118-276", "7-001-111"], born_on=BORN) == how


def test_who_has_neither_birthday_nor_contract_proves_nothing() -> None:
    assert rules.proof_in("12.03.1961", contracts=[], born_on=None) == ""
    assert rules.proof_in("", contracts=[""], born_on=None) == ""


def test_after_five_wrong_answers_there_are_no_more() -> None:
    rules.check_may_try(Assured(wrong=4))
    with pytest.raises(NotNow, match="5"):
        rules.check_may_try(Assured(wrong=5))


@pytest.mark.parametrize(
    ("number", "shown", "masked"),
    [
        ("40-118-276", 0, "••-•••-•••"),
        ("+7 921 555-01-47", 2, "+• ••• •••-••-47"),
        ("Д-7-20451", 0, "•-•-•••••"),
        ("", 0, ""),
    ],
)
def test_a_masked_number_keeps_its_shape(number: str, shown: int, masked: str) -> None:
    assert rules.masked(number, shown=shown) == masked


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("Северодвинск, ул. Ломоносова, 82, кв. 47", "Северодвинск, ул. Ломоносова, 82"),
        ("София, ул. Шипка, 14, ап. 2", "София, ул. Шипка, 14"),
        ("London, Baker Street, 221B, Flat 4", "London, Baker Street, 221B"),
        ("Северодвинск, ул. Советская, 40", "Северодвинск, ул. Советская, 40"),
    ],
)
def test_the_house_is_the_address_without_the_flat(address: str, house: str) -> None:
    assert rules.house_of(address) == house


def test_what_was_read_over_an_hour_ago_is_old(at: datetime) -> None:
    hour = timedelta(hours=1)
    assert [rules.is_stale(at - hour - more, at=at) for more in (timedelta(0), timedelta(seconds=1))] == [False, True]
