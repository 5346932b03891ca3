"""Columns of a chart: whole units, side by side, the highest as high as there is room."""

from yesline.web.floor import charts


def test_columns_stand_side_by_side_within_the_drawing() -> None:
    drawn = charts.bars([1, 2, 4])
    assert [(bar.left, bar.width, bar.height) for bar in drawn] == [(5, 223, 28), (238, 223, 56), (472, 223, 112)]
    assert all(bar.top + bar.height == charts.TOP + charts.HEIGHT for bar in drawn)
    assert drawn[-1].left + drawn[-1].width <= charts.WIDE


def test_one_among_thousands_is_still_seen_and_nobody_is_nothing() -> None:
    assert [bar.height for bar in charts.bars([5000, 1, 0])] == [112, 2, 0]
    assert [bar.height for bar in charts.bars([0, 0])] == [0, 0]


def test_the_second_part_stands_on_the_first_and_the_number_above_both() -> None:
    [bar] = charts.bars([3], [1], width=charts.NARROW)
    assert (bar.height, bar.rest, bar.rest_top + bar.rest, bar.count) == (84, 28, bar.top, 4)
    assert bar.above == bar.rest_top - 8
