"""What a training leaves for campaigns, and the one-line rule applied to rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracer_engine.campaign.doubt import calibration_covariance
from tracer_engine.campaign.emp import roc_hull
from tracer_engine.evaluation.baseline import Rule
from tracer_engine.evaluation.metrics import Values
from tracer_engine.features.preparation import Preparation, Prepared
from tracer_engine.types.campaign import CampaignBasis


def campaign_basis(y: Values, log_odds: Values, groups: NDArray[np.int64], rule: Rule) -> CampaignBasis:
    """The basis of campaigns from out-of-fold, cross-fitted `log_odds` (rows,) on targets `y`, and the best rule."""
    knots, covariance = calibration_covariance(y, log_odds, groups)
    return CampaignBasis(
        rule_text=rule.text,
        rule_column=rule.column,
        rule_edges=rule.edges,
        rule_rates=rule.rates,
        knots=knots,
        covariance=covariance,
        roc=tuple((float(false), float(true)) for false, true in roc_hull(y, log_odds)),
        base_rate=float(y.mean()),
    )


def rule_rates(basis: CampaignBasis | None, preparation: Preparation, prepared: Prepared) -> Values | None:
    """What the one-line rule says of each row, (rows,): the rate of its group. None: the model file holds no rule."""
    if basis is None or not basis.rule_rates:
        return None
    rates, last = np.asarray(basis.rule_rates), len(basis.rule_rates) - 1
    for place, column in enumerate(preparation.number_inputs):
        if column.name == basis.rule_column:
            values = prepared.numbers[:, place]
            group = np.searchsorted(basis.rule_edges, values, side="left")
            return np.asarray(rates[np.where(np.isnan(values), last, np.minimum(group, last - 1))])
    for place, category in enumerate(preparation.category_inputs):
        if category.name == basis.rule_column:
            codes = prepared.codes[:, place]
            return np.asarray(rates[np.where(codes < 0, last, np.minimum(codes, last - 1))])
    return None
