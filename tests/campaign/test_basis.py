from __future__ import annotations

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.campaign.basis import rule_rates
from tracer_engine.features.preparation import prepare
from tracer_engine.scoring.matching import written_as
from tracer_engine.types.campaign import CampaignBasis


def test_a_training_keeps_what_campaigns_need(small_run: SmallRun) -> None:
    basis = small_run.model.basis

    assert basis is not None
    assert basis.rule_text == small_run.run.report.baseline.rule
    assert basis.base_rate == pytest.approx(small_run.run.report.base_rate)
    assert basis.roc[0] == (0.0, 0.0)
    assert basis.roc[-1] == (1.0, 1.0)
    assert CampaignBasis.from_dict(basis.to_dict()) == basis


def test_the_rule_puts_rows_in_order_as_the_report_says(small_run: SmallRun) -> None:
    preparation, frame = small_run.model.preparation, small_run.table.frame
    prepared = prepare(preparation, frame, written_as(preparation, frame))
    rates = rule_rates(small_run.model.basis, preparation, prepared)
    assert rates is not None
    y = (frame[small_run.plan.target] == small_run.plan.positive).to_numpy()

    assert rates.shape == (frame.height,)
    # The rates are those of the groups, a little drawn to the middle: the higher, the more of its rows have left.
    groups = np.unique(rates)
    observed = [y[rates == rate].mean() for rate in groups if (rates == rate).sum() > 20]
    assert np.corrcoef(observed, [rate for rate in groups if (rates == rate).sum() > 20])[0, 1] > 0.99


def test_without_a_rule_there_is_no_order(small_run: SmallRun) -> None:
    preparation, frame = small_run.model.preparation, small_run.table.frame
    prepared = prepare(preparation, frame, {})

    assert rule_rates(None, preparation, prepared) is None
    assert rule_rates(CampaignBasis(rule_text="No rule", rule_column=""), preparation, prepared) is None


@pytest.mark.parametrize(
    "change",
    [
        {"base_rate": 2},
        {"covariance": [1.0]},
        {"roc": [0.0, 7.0]},
        {"roc": [0.0]},
        {"knots": ["x"]},
        {"rule_rates": [float("nan")]},
    ],
)
def test_what_was_tampered_with_is_refused(small_run: SmallRun, change: dict[str, object]) -> None:
    assert small_run.model.basis is not None
    with pytest.raises((ValueError, TypeError)):
        CampaignBasis.from_dict(small_run.model.basis.to_dict() | change)
