from __future__ import annotations

import numpy as np
import pytest

from tests.small_runs import SmallRun, customers
from tracer_engine.evaluation.metrics import point_metrics, sigmoid
from tracer_engine.features.preparation import prepare
from tracer_engine.learners.views import Views
from tracer_engine.samples import sample_customers


def views_of(run: SmallRun, columns: dict[str, list[str]]) -> Views:
    frame = run.table.frame.clear().vstack(type(run.table.frame)(columns, schema=run.table.frame.schema))
    return Views(run.model.preparation, prepare(run.model.preparation, frame, {}))


def test_contributions_add_up_to_the_log_odds_of_a_thousand_unseen_customers(small_run: SmallRun) -> None:
    views = views_of(small_run, customers(1000, seed=9))
    constant, parts = small_run.model.contributions(views)

    assert parts.shape == (1000, len(small_run.model.preparation.sources))
    np.testing.assert_allclose(constant + parts.sum(axis=1), small_run.model.log_odds(views), rtol=0, atol=1e-6)


def test_unseen_customers_are_ranked_and_counted_well(small_run: SmallRun) -> None:
    """The samples' true probabilities are known; the model was trained on 500 others."""
    columns, truth = sample_customers(9, 2000)
    y = np.array([cell == "Yes" for cell in columns["Churn"]], dtype=np.float64)
    log_odds = small_run.model.log_odds(views_of(small_run, columns))

    assert point_metrics(y, log_odds)["roc_auc"] > point_metrics(y, np.log(truth / (1 - truth)))["roc_auc"] - 0.06
    assert sigmoid(log_odds).mean() == pytest.approx(truth.mean(), abs=0.05)
    assert np.corrcoef(log_odds, np.log(truth / (1 - truth)))[0, 1] > 0.75


def test_no_rows_have_no_scores(small_run: SmallRun) -> None:
    views = views_of(small_run, {name: [] for name in small_run.table.frame.columns})

    assert small_run.model.log_odds(views).shape == (0,)
    assert small_run.model.contributions(views)[1].shape == (0, len(small_run.model.preparation.sources))
