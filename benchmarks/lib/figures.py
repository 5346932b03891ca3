"""From single measurements to the few figures that are reported."""

import math
from collections.abc import Iterable, Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest measured value that at least this share (0…1) of all does not exceed; nothing is interpolated.

    Raises ValueError when there is nothing measured.
    """
    if not values:
        raise ValueError("Nothing was measured.")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(seconds: Iterable[float]) -> dict[str, float | int | None]:
    """Count and p50, p95, p99 and the largest in milliseconds; None for each where nothing was measured."""
    values = list(seconds)
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
    figures = {name: milliseconds(percentile(values, share)) if values else None for name, share in shares.items()}
    return {"n": len(values), **figures}


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


def ratio(one: object, other: object) -> float | None:
    """How many times larger `one` is than `other`; None where either was not measured."""
    if isinstance(one, int | float) and isinstance(other, int | float) and other:
        return round(one / other, 2)
    return None
