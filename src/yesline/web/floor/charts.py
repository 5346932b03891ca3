"""Charts as plain geometry, in whole units, so that no language writes them with a comma. Pure.

A unit is about a pixel where the drawing stands, so that its letters are no smaller than those around it.
"""

from dataclasses import dataclass

WIDE, NARROW = 700, 420  # in the wide and in the narrow column of the floor
HEIGHT, TOP, GAP = 112, 26, 10


@dataclass(frozen=True)
class Bar:
    """One column: where it stands, how high it is, and what it says."""

    left: int
    width: int
    top: int
    height: int
    count: int
    rest: int  # height of the second part, on top of the first
    rest_top: int
    index: int

    @property
    def middle(self) -> int:
        return self.left + self.width // 2

    @property
    def above(self) -> int:
        """Where its number stands."""
        return min(self.top, self.rest_top) - 8


def bars(counts: list[int], rests: list[int] | None = None, *, width: int = WIDE, gap: int = GAP) -> list[Bar]:
    """Columns side by side over the whole width; the highest is as high as there is room."""
    rests = rests or [0] * len(counts)
    most = max([1, *(count + rest for count, rest in zip(counts, rests, strict=True))])
    step = width / len(counts)
    found = []
    for index, (count, rest) in enumerate(zip(counts, rests, strict=True)):
        height, second = _high(count, most), _high(rest, most)
        top = TOP + HEIGHT - height
        left = round(index * step) + gap // 2
        found.append(Bar(left, round(step) - gap, top, height, count + rest, second, top - second, index))
    return found


def _high(count: int, most: int) -> int:
    """At least two units for one who is there at all."""
    return max(2, round(count / most * HEIGHT)) if count else 0
