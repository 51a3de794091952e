"""Scoring files: the same numbers everywhere, or a clear refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun, Steps, customers, probabilities, read_scored, unscored, write_table
from tracer_engine.errors import InputError, StorageError
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.progress import Cancelled, Step
from tracer_engine.scoring.model import Model
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.scores import Scored
from tracer_engine.workflow import explain_table, read_table, score_file

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


# ---------------------------------------------------------------- other files


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


def test_a_file_about_another_business_is_a_stop(score: Score) -> None:
    scored, rows = score({"Bicycle": ["a", "b"], "Price": ["1", "2"]})

    assert scored.verdict_level == "stop"
    assert "it is about something else" in scored.verdict_causes[0]
    assert len(set(probabilities(rows))) == 1


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
    charges = ("MonthlyCharge", "TotalCharges")
    commas = either | {name: [cell.replace(".", ",") for cell in columns[name]] for name in charges}
    _, by_point = score(either, delimiter=";", options=ReadingOptions(decimal="."))
    _, by_comma = score(commas, delimiter=";", options=ReadingOptions(decimal=","))
    _, as_1200 = score(columns | {"DataUsageGB": ["1200"] * 60})
    _, as_1_2 = score(columns | {"DataUsageGB": ["1.2"] * 60})

    assert probabilities(by_point) == probabilities(as_1200)
    assert probabilities(by_comma) == probabilities(as_1_2)
    assert probabilities(by_point) != probabilities(by_comma)


def test_where_a_mark_was_told_cells_with_the_other_one_are_missing_and_that_is_said(score: Score) -> None:
    columns = unscored(customers(60, seed=4))
    scored, by_comma = score(columns, delimiter=";", options=ReadingOptions(decimal=","))
    pointed = {
        name: ["" if "." in cell else cell for cell in columns[name]]
        for name in ("MonthlyCharge", "TotalCharges", "DataUsageGB")
    }
    _, without = score(columns | pointed)

    assert probabilities(by_comma) == probabilities(without)
    assert any("MonthlyCharge" in cause for cause in scored.verdict_causes)


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
