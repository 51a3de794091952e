"""Whether the newest rows are too young for their outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.blueprints import blueprint
from tracer_engine.evaluation.maturity import far_fewer, maturity_sentence, note_for_scores, unripe_months


@pytest.mark.parametrize(
    ("rates", "young"),
    [([0.2] * 8, 0), ([0.2] * 7 + [0.02], 1), ([0.2] * 6 + [0.06, 0.01], 2), ([0.2, 0.2, 0.01], 0), ([0.02] * 8, 0)],
)
def test_months_whose_outcomes_have_not_come_yet_are_counted(rates: list[float], young: int) -> None:
    random = np.random.default_rng(1)
    first = np.array([f"2025-{1 + month:02d}" for month in range(len(rates))], dtype="datetime64[M]")
    days = np.concatenate(
        [one.astype("datetime64[D]").astype(np.int64) + random.integers(0, 28, 200) for one in first]
    ).astype(np.float64)
    y = np.concatenate([(random.random(200) < rate) for rate in rates]).astype(np.float64)

    assert unripe_months(days, y) == young
    told = maturity_sentence("snapshot_date", days, y, blueprint("churn").wording)
    assert bool(told) == (young > 0)
    if young:
        assert "may not have come about yet" in told
        assert ("last month" if young == 1 else "last 2 months") in told


def test_a_few_rows_or_unknown_days_tell_nothing() -> None:
    assert unripe_months(np.full(50, np.nan), np.zeros(50)) == 0
    assert unripe_months(np.arange(50, dtype=np.float64), np.zeros(50)) == 0


def test_steady_months_are_seldom_called_unripe() -> None:
    random = np.random.default_rng(7)
    days = np.repeat(np.arange(0, 300, 30.4375), 150)
    called = [unripe_months(days, (random.random(len(days)) < 0.15).astype(np.float64)) for _ in range(100)]

    assert sum(map(bool, called)) <= 1


def test_far_fewer_than_expected_is_beyond_chance_and_by_much() -> None:
    assert far_fewer(5, 200, 0.25)
    assert not far_fewer(40, 200, 0.25)
    assert not far_fewer(0, 10, 0.25)
    assert not far_fewer(0, 0, 0.25)


def test_scores_of_a_model_that_learned_from_them_are_said_to_be_too_low() -> None:
    assert note_for_scores("") == ()
    assert note_for_scores("Of those …") == (
        "The probabilities may be too low, by what the model learned from. Of those …",
    )
