"""Who answers whom, for any line and any people: properties of the pure rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yesline.routing import rules
from yesline.routing.rules import Idle, Waiting, Why

AT = datetime(2026, 11, 19, 11, 47, tzinfo=UTC)
LANGUAGES, ORGANISATIONS, AGENTS = ["ru", "bg", "uk"], [1, 2, 3], list(range(1, 9))


def moments() -> st.SearchStrategy[datetime]:
    return st.integers(-600, 600).map(lambda seconds: AT + timedelta(seconds=seconds))


def idle_people() -> st.SearchStrategy[list[Idle]]:
    one = st.builds(
        Idle,
        agent_id=st.sampled_from(AGENTS),
        organisation_id=st.sampled_from(ORGANISATIONS),
        languages=st.frozensets(st.sampled_from(LANGUAGES), min_size=1),
        available_since=moments(),
        serves=st.frozensets(st.sampled_from(ORGANISATIONS), min_size=1),
    )
    return st.lists(one, unique_by=lambda agent: agent.agent_id)


def lines() -> st.SearchStrategy[list[Waiting]]:
    one = st.builds(
        Waiting,
        contact_id=st.integers(1, 50),
        organisation_id=st.sampled_from(ORGANISATIONS),
        language=st.sampled_from(LANGUAGES),
        owners=st.lists(st.sampled_from(AGENTS), max_size=3, unique=True).map(tuple),
        declined_by=st.frozensets(st.sampled_from(AGENTS), max_size=2),
        kept_until=st.none() | moments(),
    )
    return st.lists(one, unique_by=lambda waiting: waiting.contact_id, max_size=12)


both = given(line=lines(), idle=idle_people())


@both
def test_nobody_answers_without_the_language_and_the_right_to_see(line: list[Waiting], idle: list[Idle]) -> None:
    for waiting, agent in rules.pairs(line, idle, at=AT):
        assert waiting.language in agent.languages
        assert waiting.organisation_id in agent.serves
        assert agent.agent_id not in waiting.declined_by


@both
def test_nobody_is_left_idle_beside_somebody_they_could_serve(line: list[Waiting], idle: list[Idle]) -> None:
    found = rules.pairs(line, idle, at=AT)
    served, busy = {one.contact_id for one, _ in found}, {agent.agent_id for _, agent in found}
    for waiting in line:
        for agent in idle:
            free = agent.agent_id not in busy and waiting.contact_id not in served
            assert not (free and not rules.is_kept(waiting, at=AT) and rules.may_answer(waiting, agent))


@both
def test_each_agent_and_each_caller_at_most_once(line: list[Waiting], idle: list[Idle]) -> None:
    found = rules.pairs(line, idle, at=AT)
    assert len({agent.agent_id for _, agent in found}) == len({one.contact_id for one, _ in found}) == len(found)


@both
def test_the_order_of_the_line_is_kept(line: list[Waiting], idle: list[Idle]) -> None:
    """Whoever is passed over could not have been served by anybody who was given to those behind them."""
    found = rules.pairs(line, idle, at=AT)
    places = [line.index(waiting) for waiting, _ in found]
    assert places == sorted(places)
    for place, waiting in enumerate(line):
        if place not in places and not rules.is_kept(waiting, at=AT):
            assert not any(rules.may_answer(waiting, agent) for one, agent in found if line.index(one) > place)


@both
def test_whoever_is_kept_for_a_lost_agent_is_offered_to_nobody(line: list[Waiting], idle: list[Idle]) -> None:
    assert not [one for one, _ in rules.pairs(line, idle, at=AT) if one.kept_until and one.kept_until > AT]


@both
def test_the_first_in_line_gets_their_best(line: list[Waiting], idle: list[Idle]) -> None:
    """An owner who is idle; else own people; else anybody who can. Of equals, the longest idle."""
    first = next((one for one in line if not rules.is_kept(one, at=AT)), None)
    able = [agent for agent in idle if first and rules.may_answer(first, agent)]
    if first is None or not able:
        return
    chosen = {one.contact_id: agent for one, agent in rules.pairs(line, idle, at=AT)}[first.contact_id]
    reasons = [rules.why(first, agent) for agent in able]
    expected = next(why for why in (Why.OWNER, Why.OWN, Why.POOL) if why in reasons)
    assert rules.why(first, chosen) == expected
    if expected != Why.OWNER:
        equals = [agent for agent in able if rules.why(first, agent) == expected]
        assert chosen.available_since == min(agent.available_since for agent in equals)


@both
def test_the_same_question_has_the_same_answer(line: list[Waiting], idle: list[Idle]) -> None:
    """Whatever the order in which the database named the agents."""
    assert rules.pairs(line, idle, at=AT) == rules.pairs(line, idle[::-1], at=AT)


def idle(agent_id: int, organisation_id: int = 1, *, minutes: int = 0) -> Idle:
    return Idle(
        agent_id=agent_id,
        organisation_id=organisation_id,
        languages=frozenset({"ru"}),
        available_since=AT - timedelta(minutes=minutes),
        serves=frozenset({1, 2}),
    )


def waiting(*, owners: tuple[int, ...] = ()) -> Waiting:
    return Waiting(contact_id=1, organisation_id=1, language="ru", owners=owners)


def test_an_idle_owner_beats_one_who_is_idle_for_an_hour() -> None:
    assert rules.best(waiting(owners=(2,)), [idle(1, minutes=60), idle(2)]) == idle(2)


def test_a_busy_owner_is_not_waited_for() -> None:
    assert rules.best(waiting(owners=(9,)), [idle(1)]) == idle(1)


def test_own_people_beat_the_pool() -> None:
    assert rules.best(waiting(), [idle(1, 2, minutes=60), idle(2, 1)]) == idle(2, 1)


def test_the_owner_of_the_most_urgent_case_is_first_of_the_owners() -> None:
    assert rules.best(waiting(owners=(2, 1)), [idle(1, minutes=60), idle(2)]) == idle(2)


def test_nobody_is_nobody() -> None:
    assert rules.best(waiting(), []) is None
