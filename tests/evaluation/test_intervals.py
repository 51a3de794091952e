from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from tracer_engine.evaluation.intervals import Comparison, compare, draws_for, wilson
from tracer_engine.evaluation.metrics import NAMES, Values, point_metrics, sigmoid


def invented(seed: int, rows: int = 400, strength: float = 1.0) -> tuple[Values, Values, Values]:
    """Targets drawn from a true probability, that probability's log-odds, and a weaker rival's."""
    random = np.random.default_rng(seed)
    truth = random.normal(size=rows) * strength - 1
    y = (random.random(rows) < sigmoid(truth)).astype(np.float64)
    return y, truth, truth * 0.3 + random.normal(size=rows)


def compared(seed: int, **changes: float) -> Comparison:
    y, model, rival = invented(seed, **changes)  # type: ignore[arg-type]
    return compare(y, model, rival, np.arange(len(y)), seed=1)


@pytest.mark.parametrize("seed", range(4))
def test_every_interval_holds_its_value_and_has_some_width(seed: int) -> None:
    comparison = compared(seed)

    for name in NAMES:
        for interval in (comparison.model[name], comparison.rival[name], comparison.difference[name]):
            assert interval.low <= interval.value <= interval.high
            assert interval.high > interval.low
    assert comparison.gain_over_base_rate.low < comparison.gain_over_base_rate.value


def test_values_are_the_plain_metrics_and_differences_are_model_minus_rival() -> None:
    y, model, rival = invented(1)
    comparison = compare(y, model, rival, np.arange(len(y)), seed=1)

    for name in NAMES:
        assert comparison.model[name].value == point_metrics(y, model)[name]
        assert comparison.rival[name].value == point_metrics(y, rival)[name]
        difference = point_metrics(y, model)[name] - point_metrics(y, rival)[name]
        assert comparison.difference[name].value == pytest.approx(difference)
    rate = y.mean()
    base = -(rate * np.log(rate) + (1 - rate) * np.log(1 - rate))
    assert comparison.gain_over_base_rate.value == pytest.approx(base - point_metrics(y, model)["log_loss"])


def test_intervals_stay_where_a_metric_can_be() -> None:
    y = np.array([1.0] * 12 + [0.0] * 40)
    comparison = compare(y, np.where(y, 9.0, -9.0), np.zeros(len(y)), np.arange(len(y)), seed=1)

    assert comparison.model["roc_auc"].high <= 1.0
    assert comparison.model["brier"].low >= 0.0
    assert comparison.model["calibration_error"].low >= 0.0
    assert comparison.model["top_decile_lift"].high <= 10.0


def test_the_same_seed_gives_the_same_intervals() -> None:
    assert compared(3) == compared(3)


def test_paired_draws_make_a_difference_surer_than_its_parts() -> None:
    y, model, _ = invented(2)
    near = model + 0.1 * np.random.default_rng(1).normal(size=len(y))
    comparison = compare(y, model, near, np.arange(len(y)), seed=1)

    def width(name: str) -> float:
        interval = getattr(comparison, name)["roc_auc"]
        return float(interval.high - interval.low)

    assert width("difference") < 0.5 * width("model")


def test_copies_of_a_row_add_no_certainty() -> None:
    y, model, rival = invented(4, rows=200)
    once = compare(y, model, rival, np.arange(200), seed=1).model["roc_auc"]
    y, model, rival = (np.repeat(values, 4) for values in (y, model, rival))
    together = compare(y, model, rival, np.repeat(np.arange(200), 4), seed=1).model["roc_auc"]
    apart = compare(y, model, rival, np.arange(800), seed=1).model["roc_auc"]

    assert together.high - together.low == pytest.approx(once.high - once.low, rel=0.25)
    assert apart.high - apart.low < 0.7 * (together.high - together.low)


def test_about_95_of_100_intervals_cover_the_truth() -> None:
    y, model, _ = invented(0, rows=200_000)
    truth = point_metrics(y, model)
    hits = dict.fromkeys(("roc_auc", "log_loss", "brier"), 0)
    for seed in range(1, 41):
        y, model, _ = invented(seed, rows=250)
        comparison = compare(y, model, model, np.arange(250), seed=seed)
        for name in hits:
            hits[name] += comparison.model[name].low <= truth[name] <= comparison.model[name].high

    assert all(34 <= count <= 40 for count in hits.values()), hits


def test_a_draw_without_one_of_the_classes_is_left_out() -> None:
    y = np.array([1.0, 0.0, 0.0, 0.0])
    comparison = compare(y, np.array([2.0, 1.0, 0.0, -1.0]), np.zeros(4), np.arange(4), seed=1)

    assert np.isfinite([comparison.model["roc_auc"].low, comparison.model["roc_auc"].high]).all()


def test_large_tables_get_fewer_draws() -> None:
    assert draws_for(500) == draws_for(10_000) == 600
    assert 120 < draws_for(20_000) < 600
    assert draws_for(10_000_000) == 120
    assert draws_for(0) == 600


@pytest.mark.parametrize(("hits", "rows"), [(0, 10), (3, 10), (10, 10), (250, 1000)])
def test_the_interval_of_a_share_is_wilson_s(hits: int, rows: int) -> None:
    theirs = binomtest(hits, rows).proportion_ci(0.95, method="wilson")

    assert wilson(hits, rows) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_the_share_of_no_rows_can_be_anything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
