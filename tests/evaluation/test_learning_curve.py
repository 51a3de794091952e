"""Would more rows help? A curve that rises, one that is flat, and a model that knows nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.export.sample_reports import ATTRITION, CHURN
from tracer_engine.evaluation.learning_curve import PartFit, learning_curve
from tracer_engine.types.report import LearningCurve


def curve(errors: Sequence[float], *, knows: bool = True, rows: int = 4000) -> LearningCurve:
    """Of scores that miss the truth by so much, fewest rows first."""
    random = np.random.default_rng(1)
    truth = random.normal(-1, 1.5, rows)
    y = (random.random(rows) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    fits = [
        PartFit(rows=rows >> (len(errors) - place - 1), log_odds=truth + random.normal(0, error, rows))
        for place, error in enumerate(errors)
    ]
    return learning_curve("trees", fits, y, np.arange(rows), CHURN, knows=knows)


def test_a_curve_that_still_rises_says_that_more_rows_would_help() -> None:
    found = curve((1.4, 1.0, 0.7))

    assert found.outlook == "rising"
    assert found.gain.low > 0
    assert found.text.startswith("More rows would help: from 2,000 to 4,000 customers learned from, its ranking")
    assert [point.rows for point in found.points] == [1000, 2000, 4000]
    assert found.points[0].log_loss > found.points[1].log_loss > found.points[2].log_loss


def test_a_curve_that_has_levelled_off_says_that_they_would_hardly_help() -> None:
    found = curve((0.3, 0.15, 0.12))

    assert found.outlook == "flat"
    assert found.text.startswith("More rows would hardly help")


def test_a_last_step_within_chance_of_few_rows_is_not_told_either_way() -> None:
    found = curve((1.0, 0.9, 0.8), rows=200)

    assert found.outlook == "unclear"
    assert "cannot be told" in found.text


def test_a_model_that_knows_nothing_gives_no_hope_of_more_rows() -> None:
    found = curve((3.0, 2.0, 1.0), knows=False)

    assert found.outlook == "unclear"
    assert "no more than the average" in found.text
    assert "employees" in learning_curve("x", *_plain(), ATTRITION, knows=False).text


def _plain() -> tuple[list[PartFit], np.ndarray, np.ndarray]:
    y = np.tile([0.0, 1.0], 50)
    return [PartFit(rows=50, log_odds=y), PartFit(rows=100, log_odds=y)], y, np.arange(100)
