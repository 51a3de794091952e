"""A training as a whole: what is trained on, how it is judged, and what the report says of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun, customers, hurried, train_small, write_table
from tracer_engine.blueprints import blueprint
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import point_metrics, sigmoid
from tracer_engine.ingest import read_table
from tracer_engine.progress import Step
from tracer_engine.samples import sample_customers
from tracer_engine.training import train_model
from tracer_engine.training.train import target_values
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.profile import Quality
from tracer_engine.workflow import draft_plan, profile_table

QUALITY = Quality(score=100, parts={})


def noise(rows: int, seed: int = 3) -> dict[str, list[str]]:
    """Customers whose outcome is a coin's."""
    columns = customers(rows)
    columns["Churn"] = [("Yes", "No")[int(v)] for v in np.random.default_rng(seed).integers(0, 2, rows)]
    return columns


def test_a_random_target_is_called_not_worth_using(tmp_path: Path) -> None:
    report = train_small(tmp_path, noise(300)).run.report
    auc = report.metrics["roc_auc"]

    assert abs(auc.value - 0.5) < 0.1
    assert auc.low < 0.5 < auc.high
    assert report.verdict.worth_using is False
    assert report.metrics["calibration_error"].value < 0.1


def test_a_random_target_is_not_worth_using_either_with_every_row_four_times(tmp_path: Path) -> None:
    columns = {name: cells * 4 for name, cells in noise(250).items()}
    columns["CustomerID"] = [f"C{i}" for i in range(1000)]

    report = train_small(tmp_path, columns).run.report
    auc = report.metrics["roc_auc"]

    assert abs(auc.value - 0.5) < 0.12
    assert auc.low < 0.5 < auc.high
    assert report.verdict.worth_using is False
    assert any(note.startswith("750 rows repeat another") for note in report.notes)


def test_a_whole_training_is_near_the_best_there_can_be(small_run: SmallRun) -> None:
    """The samples' true probabilities are known: no ranking can do better on average than theirs."""
    columns, truth = sample_customers(1, 500)
    y = np.array([cell == "Yes" for cell in columns["Churn"]], dtype=np.float64)
    best = point_metrics(y, np.log(truth / (1 - truth)))
    report = small_run.run.report

    assert report.metrics["roc_auc"].value > best["roc_auc"] - 0.06
    assert report.metrics["roc_auc"].low < best["roc_auc"]
    assert report.metrics["log_loss"].high > best["log_loss"]
    assert report.verdict.worth_using is True


def test_the_figures_are_those_of_the_out_of_fold_scores(small_run: SmallRun, tmp_path: Path) -> None:
    trained = train_model(small_run.table, small_run.plan, blueprint("churn"), quality=QUALITY, progress=hurried)
    rows, y = target_values(small_run.table, small_run.plan)

    metrics = point_metrics(y, trained.log_odds[rows])

    assert {name: one.value for name, one in trained.report.metrics.items()} == pytest.approx(dict(metrics))
    assert trained.report.positives == y.sum()
    assert trained.report.base_rate == pytest.approx(y.mean())
    assert sigmoid(trained.log_odds).mean() == pytest.approx(y.mean(), abs=0.02)


def test_the_report_tells_what_the_training_was(small_run: SmallRun) -> None:
    report, plan = small_run.run.report, small_run.plan

    assert (report.blueprint, report.outcome, report.target, report.positive) == ("churn", "churn", "Churn", "Yes")
    assert (report.id, report.seed, report.effort, report.rows) == ("CustomerID", 1, "quick", 500)
    assert report.finished_early is False
    assert sum(one.weight for one in report.learners) == pytest.approx(1.0)
    assert [one.weight for one in report.learners] == sorted((one.weight for one in report.learners), reverse=True)
    assert sum(one.share for one in report.importance) == pytest.approx(1.0)
    assert [one.share for one in report.importance] == sorted((one.share for one in report.importance), reverse=True)
    assert {one.column for one in report.importance} == {*plan.features, *(one["name"] for one in report.engineered)}
    assert [effect.column for effect in report.effects] == [
        one.column for one in report.importance[: len(report.effects)]
    ]
    for effect in report.effects:
        assert sum(point.rows for point in effect.points) == 500
    assert report.baseline.column in plan.features
    assert report.gain_over_rule.value == pytest.approx(
        report.metrics["roc_auc"].value - report.baseline.metrics["roc_auc"].value
    )
    assert 0 < report.threshold < 1


def test_what_truly_drives_it_is_found(small_run: SmallRun) -> None:
    """Contract and tenure drive the samples, gender does not."""
    shares = {one.column: one.share for one in small_run.run.report.importance}

    assert shares["Contract"] > 3 * shares["Gender"]
    contract = next(effect for effect in small_run.run.report.effects if effect.column == "Contract")
    push = {point.value: point.push for point in contract.points}
    assert push["Month-to-month"] > push["One year"] > push["Two year"]


def test_rows_with_a_blank_target_are_not_trained_on_but_are_scored(tmp_path: Path) -> None:
    columns = customers(300)
    blanked = columns | {"Churn": [c if i % 5 else ("", "  ", "?")[i // 5 % 3] for i, c in enumerate(columns["Churn"])]}
    table = read_table(write_table(tmp_path / "table.csv", blanked))
    plan = draft_plan(table, profile_table(table))
    trained = train_model(table, plan, blueprint("churn"), quality=QUALITY, progress=hurried)

    rows, y = target_values(table, plan)

    assert len(rows) == 240
    assert not (rows % 5 == 0).any()
    assert y.sum() == sum(cell == "Yes" for i, cell in enumerate(columns["Churn"]) if i % 5)
    assert trained.report.rows == 240
    assert any("60 rows have no target" in note for note in trained.report.notes)
    assert trained.log_odds.shape == (300,)
    assert np.isfinite(trained.log_odds).all()
    # A target hidden behind a blank has no say: whatever it was, all scores are the same.
    hidden = [{"": "?", "  ": "", "?": "  "}.get(cell, cell) for cell in blanked["Churn"]]
    again = read_table(write_table(tmp_path / "again.csv", blanked | {"Churn": hidden}))
    other = train_model(again, plan, blueprint("churn"), quality=QUALITY, progress=hurried)
    np.testing.assert_array_equal(trained.log_odds, other.log_odds)


def test_every_value_but_the_positive_one_is_negative(tmp_path: Path) -> None:
    columns = customers(200)
    spelt = {"Yes": ("Left", "left ", "LEFT"), "No": ("Stayed", "Joined", "Stayed")}
    columns["Churn"] = [spelt[cell][i % 3] for i, cell in enumerate(columns["Churn"])]
    table = read_table(write_table(tmp_path / "table.csv", columns))
    plan = draft_plan(table, profile_table(table), options=PlanOptions(target="Churn", positive="Left"))

    rows, y = target_values(table, plan)

    assert len(rows) == 200
    assert y.tolist() == [cell.strip().lower() == "left" for cell in columns["Churn"]]


@pytest.mark.parametrize("positive", ["Never", "Yes"])
def test_too_little_of_either_outcome_is_refused_with_counts(tmp_path: Path, positive: str) -> None:
    columns = customers(60) | {"Churn": ["Yes"] + ["No"] * 59}
    table = read_table(write_table(tmp_path / "table.csv", columns))
    plan = draft_plan(
        read_table(write_table(tmp_path / "other.csv", customers(60))),
        profile_table(read_table(tmp_path / "other.csv")),
    )

    with pytest.raises(InputError, match=r"Column 'Churn' of table\.csv has") as raised:
        target_values(table, replace(plan, positive=positive))

    assert raised.value.remedy


def test_a_told_group_keeps_household_members_in_one_fold(tmp_path: Path) -> None:
    """Households share their outcome and a column that names the household: parted, it would give the outcome away."""
    random = np.random.default_rng(2)
    homes = np.repeat(np.arange(60), 5)
    outcome = random.permutation(np.arange(60) % 2)[homes]
    columns: dict[str, list[str]] = {
        "Household": [f"H{home}" for home in homes],
        "Area": [f"area {home}" for home in homes],
        "Tenure": [str(v) for v in random.integers(1, 70, 300)],
        "Plan": [("a", "b", "c")[v] for v in random.integers(0, 3, 300)],
        "Churn": [("No", "Yes")[v] for v in outcome],
    }
    alone = PlanOptions(target="Churn", positive="Yes", exclude=("Household",), keep=("Area",))
    apart = train_small(tmp_path / "apart", columns, options=alone, progress=hurried, group=None)
    grouped = replace(alone, exclude=(), group="Household")
    together = train_small(tmp_path / "together", columns, options=grouped, progress=hurried)

    assert apart.run.report.metrics["roc_auc"].value > 0.8
    assert together.run.report.metrics["roc_auc"].value < 0.65
    assert together.run.report.verdict.worth_using is False


def test_a_training_that_is_finished_early_is_whole_and_says_so(hurried_run: SmallRun) -> None:
    report = hurried_run.run.report

    assert report.finished_early
    assert [one.name for one in report.learners] == ["spline-logistic"]
    assert any("stopped before its end" in note for note in report.notes)
    assert report.metrics["roc_auc"].low > 0.5
    assert len(report.curves.gains) == 101
    assert report.importance


def test_a_training_tells_no_step_twice_and_none_backwards(tmp_path: Path) -> None:
    steps: list[Step] = []

    def note(step: Step, /) -> bool:
        steps.append(step)
        return False

    train_small(tmp_path, customers(200), progress=note)

    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[0] >= 0
    assert fractions[-1] == 1.0
    assert {step.stage for step in steps} >= {"train", "evaluate", "write"}
    assert all(step.text for step in steps)
