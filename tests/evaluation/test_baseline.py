"""The rival: the best rule that one line can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.small_runs import write_table
from tracer_engine.blueprints import blueprint
from tracer_engine.evaluation.baseline import Rule, best_rule
from tracer_engine.evaluation.metrics import Values, point_metrics
from tracer_engine.features.preparation import learn_preparation, prepare
from tracer_engine.ingest import read_table
from tracer_engine.types.plan import Plan

ROWS = 400
RANDOM = np.random.default_rng(7)
Y: Values = (RANDOM.random(ROWS) < 0.3).astype(np.float64)
FOLDS: NDArray[np.int8] = (np.arange(ROWS) % 5).astype(np.int8)


def rule_for(folder: Path, columns: Mapping[str, Sequence[object]], y: Values = Y) -> Rule:
    columns = columns | {"noise": [f"{v:.3f}" for v in np.random.default_rng(8).normal(size=ROWS)]}  # type: ignore[operator]
    table = read_table(write_table(folder / "table.csv", columns))
    plan = Plan(
        blueprint="general", outcome="outcome", target="t", positive="1", id=None, group=None,
        features=tuple(columns), engineered=(), excluded=(), roles={}, effort="quick", seed=1,
    )  # fmt: skip
    preparation = learn_preparation(table, plan, blueprint("general"))
    return best_rule(preparation, prepare(preparation, table.frame, {}), y, FOLDS)


@pytest.mark.parametrize(("sign", "words"), [(-1, "lowest"), (1, "highest")])
def test_a_number_that_rises_or_falls_is_said_as_such(tmp_path: Path, sign: int, words: str) -> None:
    tenure = np.abs(50 + sign * 15 * Y + RANDOM.normal(size=ROWS) * 9)

    rule = rule_for(tmp_path, {"tenure": [f"{v:.1f}" for v in tenure]})

    assert (rule.text, rule.column) == (f"tenure: the {words} first", "tenure")
    assert point_metrics(Y, rule.log_odds)["roc_auc"] > 0.8


def test_levels_are_named_riskiest_first_as_the_file_writes_them(tmp_path: Path) -> None:
    share = np.where(Y == 1, [0.7, 0.2, 0.1][0], 0.2)
    draw = RANDOM.random(ROWS)
    contract = np.where(draw < share, "Month-to-month", np.where(draw < share + 0.25, "One year", "Two year"))

    rule = rule_for(tmp_path, {"contract": contract.tolist()})

    assert rule.text == "contract: Month-to-month first, then One year"
    assert len(np.unique(np.round(rule.log_odds, 6))) <= 15


def test_two_levels_need_only_one_of_them_named(tmp_path: Path) -> None:
    rule = rule_for(tmp_path, {"active": ["no" if v else "yes" for v in Y]})

    assert rule.text == "active: no first"


def test_what_is_missing_can_be_the_rule(tmp_path: Path) -> None:
    email = [("" if v else ("a", "b")[i % 2]) for i, v in enumerate(Y)]

    assert rule_for(tmp_path, {"email": email}).text.startswith("email: missing first")


def test_a_number_of_few_values_has_each_for_a_group(tmp_path: Path) -> None:
    calls = np.where(RANDOM.random(ROWS) < 0.15, 1 - Y, Y)

    rule = rule_for(tmp_path, {"calls": [str(int(v) * 2) for v in calls]})

    assert rule.text == "calls: 2 first"


def test_a_rate_comes_from_the_other_folds_only(tmp_path: Path) -> None:
    """With outcomes of one fold turned round, the rule says the same of that fold as before."""
    contract = np.where(Y == 1, "a", np.where(np.arange(ROWS) % 2, "b", "c")).tolist()
    turned = np.where(FOLDS == 2, 1 - Y, Y)

    one, two = (rule_for(tmp_path, {"contract": contract}, y) for y in (Y, turned))

    assert one.column == two.column == "contract"
    np.testing.assert_array_equal(one.log_odds[FOLDS == 2], two.log_odds[FOLDS == 2])
    assert (one.log_odds[FOLDS != 2] != two.log_odds[FOLDS != 2]).any()


def test_a_rule_of_many_rare_levels_does_not_flatter_itself(tmp_path: Path) -> None:
    levels = [f"level {i % 90}" for i in range(ROWS)]

    rule = rule_for(tmp_path, {"code": levels})

    assert point_metrics(Y, rule.log_odds)["roc_auc"] < 0.62


def test_where_all_columns_are_the_same_for_all_there_is_no_rule() -> None:
    from tracer_engine.features.preparation import InputColumn, Preparation, Prepared

    preparation = Preparation(inputs=(InputColumn(name="a", kind="number"),))
    prepared = Prepared(numbers=np.full((ROWS, 1), np.nan), codes=np.zeros((ROWS, 0), dtype=np.int32))

    rule = best_rule(preparation, prepared, Y, FOLDS)

    assert rule.column == ""
    assert rule.text
    assert len(np.unique(rule.log_odds)) == 1
    assert 1 / (1 + np.exp(-rule.log_odds[0])) == pytest.approx(Y.mean())
