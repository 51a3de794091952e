"""What the ranking loses when columns are not in a file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.features.preparation import prepare
from tracer_engine.scoring.drift import carried
from tracer_engine.scoring.losses import lost_without, measure_losses
from tracer_engine.scoring.model import Model
from tracer_engine.types.model import Losses


def knowing(run: SmallRun, losses: Losses | None) -> Model:
    return replace(run.model, card=replace(run.model.card, losses=losses))


def test_a_training_measures_what_every_weighty_column_is_worth(small_run: SmallRun) -> None:
    losses = small_run.model.card.losses
    assert losses is not None
    for column in small_run.model.preparation.inputs:
        if carried(small_run.model, [column.name]) > 0.05:
            assert column.name in losses.alone
    assert all(0 <= share <= 1 for share in losses.alone.values())
    assert max(losses.alone.values()) > 0.05
    dearest = sorted(losses.alone, key=lambda name: -losses.alone[name])[:2]
    (pair,) = [share for one, other, share in losses.together if {one, other} == set(dearest)]
    assert pair >= max(losses.alone[name] for name in dearest) - 0.02


def test_a_model_that_ranks_nothing_has_nothing_to_lose(small_run: SmallRun) -> None:
    prepared = prepare(small_run.model.preparation, small_run.table.frame, {})
    left = (small_run.table.frame["Churn"].to_numpy() == small_run.model.card.positive).astype(np.float64)
    upside_down = replace(small_run.model, slope=-small_run.model.slope)

    assert 0 < left.sum() < 500
    assert measure_losses(upside_down, prepared, left, 1) is None


def test_pairs_that_stand_in_for_each_other_cost_more_than_both_alone(small_run: SmallRun) -> None:
    losses = Losses(alone={"Age": 0.05, "Contract": 0.1, "Region": 0.02}, together=(("Contract", "Age", 0.3),))
    model = knowing(small_run, losses)

    assert lost_without(model, ()) == 0
    assert lost_without(model, ["Age"]) == 0.05
    assert lost_without(model, ["Age", "Contract"]) == pytest.approx(0.3)
    assert lost_without(model, ["Age", "Contract", "Region"]) == pytest.approx(0.32)
    assert lost_without(model, ["Gender"]) == 0


def test_without_any_column_all_is_lost_and_an_early_model_tells_the_share_of_reasons(small_run: SmallRun) -> None:
    everything = [column.name for column in small_run.model.preparation.inputs]

    assert lost_without(small_run.model, everything) == 1
    assert lost_without(knowing(small_run, None), ["Contract"]) == carried(small_run.model, ["Contract"])
