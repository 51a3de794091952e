from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, read_scored, write_table
from tracer_engine.errors import InputError
from tracer_engine.workflow import score_file, score_rows


@pytest.mark.parametrize("reasons", [0, 1, 3, 5])
def test_rows_get_the_very_scores_of_a_file(small_run: SmallRun, tmp_path: Path, reasons: int) -> None:
    columns = customers(50, seed=9)
    file = write_table(tmp_path / "new.csv", columns)
    scored_file = score_file(small_run.model, file, tmp_path / "out.csv", reasons=reasons)
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    scored = score_rows(small_run.model, rows, reasons=reasons)

    assert (scored.outcome, scored.threshold) == ("churn", scored_file.threshold)
    assert (scored.verdict_level, scored.verdict_causes) == (scored_file.verdict_level, scored_file.verdict_causes)
    for score, row in zip(scored.scores, read_scored(tmp_path / "out.csv"), strict=True):
        assert score.probability == float(row["churn_probability"])
        assert (score.predicted, score.risk) == (row["churn_predicted"], row["churn_risk"])
        told = [row[f"churn_reason_{n}"] for n in range(1, reasons + 1)]
        assert list(score.reasons) == [text for text in told if text]


def test_values_of_json_are_read_as_cells(small_run: SmallRun) -> None:
    texts = {"TenureMonths": "2", "MonthlyCharge": "89.5", "Age": "", "PaperlessBilling": "true"}
    values = {"TenureMonths": 2, "MonthlyCharge": 89.5, "Age": None, "PaperlessBilling": True}

    assert score_rows(small_run.model, [texts]).scores == score_rows(small_run.model, [values]).scores


def test_rows_need_not_have_the_same_columns(small_run: SmallRun) -> None:
    whole = {name: cells[0] for name, cells in customers(1, seed=4).items()}
    alone = score_rows(small_run.model, [whole]).scores[0]

    assert score_rows(small_run.model, [{"Age": 40}, whole, {}]).scores[1] == alone


def test_rows_about_something_else_are_refused(small_run: SmallRun) -> None:
    nothing: list[dict[str, object]] = [{}]
    for rows in ([{"Shoe size": 9}], nothing):
        with pytest.raises(InputError, match="none of the"):
            score_rows(small_run.model, rows)
