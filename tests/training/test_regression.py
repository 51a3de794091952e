"""The small regressions of calibrations: held to scikit-learn's, and to their bounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.training.regression import Values, drawn_regression


def example(rows: int = 800) -> tuple[Values, Values]:
    random = np.random.default_rng(4)
    design = random.normal(size=(rows, 4))
    truth = design @ np.array([1.5, -0.7, 0.1, 0.0])
    return (random.random(rows) < sigmoid(truth)).astype(np.float64), design


def test_it_agrees_with_a_ridge_regression() -> None:
    y, design = example()
    known = LogisticRegression(C=1 / 7.0, fit_intercept=False, tol=1e-10).fit(design, y)

    found = drawn_regression(y, np.ones(len(y)), design, start=np.zeros(4), penalty=7.0 * np.eye(4))

    np.testing.assert_allclose(found.at, known.coef_[0], atol=1e-5)


def test_counts_are_rows() -> None:
    y, design = example(60)
    start, penalty = np.full(4, 0.3), np.diag([1.0, 2.0, 3.0, 4.0])

    rows = drawn_regression(np.repeat(y, 3), np.ones(180), np.repeat(design, 3, axis=0), start=start, penalty=penalty)
    counts = drawn_regression(3 * y, np.full(60, 3.0), design, start=start, penalty=penalty)

    np.testing.assert_allclose(rows.at, counts.at, atol=1e-8)
    np.testing.assert_allclose(rows.information, counts.information, atol=1e-6)
    assert rows.likelihood == pytest.approx(counts.likelihood)


@pytest.mark.parametrize(("low", "high"), [(0.05, 0.9), (-0.2, 0.2), (0.3, 5.0)])
def test_it_finds_the_best_within_bounds(low: float, high: float) -> None:
    y, design = example()
    start, penalty = np.full(4, 0.5), np.diag([1.0, 5.0, 2.0, 9.0])
    penalty[0, 1] = penalty[1, 0] = 1.0

    def loss(at: Values) -> float:
        away = at - start
        return float(np.logaddexp(0, design @ at).sum() - y @ (design @ at) + away @ penalty @ away / 2)

    known = minimize(loss, np.full(4, (low + high) / 2), bounds=[(low, high)] * 4, options={"ftol": 1e-14}).x
    found = drawn_regression(
        y, np.ones(len(y)), design, start=start, penalty=penalty, low=np.full(4, low), high=np.full(4, high)
    )

    np.testing.assert_allclose(found.at, known, atol=1e-4)
    assert found.likelihood == pytest.approx(-loss(found.at))
    assert ((found.at >= low) & (found.at <= high)).all()


def test_outcomes_that_are_parted_cleanly_have_a_finite_answer() -> None:
    design = np.column_stack([np.repeat([-50.0, 50.0], 100), np.ones(200)])

    found = drawn_regression(
        np.repeat([0.0, 1.0], 100), np.ones(200), design, start=np.array([1.0, 0.0]), penalty=np.diag([10.0, 1.0])
    )

    assert np.isfinite(found.at).all()
