"""The figures a benchmark reports are the ones that were measured."""

import pytest
from benchmarks.lib import figures, report
from hypothesis import given
from hypothesis import strategies as some


def test_a_percentile_is_a_measured_value_never_one_in_between() -> None:
    hundred = list(range(1, 101))
    assert [figures.percentile(hundred, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert figures.percentile([3.0, 1.0], 0.5) == 1.0
    assert figures.percentile([7.0], 0.99) == 7.0


@given(some.lists(some.floats(0, 100), min_size=1), some.floats(0.01, 1))
def test_so_many_are_not_slower_than_the_percentile(values: list[float], share: float) -> None:
    found = figures.percentile(values, share)
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values)


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        figures.percentile([], 0.5)
    assert figures.spread([]) == {"n": 0, "p50_ms": None, "p95_ms": None, "p99_ms": None, "max_ms": None}
    assert figures.ratio(None, 2.0) is None
    assert figures.ratio(1.0, 0.0) is None


def test_seconds_become_milliseconds() -> None:
    assert figures.spread([0.0012, 0.25]) == {"n": 2, "p50_ms": 1.2, "p95_ms": 250, "p99_ms": 250, "max_ms": 250}


def test_a_goal_is_kept_only_by_what_was_measured() -> None:
    assert report.goal(25.0, at_most=25.0)
    assert not report.goal(25.1, at_most=25.0)
    assert report.goal(20.0, at_least=20.0)
    assert not report.goal(None, at_most=25.0)
