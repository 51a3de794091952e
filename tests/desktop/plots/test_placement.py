from __future__ import annotations

import numpy as np

from tracer_desktop.plots.placement import Box, Spot, beside, best_spot, densely

WHOLE = Box(0, 0, 200, 100)
DIAGONAL = np.array([[0.0, 0.0], [200.0, 100.0]])


def test_a_label_takes_the_first_spot_that_is_free() -> None:
    spots = [Spot(10, 70), Spot(20, 80)]
    assert best_spot(spots, (40, 12), [DIAGONAL], [], WHOLE) == spots[0]


def test_a_label_never_lies_across_a_line_where_there_is_another_place() -> None:
    across, free = Spot(80, 40), Spot(10, 80)
    assert best_spot([across, free], (40, 12), [DIAGONAL], [], WHOLE) == free


def test_a_label_keeps_clear_of_one_that_is_there() -> None:
    first, second = Spot(10, 70), Spot(60, 80)
    assert best_spot([first, second], (40, 12), [], [first.box(40, 12)], WHOLE) == second


def test_a_label_stays_inside() -> None:
    outside, inside = Spot(180, 50), Spot(100, 50)
    assert best_spot([outside, inside], (40, 12), [], [], WHOLE) == inside


def test_spots_beside_a_rising_line_are_above_left_and_below_right() -> None:
    (above,) = beside(DIAGONAL, (0.5,), 8, above=True)
    (below,) = beside(DIAGONAL, (0.5,), 8, above=False)
    assert (above.across, above.up) == ("right", "bottom")
    assert (below.across, below.up) == ("left", "top")
    assert above.y > 50 > below.y


def test_a_long_segment_cannot_slip_through_a_box() -> None:
    dense = densely(DIAGONAL)
    steps = np.hypot(*np.diff(dense, axis=0).T)
    assert steps.max() < 4
    assert dense[0].tolist() == [0, 0]
    assert dense[-1].tolist() == [200, 100]
