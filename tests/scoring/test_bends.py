"""The line that log-odds are drawn along: it rises, and contributions stretch with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.features.preparation import prepare
from tracer_engine.learners.views import Views
from tracer_engine.scoring.bends import Bends

LINE = Bends(knots=(-2.0, 0.5), changes=(0.5, -0.75))


def test_each_knot_changes_the_slope_from_there_on() -> None:
    straight = np.array([-4.0, -2.0, 0.0, 0.5, 2.5])

    np.testing.assert_allclose(LINE.log_odds(straight), [-4.0, -2.0, 1.0, 1.75, 3.25])
    np.testing.assert_array_equal(Bends().log_odds(straight), straight)


@pytest.mark.parametrize(
    ("knots", "changes"),
    [
        ((0.0,), (-1.0,)),
        ((0.0, 1.0), (2.0, -3.5)),
        ((1.0, 0.0), (0.1, 0.1)),
        ((0.0,), ()),
        ((float("nan"),), (0.1,)),
        ((0.0,), (float("inf"),)),
        (tuple(map(float, range(17))), (0.0,) * 17),
    ],
)
def test_what_does_not_rise_or_is_no_line_is_refused(knots: tuple[float, ...], changes: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="rise"):
        Bends(knots=knots, changes=changes)


def test_reasons_add_up_to_a_bent_score_and_keep_their_signs(small_run: SmallRun) -> None:
    model = replace(small_run.model, bends=Bends(knots=(-2.0, -0.5, 0.5), changes=(0.4, -0.6, 0.3)))
    views = Views(model.preparation, prepare(model.preparation, small_run.table.frame, {}))

    constant, parts = model.contributions(views)

    np.testing.assert_allclose(constant + parts.sum(axis=1), model.log_odds(views), atol=1e-9)
    assert (np.sign(parts) == np.sign(small_run.model.contributions(views)[1])).all()


def test_a_row_at_the_constant_itself_is_not_stretched() -> None:
    constant, stretch = LINE.stretch(-1.0, np.array([0.0, 1.0]))

    assert constant == pytest.approx(-0.5)
    np.testing.assert_allclose(stretch, [1.0, 1.5])
