"""The verbs, end to end on small tables: the same numbers everywhere, every time, or a clear refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import tracer_engine
from tests.small_runs import SmallRun, customers, hurried, read_scored, train_small, write_table
from tracer_engine.errors import InputError, StorageError
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.progress import Cancelled, Progress, Step
from tracer_engine.scoring.model import Model
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.scores import Scored
from tracer_engine.workflow import (
    RUN_FILES,
    delete_run,
    draft_plan,
    explain_table,
    export_run,
    inspect_model,
    list_runs,
    load_model,
    model_path,
    profile_table,
    read_table,
    score_file,
    show_run,
    train_run,
)
from tracer_engine.workspace import open_workspace


class Steps:
    """A `Progress` that remembers, and cancels at the step of the number given."""

    def __init__(self, cancel_at: int | None = None, *, go_on: bool = True) -> None:
        self.seen: list[Step] = []
        self.cancel_at, self.go_on = cancel_at, go_on

    def __call__(self, step: Step, /) -> bool:
        self.seen.append(step)
        if self.cancel_at is not None and len(self.seen) > self.cancel_at:
            raise Cancelled
        return self.go_on

    def assert_forward(self) -> None:
        fractions = [step.fraction for step in self.seen]
        assert fractions == sorted(fractions)
        assert fractions[0] >= 0.0
        assert fractions[-1] == pytest.approx(1.0)


Score = Callable[..., tuple[Scored, list[dict[str, str]]]]


@pytest.fixture
def score(small_run: SmallRun, tmp_path: Path) -> Score:
    """Scores columns with the small run's model and reads what was written."""

    def run(
        columns: dict[str, list[str]], *, delimiter: str = ",", **options: object
    ) -> tuple[Scored, list[dict[str, str]]]:
        file = write_table(tmp_path / "later.csv", columns, delimiter)
        scored = score_file(small_run.model, file, tmp_path / "out.csv", **options)  # type: ignore[arg-type]
        return scored, read_scored(tmp_path / "out.csv")

    return run


def probabilities(rows: list[dict[str, str]]) -> list[float]:
    return [float(row["churn_probability"]) for row in rows]


def unscored(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: cells for name, cells in columns.items() if name != "Churn"}


# ---------------------------------------------------------------- the same numbers


def test_reasons_add_up_to_the_score_for_a_thousand_rows(small_run: SmallRun, tmp_path: Path) -> None:
    table = read_table(write_table(tmp_path / "later.csv", customers(1000, seed=4, month=1)))

    log_odds, constant, parts = explain_table(small_run.model, table)

    assert parts.shape == (1000, len(small_run.model.preparation.sources))
    assert np.abs(constant + parts.sum(axis=1) - log_odds).max() < 1e-6
    assert np.ptp(log_odds) > 1


def test_the_numbers_of_a_scored_file_are_those_of_the_explained_table(
    small_run: SmallRun, tmp_path: Path, score: Score
) -> None:
    columns = customers(300, seed=4, month=2)
    scored, rows = score(columns)
    log_odds, _, _ = explain_table(small_run.model, read_table(tmp_path / "later.csv"))

    assert scored.rows == len(rows) == 300
    assert probabilities(rows) == sigmoid(log_odds).tolist()
    assert [int(row["churn_rank"]) for row in rows] == (np.argsort(np.argsort(-log_odds, kind="stable")) + 1).tolist()
    threshold = small_run.model.card.threshold
    assert scored.threshold == threshold
    assert [row["churn_predicted"] for row in rows] == ["yes" if p >= threshold else "no" for p in probabilities(rows)]


def test_scoring_twice_gives_the_same_bytes(small_run: SmallRun, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        score_file(small_run.run.paths["model"], small_run.file, tmp_path / name)

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_run_id_a_path_and_a_loaded_model_score_alike(small_run: SmallRun, tmp_path: Path) -> None:
    models: tuple[str | Path | Model, ...] = (small_run.run.id, small_run.run.paths["model"], small_run.model)
    for number, model in enumerate(models):
        score_file(model, small_run.file, tmp_path / f"{number}.csv", workspace=small_run.workspace)

    assert len({(tmp_path / f"{number}.csv").read_bytes() for number in range(3)}) == 1


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


# ---------------------------------------------------------------- training


def test_a_run_keeps_all_its_files_and_they_agree(small_run: SmallRun) -> None:
    run = small_run.run

    assert {key: path.name for key, path in run.paths.items()} == RUN_FILES
    assert {path.name for path in run.path.iterdir()} == {*RUN_FILES.values(), "run.json"}
    stored = json.loads(run.paths["report_json"].read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(run.report.to_dict()))
    html = run.paths["report_html"].read_text(encoding="utf-8")
    assert run.report.verdict.headline in html
    rows = read_scored(run.paths["scores"])
    assert [row["CustomerID"] for row in rows] == list(small_run.columns["CustomerID"])
    assert list(rows[0])[: len(small_run.columns)] == list(small_run.columns)


def test_the_run_is_listed_shown_and_deleted(hurried_run: SmallRun, tmp_path: Path) -> None:
    run = train_small(tmp_path, customers(200), progress=hurried)
    (entry,) = list_runs(workspace=run.workspace)

    assert (entry.id, entry.target, entry.rows, entry.blueprint) == (run.run.id, "Churn", 200, "churn")
    assert entry.roc_auc == run.run.report.metrics["roc_auc"].value
    shown = show_run(run.run.id, workspace=run.workspace)
    assert shown["entry"] == entry
    assert shown["report"]["target"] == "Churn"
    run.run.paths["report_json"].write_text("{")
    with pytest.raises(StorageError, match="cannot be read"):
        show_run(run.run.id, workspace=run.workspace)
    assert delete_run(run.run.id, workspace=run.workspace) == run.run.id
    assert list_runs(workspace=run.workspace) == ()


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


# ---------------------------------------------------------------- scoring other files


def test_the_target_need_not_be_there_and_has_no_say(score: Score) -> None:
    columns = customers(200, seed=4)
    _, with_target = score(columns)
    _, turned = score(columns | {"Churn": ["?"] * 200})
    _, without = score(unscored(columns))

    assert probabilities(with_target) == probabilities(turned) == probabilities(without)


def test_columns_may_be_in_another_order_spelt_otherwise_and_more(score: Score) -> None:
    columns = unscored(customers(200, seed=4))
    _, rows = score(columns)
    other = {"Notes": ["called, twice"] * 200} | dict(reversed(columns.items()))
    spelt = {name.upper().replace("CHARGE", " charge"): cells for name, cells in other.items()}
    scored, again = score(spelt)

    assert probabilities(again) == probabilities(rows)
    assert list(again[0])[: len(spelt)] == list(spelt)
    assert scored.verdict_level == "go"


def test_a_missing_column_is_scored_as_blank_with_a_word(score: Score) -> None:
    columns = unscored(customers(200, seed=4))
    _, blank = score(columns | {"Contract": [""] * 200})
    scored, rows = score({name: cells for name, cells in columns.items() if name != "Contract"})

    assert probabilities(rows) == probabilities(blank)
    assert scored.verdict_level in ("caution", "stop")
    assert "Contract is not in this file" in scored.verdict_causes[0]


def test_a_file_about_another_business_is_refused_and_nothing_written(score: Score, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"later\.csv has none of the") as raised:
        score({"Bicycle": ["a", "b"], "Price": ["1", "2"]})

    assert raised.value.remedy
    assert sorted(path.name for path in tmp_path.iterdir()) == ["later.csv"]


def test_decimal_commas_in_the_later_file_only_change_nothing(score: Score) -> None:
    columns = unscored(customers(200, seed=4))
    _, rows = score(columns)
    commas = {
        name: [cell.replace(".", ",") for cell in cells]
        if name in ("MonthlyCharge", "TotalCharges", "DataUsageGB")
        else cells
        for name, cells in columns.items()
    }
    scored, again = score(commas, delimiter=";")

    assert probabilities(again) == probabilities(rows)
    assert again[0]["MonthlyCharge"] == commas["MonthlyCharge"][0]
    assert scored.verdict_level == "go"


def test_a_told_decimal_mark_settles_what_fits_both(score: Score) -> None:
    """The cell 1,200 is 1.2 or 1200: the training's range may speak for one, but the user's word goes before."""
    columns = unscored(customers(60, seed=4))
    either = columns | {"DataUsageGB": ["1,200"] * 60}
    _, by_point = score(either, delimiter=";", options=ReadingOptions(decimal="."))
    _, by_comma = score(either, delimiter=";", options=ReadingOptions(decimal=","))
    _, as_1200 = score(columns | {"DataUsageGB": ["1200"] * 60})
    _, as_1_2 = score(columns | {"DataUsageGB": ["1.2"] * 60})

    assert probabilities(by_point) == probabilities(as_1200)
    assert probabilities(by_comma) == probabilities(as_1_2)
    assert probabilities(by_point) != probabilities(by_comma)


def test_whole_numbers_and_flags_in_another_spelling_change_nothing(score: Score) -> None:
    columns = unscored(customers(200, seed=4))
    _, rows = score(columns)
    spelt = {
        "TenureMonths": [cell + ".0" for cell in columns["TenureMonths"]],
        "PaperlessBilling": [{"Yes": "true", "No": "FALSE"}[cell] for cell in columns["PaperlessBilling"]],
        "TechSupport": [{"Yes": "1", "No": "0", "": ""}[cell] for cell in columns["TechSupport"]],
        "Contract": [f" {cell.upper()} " for cell in columns["Contract"]],
    }
    _, again = score(columns | spelt)

    assert probabilities(again) == probabilities(rows)
    assert again[0]["TenureMonths"] == spelt["TenureMonths"][0]


def test_one_row_is_scored_like_many(score: Score) -> None:
    columns = unscored(customers(200, seed=4))
    _, rows = score(columns)
    scored, alone = score({name: cells[:1] for name, cells in columns.items()})

    assert scored.rows == 1
    assert probabilities(alone) == probabilities(rows)[:1]
    assert alone[0]["churn_rank"] == "1"
    assert alone[0]["churn_reason_1"] == rows[0]["churn_reason_1"]


def test_a_later_month_with_a_level_never_met_is_scored(score: Score) -> None:
    columns = unscored(customers(300, seed=4)) | {"PaymentMethod": ["Barter"] * 300}
    scored, rows = score(columns)

    assert all(0 < p < 1 for p in probabilities(rows))
    assert scored.verdict_level == "caution"
    assert "300 of 300 rows have a value in PaymentMethod" in " ".join(scored.verdict_causes)


def test_cells_keep_their_text_and_rows_their_number(score: Score) -> None:
    columns = unscored(customers(50, seed=4))
    odd = ['a "b"', "two\nlines", "x,y;z", " padded ", "=1+1", "-5", "007", "é", "1.50", ""]
    columns["Notes"] = (odd * 5)[:50]
    scored, rows = score(columns)
    _, raw = score(columns, raw=True)

    assert scored.rows == len(rows) == 50
    assert scored.rows_set_aside == 0
    assert [row["Notes"] for row in rows] == ["'=1+1" if cell == "=1+1" else cell for cell in columns["Notes"]]
    assert [row["Notes"] for row in raw] == columns["Notes"]


def test_header_text_stands_as_in_the_file(small_run: SmallRun, tmp_path: Path) -> None:
    columns = {
        (" MonthlyCharge " if name == "MonthlyCharge" else name): cells
        for name, cells in unscored(customers(20)).items()
    }
    file = write_table(tmp_path / "later.csv", columns)

    score_file(small_run.model, file, tmp_path / "out.csv")

    header = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.startswith(",".join(columns) + ",churn_probability")


def test_no_reasons_are_written_when_none_are_wanted(score: Score) -> None:
    columns = unscored(customers(60, seed=4))
    _, rows = score(columns)
    _, none = score(columns, reasons=0)
    _, five = score(columns, reasons=5)

    assert all(row["churn_reason_1"] for row in rows)
    assert {row[f"churn_reason_{n}"] for row in none for n in (1, 2, 3)} == {""}
    assert probabilities(none) == probabilities(rows) == probabilities(five)
    assert any(row["churn_reason_5"] for row in five)
    assert [row["churn_reason_3"] for row in five] == [row["churn_reason_3"] for row in rows]


def test_scores_of_an_earlier_time_are_replaced_with_a_word(score: Score, tmp_path: Path) -> None:
    columns = unscored(customers(30, seed=4))
    _, rows = score(columns)
    scored, again = score(columns | {"churn_rank": ["7"] * 30, "churn_probability": ["0.5"] * 30})

    assert again == rows
    assert len(scored.notes) == 2
    assert "churn_rank" in scored.notes[0]


def test_rows_that_cannot_be_read_are_kept_beside_the_scores(small_run: SmallRun, tmp_path: Path) -> None:
    file = write_table(tmp_path / "later.csv", unscored(customers(100, seed=4)))
    lines = file.read_bytes().split(b"\r\n")
    lines[40] = b"only three,cells,here"
    file.write_bytes(b"\r\n".join(lines))

    scored = score_file(small_run.model, file, tmp_path / "out.csv")

    rows = read_scored(tmp_path / "out.csv")
    assert scored.rows == len(rows) == 99
    assert scored.rows_set_aside == 1
    assert scored.paths["set_aside"] == tmp_path / "out.set-aside.csv"
    assert '41,"only three,cells,here"' in scored.paths["set_aside"].read_text(encoding="utf-8-sig")

    # Once the file is mended and scored again, nothing of it is left to mislead.
    write_table(file, unscored(customers(100, seed=4)))
    again = score_file(small_run.model, file, tmp_path / "out.csv")
    assert "set_aside" not in again.paths
    assert not (tmp_path / "out.set-aside.csv").exists()


def test_a_header_without_rows_gives_a_header_without_rows(small_run: SmallRun, tmp_path: Path) -> None:
    file = write_table(tmp_path / "later.csv", {name: [] for name in unscored(customers(1))})

    scored = score_file(small_run.model, file, tmp_path / "out.csv")

    assert scored.rows == 0
    assert read_scored(tmp_path / "out.csv") == []
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").startswith("CustomerID,Gender")


# ---------------------------------------------------------------- where results may go


def test_the_file_itself_is_never_the_result(small_run: SmallRun, tmp_path: Path) -> None:
    file = write_table(tmp_path / "later.csv", unscored(customers(20)))
    before = file.read_bytes()
    (tmp_path / "sub").mkdir()

    with pytest.raises(InputError, match="to be scored"):
        score_file(small_run.model, file, tmp_path / "sub" / ".." / "later.csv")

    assert file.read_bytes() == before


@pytest.mark.parametrize("at", [0, 1])
def test_a_cancelled_scoring_leaves_the_old_result_whole(small_run: SmallRun, tmp_path: Path, at: int) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old")

    with pytest.raises(Cancelled):
        score_file(small_run.model, small_run.file, out, progress=Steps(cancel_at=at))

    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_folder_as_target_is_refused(small_run: SmallRun, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()

    with pytest.raises(StorageError, match=r"out\.csv"):
        score_file(small_run.model, small_run.file, tmp_path / "out.csv")

    assert list((tmp_path / "out.csv").iterdir()) == []


def test_a_file_that_grows_while_it_is_scored_is_refused(small_run: SmallRun, tmp_path: Path) -> None:
    file = write_table(tmp_path / "later.csv", unscored(customers(50, seed=4)))
    last = file.read_bytes().split(b"\r\n")[-2]
    grown: list[bool] = []

    def grow(_step: Step, /) -> bool:
        if not grown:
            file.write_bytes(file.read_bytes() + last + b"\r\n")
            grown.append(True)
        return True

    with pytest.raises(InputError, match="changed while it was"):
        score_file(small_run.model, file, tmp_path / "out.csv", progress=grow)

    assert not (tmp_path / "out.csv").exists()


# ---------------------------------------------------------------- models and runs by name


def test_a_name_that_is_neither_file_nor_run_is_told(small_run: SmallRun) -> None:
    with pytest.raises(InputError, match="neither a file nor a run") as raised:
        model_path("20990101-000000-nobody-0000", workspace=small_run.workspace)
    assert "tracer runs" in raised.value.remedy

    assert model_path(small_run.run.id, workspace=small_run.workspace) == small_run.run.paths["model"]
    assert model_path("some/where.bin") == Path("some/where.bin")
    with pytest.raises(InputError, match="There is no file"):
        load_model("nowhere.tracer")


def test_exporting_a_run_copies_all_of_it(small_run: SmallRun, tmp_path: Path) -> None:
    copies = export_run(small_run.run, tmp_path / "a" / "b")

    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} == set(RUN_FILES.values())
    for key, path in copies.items():
        assert path.read_bytes() == small_run.run.paths[key].read_bytes()


def test_exporting_to_a_file_or_over_a_folder_is_refused(small_run: SmallRun, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError, match="file"):
        export_run(small_run.run, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"

    (tmp_path / "out" / "report.html").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"report\.html"):
        export_run(small_run.run, tmp_path / "out")


def test_exporting_a_run_whose_files_are_gone_is_told(hurried_run: SmallRun, tmp_path: Path) -> None:
    gone = replace(hurried_run.run, paths={key: tmp_path / "gone" / name for key, name in RUN_FILES.items()})

    with pytest.raises(StorageError, match="Could not read"):
        export_run(gone, tmp_path / "out")


def test_the_engine_hands_on_every_name_it_promises() -> None:
    for name in tracer_engine.__all__:
        assert getattr(tracer_engine, name) is not None
    assert tracer_engine.score_file is score_file
    assert set(dir(tracer_engine)) == set(tracer_engine.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tracer_engine.nothing  # noqa: B018


def test_steps_are_a_progress() -> None:
    progress: Progress = Steps()
    assert progress(Step(stage="read", fraction=0.0)) is True
