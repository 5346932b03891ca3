"""How long the line is: whoever is told something can rely on it."""

import math
from datetime import UTC, datetime
from statistics import fmean

import numpy as np

from yesline.routing import estimate, paces
from yesline.routing.futures import AtWork, Caller, Stage
from yesline.routing.paces import Pace, Span
from yesline.routing.rules import Idle

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
THREE_MINUTES = Pace(talk=Span(math.log(150), 0.5), notes=Span(math.log(30), 0.5))
PACES = {1: THREE_MINUTES}
CEM = Caller(organisation_id=1, language="ru", urgency=1)
BOYAN = Caller(organisation_id=1, language="bg", urgency=1)


def at_work(number: int, stage: Stage, so_far: float = 0.0, *, languages: str = "ru") -> AtWork:
    who = Idle(
        agent_id=number,
        organisation_id=1,
        languages=frozenset(languages.split()),
        available_since=AT,
        serves=frozenset({1}),
    )
    return AtWork(who=who, stage=stage, so_far=so_far, organisation_id=1)


def told(line: list[Caller], people: list[AtWork], **coming: float) -> list[int | None]:
    rates = {int(urgency.removeprefix("urgency")): rate for urgency, rate in coming.items()}
    return [wait.said if wait else None for wait in estimate.waits(line, people, PACES, coming=rates)]


def wait_of(line: list[Caller], people: list[AtWork]) -> estimate.Wait:
    found = estimate.waits(line, people, PACES, coming={})[-1]
    assert found is not None
    return found


def test_beside_a_free_person_the_wait_is_the_ringing() -> None:
    assert wait_of([CEM], [at_work(1, Stage.READY)]) == estimate.Wait(median=5.0, likely=5.0, said=1)


def test_who_is_alone_before_one_conversation_waits_for_what_is_left_of_it() -> None:
    fresh = wait_of([CEM], [at_work(1, Stage.TALKING, 0.0)])
    old = wait_of([CEM], [at_work(1, Stage.TALKING, 240.0)])
    notes = wait_of([CEM], [at_work(1, Stage.NOTES, 20.0)])
    assert (fresh.said, old.said, notes.said) == (4, 3, 1)
    assert fresh.median < fresh.likely


def test_each_further_place_waits_longer_and_twice_the_people_halve_it() -> None:
    line = [CEM] * 8
    four = [at_work(number, Stage.TALKING, 60.0) for number in range(4)]
    eight = [at_work(number, Stage.TALKING, 60.0) for number in range(8)]
    by_four, by_eight = (
        [wait.median for wait in estimate.waits(line, people, PACES, coming={}) if wait] for people in (four, eight)
    )
    assert by_four == sorted(by_four)
    assert 1.6 < by_four[-1] / by_eight[-1] < 2.6


def test_who_nobody_at_work_may_answer_is_promised_nothing() -> None:
    assert told([CEM, BOYAN], [at_work(1, Stage.READY)]) == [1, None]


def test_a_long_line_of_another_language_makes_nobody_wait_for_people_of_their_own() -> None:
    people = [at_work(1, Stage.TALKING, 60.0), at_work(2, Stage.READY, languages="bg")]
    assert told([*[CEM] * 9, BOYAN], people) == [*told([CEM] * 9, people), 1]


def test_the_more_urgent_who_will_ring_pass_the_less_urgent_only() -> None:
    buyer = Caller(organisation_id=1, language="ru", urgency=2)
    people = [at_work(number, Stage.TALKING, 60.0) for number in range(3)]
    alone, busy = told([CEM, buyer], people), told([CEM, buyer], people, urgency1=1 / 80)
    assert alone == [2, 3]
    assert busy[0] == 2
    assert (busy[1] or 0) > 6


def test_the_same_facts_say_the_same() -> None:
    people = [at_work(number, Stage.TALKING, 20.0 * number) for number in range(5)]
    assert estimate.waits([CEM] * 7, people, PACES, coming={}) == estimate.waits([CEM] * 7, people, PACES, coming={})


def test_what_is_said_is_a_step_and_never_rounded_down() -> None:
    assert [estimate.step(seconds) for seconds in (1, 60, 61, 420, 1800, 1801)] == [1, 1, 2, 8, 30, estimate.LONGER]


def test_a_pace_is_the_typical_one_until_there_are_conversations_to_learn_from() -> None:
    assert paces.pace([], []) == paces.TYPICAL
    few, many = paces.pace([600.0] * 2, []), paces.pace([600.0] * 200, [])
    assert paces.TYPICAL.talk.mu < few.talk.mu < many.talk.mu
    assert abs(math.exp(many.talk.mu) - 600) < 40


def test_what_is_left_of_a_conversation_is_as_by_chance() -> None:
    """Against drawing whole conversations and keeping those that last longer."""
    chance = np.random.default_rng(7)
    whole = THREE_MINUTES.talk.drawn(chance.standard_normal(200_000))
    kept = whole[whole > 200] - 200
    left = THREE_MINUTES.talk.left(200.0, chance.random(200_000))
    assert abs(fmean(left) / fmean(kept) - 1) < 0.03
