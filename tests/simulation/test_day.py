"""A day of calls under a virtual clock: nobody is lost, and what callers are told holds."""

import pytest

from yesline.simulation import trial, world


@pytest.mark.parametrize("load", world.LOADS, ids=lambda load: load.name)
def test_everybody_who_rings_is_answered_and_what_they_are_told_holds(load: world.Load) -> None:
    found = trial.trial(load, calls=500, seed=3)
    assert len(found.calls) == 500
    assert [call.number for call in found.calls if call.answered is None] == []
    assert len(found.told) > 25
    assert (found.within(found.told) or 0) > 0.8


def test_the_same_seed_is_the_same_day() -> None:
    days = [trial.trial(world.LOADS[0], calls=150, seed=9) for _ in range(2)]
    first, second = ([(call.arrived, call.answered, call.told) for call in day.calls] for day in days)
    assert first == second


def test_theirs_is_an_average_of_past_waits() -> None:
    """app_queue's formula: three quarters of what it said before, one quarter of the last wait; half a minute up."""
    found = trial.trial(world.LOADS[2], calls=300, seed=4)
    assert max(call.theirs for call in found.calls) >= 2
    assert (found.within_theirs() or 1) < (found.within(found.told) or 0)
