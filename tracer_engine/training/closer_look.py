"""A closer look at a trained model, from scores and reasons that are there already: where it fails, what more would
bring.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.intervals import Comparison, widened_by
from tracer_engine.evaluation.learning_curve import PartFit, learning_curve
from tracer_engine.evaluation.metrics import Values
from tracer_engine.evaluation.ranking_error import roc_auc_error
from tracer_engine.evaluation.segments import Parting, columns_to_part_by, judge_segments
from tracer_engine.explaining.effects import value_groups
from tracer_engine.features.preparation import Preparation, Prepared
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.plan import Plan
from tracer_engine.types.report import Importance, LearningCurve, Segmentation

SEGMENTS = 4
MOST_LEVELS = 6


def segments_of(
    y: Values,
    log_odds: Values,
    groups: NDArray[np.int64],
    preparation: Preparation,
    prepared: Prepared,
    importance: tuple[Importance, ...],
    plan: Plan,
    blueprint: Blueprint,
) -> tuple[Segmentation, ...]:
    """How the model does in parts of the rows: by the columns that weigh most and by those that say who somebody is."""
    plain = {column.name: column for column in preparation.inputs if column.kind != "date"}
    known = [(entry.column, entry.share) for entry in importance if entry.column in plain]
    labels = {entry.column: entry.label for entry in importance}
    roles = {column: role for role, columns in plan.roles.items() for column in columns}
    personal = {role.name for role in blueprint.roles if role.sensitive}
    sensitive = frozenset(column for column, role in roles.items() if role in personal)
    partings = []
    for column in columns_to_part_by(known, roles, sensitive):
        numeric = plain[column].numeric
        source = preparation.sources.index(column)
        group, names = value_groups(
            preparation, prepared, source, SEGMENTS if numeric else MOST_LEVELS, SEGMENTS if numeric else MOST_LEVELS
        )
        partings.append(Parting(column=column, label=labels[column], group=group, names=names))
    return judge_segments(y, log_odds, groups, partings, wider=_wider(y, log_odds, groups))


def curve_of(
    learned: tuple[str, list[PartFit]] | None,
    y: Values,
    groups: NDArray[np.int64],
    comparison: Comparison,
    blueprint: Blueprint,
) -> LearningCurve | None:
    """Whether more rows would help, from fits on parts of the rows."""
    if learned is None:
        return None
    knows = comparison.model["roc_auc"].low > 0.5 and comparison.gain_over_base_rate.low > 0
    name, fits = learned
    wider = _wider(y, fits[-1].log_odds, groups)
    return learning_curve(name, fits, y, groups, blueprint.wording, knows=knows, wider=wider)


def _wider(y: Values, log_odds: Values, groups: NDArray[np.int64]) -> float:
    return widened_by(*roc_auc_error(y, log_odds, groups))
