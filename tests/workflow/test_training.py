"""From a table to a kept run: the same numbers every time, and nothing left of what was cancelled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import (
    SmallRun,
    Steps,
    customers,
    hurried,
    probabilities,
    read_scored,
    train_small,
    write_table,
)
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.progress import Cancelled, Step
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.workflow import (
    RUN_FILES,
    draft_plan,
    explain_table,
    inspect_model,
    list_runs,
    load_model,
    profile_table,
    read_table,
    score_file,
    train_run,
)
from tracer_engine.workspace import open_workspace


def test_training_twice_gives_the_same_scores_whatever_the_threads(small_run: SmallRun, tmp_path: Path) -> None:
    twin = train_small(tmp_path, customers(500), threads=1)

    assert twin.run.paths["scores"].read_bytes() == small_run.run.paths["scores"].read_bytes()
    assert (
        explain_table(twin.model, twin.table)[0].tobytes()
        == explain_table(small_run.model, small_run.table)[0].tobytes()
    )
    changing = {"created", "seconds", "learners"}
    assert {k: v for k, v in twin.run.report.to_dict().items() if k not in changing} == {
        k: v for k, v in small_run.run.report.to_dict().items() if k not in changing
    }


def test_another_seed_gives_another_training(hurried_run: SmallRun, tmp_path: Path) -> None:
    other = train_small(tmp_path, customers(400), options=PlanOptions(seed=2), progress=hurried)

    assert other.run.paths["scores"].read_bytes() != hurried_run.run.paths["scores"].read_bytes()


def test_the_training_s_own_scores_were_made_without_each_row(small_run: SmallRun) -> None:
    """Out of fold, the training customers are scored worse than by the model that has seen them."""
    y = np.array([cell == "Yes" for cell in small_run.columns["Churn"]])
    out_of_fold = np.array(probabilities(read_scored(small_run.run.paths["scores"])))
    seen = sigmoid(explain_table(small_run.model, small_run.table)[0])

    def loss(p: np.ndarray) -> float:
        return float(-np.mean(np.where(y, np.log(p), np.log(1 - p))))

    assert loss(seen) < loss(out_of_fold)
    assert loss(out_of_fold) == pytest.approx(small_run.run.report.metrics["log_loss"].value)


def test_a_run_keeps_all_its_files_and_they_agree(small_run: SmallRun) -> None:
    run = small_run.run

    assert {key: path.name for key, path in run.paths.items()} == RUN_FILES
    # Other tests may have scored with this run, which is remembered in a folder beside its files.
    assert {path.name for path in run.path.iterdir() if path.is_file()} == {*RUN_FILES.values(), "run.json"}
    stored = json.loads(run.paths["report_json"].read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(run.report.to_dict()))
    html = run.paths["report_html"].read_text(encoding="utf-8")
    assert run.report.verdict.headline in html
    rows = read_scored(run.paths["scores"])
    assert [row["CustomerID"] for row in rows] == list(small_run.columns["CustomerID"])
    assert list(rows[0])[: len(small_run.columns)] == list(small_run.columns)


def test_finishing_early_after_the_first_learner_gives_a_whole_run(hurried_run: SmallRun, tmp_path: Path) -> None:
    report = hurried_run.run.report

    assert report.finished_early
    assert report.verdict.worth_using
    assert report.metrics["roc_auc"].low > 0.5
    assert {path.name for path in hurried_run.run.path.iterdir()} == {*RUN_FILES.values(), "run.json"}
    scored = score_file(hurried_run.run.paths["model"], hurried_run.file, tmp_path / "out.csv")
    assert scored.rows == 400


@pytest.mark.parametrize("at", [0, 1, 3, 6])
def test_a_cancel_leaves_nothing_behind(hurried_run: SmallRun, tmp_path: Path, at: int) -> None:
    workspace = open_workspace(tmp_path / "home")

    with pytest.raises(Cancelled):
        train_run(hurried_run.table, hurried_run.plan, workspace=workspace, progress=Steps(cancel_at=at))

    assert list(workspace.runs_folder.iterdir()) == []


@pytest.mark.parametrize(
    "when",
    [
        lambda step: step.learner is not None,
        lambda step: step.stage == "evaluate",
        lambda step: "reasons" in step.text,
        lambda step: step.stage == "write",
        lambda step: step.fraction == 1.0,
    ],
    ids=["a learner is done", "evaluating", "reasons", "writing", "the very end"],
)
def test_a_cancel_at_whatever_stage_leaves_nothing_behind(
    hurried_run: SmallRun, tmp_path: Path, when: Callable[[Step], bool]
) -> None:
    def cancel(step: Step, /) -> bool:
        if when(step):
            raise Cancelled
        return False

    workspace = open_workspace(tmp_path / "home")

    with pytest.raises(Cancelled):
        train_run(hurried_run.table, hurried_run.plan, workspace=workspace, progress=cancel)

    assert list(workspace.runs_folder.iterdir()) == []


def test_every_verb_tells_its_steps_forwards(small_run: SmallRun, tmp_path: Path) -> None:
    reading, profiling, training, scoring = Steps(), Steps(), Steps(go_on=False), Steps()
    table = read_table(small_run.file, progress=reading)
    profile = profile_table(table, progress=profiling)
    train_run(table, draft_plan(table, profile), workspace=open_workspace(tmp_path / "home"), progress=training)
    score_file(small_run.model, small_run.file, tmp_path / "out.csv", progress=scoring)

    for steps in (reading, profiling, training, scoring):
        steps.assert_forward()


def test_an_error_in_the_middle_leaves_no_run(tmp_path: Path) -> None:
    table = read_table(write_table(tmp_path / "customers.csv", customers(200)))
    plan = replace(draft_plan(table, profile_table(table)), positive="Never")
    workspace = open_workspace(tmp_path / "home")

    with pytest.raises(InputError, match="Never"):
        train_run(table, plan, workspace=workspace)

    assert list(workspace.runs_folder.iterdir()) == []


def test_without_a_workspace_the_user_s_own_is_used(tmp_path: Path, own_workspace: Path) -> None:
    table = read_table(write_table(tmp_path / "customers.csv", customers(200)))
    run = train_run(table, draft_plan(table, profile_table(table)), progress=hurried)

    assert run.path.parent == own_workspace / "runs"
    assert load_model(run.id).card.target == "Churn"
    assert inspect_model(run.id)["card"]["target"] == "Churn"
    assert [entry.id for entry in list_runs()] == [run.id]


def test_rows_with_a_blank_target_are_in_the_scores(tmp_path: Path) -> None:
    columns = customers(250)
    columns["Churn"] = [cell if i >= 50 else "" for i, cell in enumerate(columns["Churn"])]
    run = train_small(tmp_path, columns, progress=hurried)

    rows = read_scored(run.run.paths["scores"])
    assert run.run.report.rows == 200
    assert len(rows) == 250
    assert all(0 < p < 1 for p in probabilities(rows))
    assert sorted(int(row["churn_rank"]) for row in rows) == list(range(1, 251))
    # They were not trained on, so what the model itself says of them is as honest as any.
    model = sigmoid(explain_table(run.model, run.table)[0])
    assert probabilities(rows)[:50] == model[:50].tolist()
    assert probabilities(rows)[50:] != model[50:].tolist()


def test_what_was_told_of_columns_goes_into_the_model_and_holds_when_it_scores(tmp_path: Path) -> None:
    columns = customers(300)
    columns["Branch"] = [str(1 + n % 4) for n in range(300)]
    columns["Partner no"] = [str(n % 50) for n in range(300)]
    file = write_table(tmp_path / "told.csv", columns)
    told = ReadingOptions(kinds={"Branch": "category", "Partner no": "id"})
    workspace = open_workspace(tmp_path / "workspace")
    table = read_table(file, options=told)
    plan = draft_plan(table, profile_table(table))
    assert {entry.column: entry.reason for entry in plan.excluded}["Partner no"].startswith("It says which")
    run = train_run(table, plan, workspace=workspace, progress=hurried)

    model = load_model(run.paths["model"])
    branch = next(one for one in model.preparation.inputs if one.name == "Branch")
    assert (branch.kind, sorted(branch.levels)) == ("category", ["1", "2", "3", "4"])
    # The file is read without a word here; the model knows.
    score_file(model, file, tmp_path / "scored.csv", reasons=0)
    scored = probabilities(read_scored(tmp_path / "scored.csv"))
    assert scored == pytest.approx(sigmoid(explain_table(model, table)[0]), abs=1e-6)
