"""What a test on a later period says, and what follows from it."""

from __future__ import annotations

import numpy as np

from tests.export.sample_reports import ATTRITION, CHURN, near
from tracer_engine.evaluation.intervals import compare
from tracer_engine.evaluation.out_of_time import out_of_time
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import OutOfTime

ROWS = 1500


def later(
    kept: float, shift: float = 0.0, *, usual: float = 1.0, over_all: float = 0.8, wording: Wording = CHURN
) -> OutOfTime:
    """Of a model whose scores keep so much of the truth on later rows, where the usual test keeps `usual` of it."""
    random = np.random.default_rng(1)
    truth = random.normal(-1, 1.5, ROWS)
    y = (random.random(ROWS) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    other = random.normal(-1, 1.5, ROWS)
    mixed = [share * truth + (1 - share) * other + move for share, move in ((kept, shift), (usual, 0.0))]
    judged = compare(y, mixed[0], mixed[1], np.arange(ROWS), 1)
    return out_of_time("snapshot", "2026-05-01", 5000, y, mixed[0], judged, near(over_all, 0.01), wording)


def test_a_ranking_that_falls_is_called_clearly_worse() -> None:
    found = later(0.4)

    assert found.worse
    assert found.text.startswith("On a later period it does clearly worse: learned from 5,000 customers before 2026-05")
    assert found.metrics["roc_auc"].value < found.shuffled["roc_auc"].value
    assert found.rows_after == ROWS


def test_a_ranking_that_stays_holds_and_wrong_percentages_are_named() -> None:
    same, shifted = later(0.99), later(0.99, -1.5, wording=ATTRITION)

    assert not same.worse
    assert "does clearly worse" not in same.text
    assert "do not keep" not in same.text
    assert "The percentages do not keep: " in shifted.text
    assert shifted.text.endswith(" resigned.")
    assert "employees" in shifted.text


def test_noise_is_noise_in_a_later_period_too() -> None:
    assert later(0.0, usual=0.02, over_all=0.51).text.startswith(
        "On a later period its ranking cannot be told from guessing"
    )


def test_figures_that_owe_to_time_itself_are_not_those_of_a_later_period() -> None:
    found = later(0.99, over_all=0.95)

    assert found.worse
    assert "and 0.950 of all. Expect the lower figure" in found.text
