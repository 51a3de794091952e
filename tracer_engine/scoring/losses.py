"""What the ranking loses when columns are not in a file: measured in training, told when a file is scored."""

from __future__ import annotations

import itertools
from collections.abc import Collection

import numpy as np
from scipy.optimize import isotonic_regression

from tracer_engine.evaluation.metrics import Values, point_metrics
from tracer_engine.features.preparation import Prepared, blanked
from tracer_engine.learners.views import Views
from tracer_engine.scoring.drift import carried
from tracer_engine.scoring.model import Model
from tracer_engine.types.model import Losses

ROWS = 400
"""So many rows of either outcome are enough to see what a column is worth."""
MOST_COLUMNS = 30
IN_PAIRS = 5
DRAWN = 4
PARTS = (0.3, 0.5, 0.75, 0.9)
LEAST_SHARE = 0.005
"""Columns with a smaller share of all reasons cost nothing that could be measured."""
ALL = 0.97
"""Without columns that carry so much of all reasons nothing is left to rank by."""


def measure_losses(model: Model, prepared: Prepared, y: Values, seed: int) -> Losses | None:
    """What blanking each column takes off the ROC AUC above 0.5, as a share of it; for the dearest also in pairs.

    The rows are those that were learned from: with and without a column the figure is too good by about the same
    factor, so that the share of the two is not. Held against rows never seen (three public tables, single columns
    and sets of up to six), it was within 0.07 of the share lost there for nearly all, too low rather than too high
    where rows are few (0.21 for 0.33 at worst). None where there is
    nothing to lose.
    """
    random = np.random.default_rng(seed)
    rows = np.sort(np.concatenate([random.permutation(np.flatnonzero(y == side))[:ROWS] for side in (0, 1)]))
    sample, outcome = prepared.take(rows), y[rows]

    def worth(without: Collection[str]) -> float:
        views = Views(model.preparation, blanked(model.preparation, sample, without) if without else sample)
        return point_metrics(outcome, model.log_odds(views))["roc_auc"] - 0.5

    whole = worth(())
    if not whole > 0:
        return None

    def lost(without: Collection[str]) -> float:
        return round(float(np.clip(1 - worth(without) / whole, 0.0, 1.0)), 4)

    shares = {column.name: carried(model, [column.name]) for column in model.preparation.inputs}
    weighty = sorted((name for name in shares if shares[name] >= LEAST_SHARE), key=lambda name: -shares[name])
    alone = {name: lost([name]) for name in weighty[:MOST_COLUMNS]}
    dearest = sorted(alone, key=lambda name: -alone[name])[:IN_PAIRS]
    some = []
    for _ in range(DRAWN):
        drawn = [weighty[place] for place in random.permutation(len(weighty))]
        for part in PARTS:
            without = drawn[: round(part * len(drawn))]
            if len(without) > 1:
                some.append((carried(model, without), lost(without)))
    pairs = tuple((one, other, lost([one, other])) for one, other in itertools.combinations(dearest, 2))
    return Losses(alone=alone, together=pairs, many=_rising(some))


def _rising(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The line through points (share, loss) that always rises and fits them best, from nothing to all."""
    if not points:
        return ()
    shares, losses = (np.array(part) for part in zip(*sorted(points), strict=True))
    fitted = isotonic_regression(losses).x
    between = [(round(float(share), 4), round(float(loss), 4)) for share, loss in zip(shares, fitted, strict=True)]
    return ((0.0, 0.0), *between, (1.0, 1.0))


def lost_without(model: Model, names: Collection[str]) -> float:
    """The share of the ranking's worth that is lost without the columns `names`: 0 nothing, 1 all of it.

    Of more than two columns it is what single ones and pairs cost, and no less than what others did that carry as much
    of all reasons. A model of an early version tells
    the share of all reasons that they carry instead.
    """
    losses = model.card.losses
    if losses is None:
        return carried(model, names)
    if not names:
        return 0.0
    if carried(model, names) >= ALL or len(set(names)) >= len(model.preparation.inputs):
        return 1.0
    single = [losses.alone.get(name, 0.0) for name in names]
    pairs = [(one, other, share) for one, other, share in losses.together if one in names and other in names]
    more = sum(share - losses.alone.get(one, 0.0) - losses.alone.get(other, 0.0) for one, other, share in pairs)
    worst = max([*single, *(share for _, _, share in pairs)], default=0.0)
    if len(single) > 2 and losses.many:
        shares, lost = zip(*losses.many, strict=True)
        worst = max(worst, float(np.interp(carried(model, names), shares, lost)))
    return float(min(1.0, max(worst, sum(single) + more)))
