"""The life of a contact as a table: whole, and harmless to facts that come late."""

import pytest

from yesline.contacts import machine
from yesline.contacts.enums import Event, State
from yesline.contacts.machine import Duty

LIVING = [state for state in State if state != State.ENDED]
WITH_CALLER = [state for state in LIVING if state != State.CALLING]  # whom we ring is not on the line yet
NEVER_MOVE_ANYTHING = {Event.ARRIVED, Event.CROWDED, Event.TOLD}  # it begins a contact; they are only noted


def test_every_state_is_reached() -> None:
    reached, fresh = {State.WAITING}, {State.WAITING}
    while fresh:
        fresh = {new for (old, _), (new, _) in machine.TABLE.items() if old in fresh} - reached
        reached |= fresh
    assert reached == set(State)


@pytest.mark.parametrize("state", WITH_CALLER)
@pytest.mark.parametrize("event", [Event.CALLER_HUNG_UP, Event.CALLER_LOST])
def test_a_caller_may_leave_from_anywhere(state: State, event: Event) -> None:
    found = machine.move(state, event)
    assert found is not None
    assert found[0] == State.ENDED


@pytest.mark.parametrize("event", [event for event in Event if event != Event.OWED])
def test_what_comes_after_the_end_changes_nothing(event: Event) -> None:
    assert machine.move(State.ENDED, event) is None


@pytest.mark.parametrize("state", LIVING)
def test_a_lost_agent_never_ends_a_call(state: State) -> None:
    found = machine.move(state, Event.AGENT_LOST)
    assert found is None or found[0] == State.WAITING


def test_only_people_end_a_call() -> None:
    """An end follows from a caller who left or an agent who hung up, or who says that no call is owed any more: from
    nothing else, and from no fault of ours.
    """
    ends = {event for (_, event), (new, _) in machine.TABLE.items() if new == State.ENDED}
    assert ends == {Event.CALLER_HUNG_UP, Event.CALLER_LOST, Event.AGENT_HUNG_UP, Event.SETTLED}


def test_an_agent_ends_only_what_was_a_conversation() -> None:
    ends = [old for (old, event), (new, _) in machine.TABLE.items() if (event, new) == (Event.AGENT_HUNG_UP, "ended")]
    assert ends == [State.TALKING]


def test_whoever_left_unhelped_keeps_their_place() -> None:
    assert machine.move(State.ENDED, Event.OWED) == (State.WAITING, (Duty.FIND_AGENT,))
    for event in (Event.NOT_REACHED, Event.AGENT_HUNG_UP, Event.AGENT_LOST):
        new, duties = machine.TABLE[State.CALLING, event]
        assert (new, Duty.END_CALL in duties) == (State.WAITING, True)


def test_who_is_not_answered_waits_again() -> None:
    for event in (Event.DECLINED, Event.NOT_ANSWERED, Event.UNREACHABLE):
        new, duties = machine.TABLE[State.OFFERED, event]
        assert (new, Duty.FIND_AGENT in duties) == (State.WAITING, True)


def test_whoever_is_rung_is_left_in_peace_when_nobody_needs_them() -> None:
    for (old, event), (new, duties) in machine.TABLE.items():
        if old == State.OFFERED and new in {State.ENDED, State.RESCUED}:
            assert Duty.STOP_RINGING in duties, event


def test_the_end_of_a_conversation_lets_the_agent_finish_the_notes() -> None:
    for (old, event), (new, duties) in machine.TABLE.items():
        assert (Duty.WRAP_UP in duties) == (old == State.TALKING and new == State.ENDED), event


def test_every_event_is_in_the_table_or_known_to_move_nothing() -> None:
    assert set(Event) - {event for _, event in machine.TABLE} == NEVER_MOVE_ANYTHING


def test_every_waiting_contact_can_come_to_a_person() -> None:
    assert machine.TABLE[State.WAITING, Event.OFFERED][0] == State.OFFERED
    assert machine.TABLE[State.OFFERED, Event.ANSWERED][0] == State.TALKING


def test_the_picture_draws_every_move() -> None:
    drawn = machine.diagram().splitlines()
    assert drawn[0] == "stateDiagram-v2"
    for (old, event), (new, _) in machine.TABLE.items():
        assert f"    {old} --> {new}: {event}" in drawn
