"""A file that was scored with a model, looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, read_scored, unscored, write_table
from tracer_engine.browsing.bench import Bench
from tracer_engine.errors import StorageError
from tracer_engine.types.browsing import CustomerQuery
from tracer_engine.workflow import score_file


def test_the_rows_of_a_scored_file_can_be_asked_for(small_run: SmallRun, tmp_path: Path) -> None:
    file, out = write_table(tmp_path / "later.csv", unscored(customers(60, seed=4))), tmp_path / "scored.csv"
    model = small_run.run.paths["model"]
    score_file(model, file, out, marks=True)
    rows = sorted(read_scored(out), key=lambda row: int(row["churn_rank"]))
    bench = Bench()

    page = bench.scored(str(model), out, CustomerQuery(count=10))

    assert page.total == 60
    assert [row.id for row in page.rows] == [row["CustomerID"] for row in rows[:10]]
    assert page.rows[0].reasons[0] == rows[0]["churn_reason_1"]
    assert page.rows[0].outcome is None
    one = bench.scored(str(model), out, CustomerQuery(text=rows[5]["CustomerID"]))
    assert (one.total, one.rows[0].rank) == (1, 6)
    score_file(model, write_table(file, unscored(customers(20, seed=5))), out)
    assert bench.scored(str(model), out, CustomerQuery()).total == 20


def test_what_is_no_scored_list_is_told(small_run: SmallRun) -> None:
    with pytest.raises(StorageError, match="no scores in it"):
        Bench().scored(str(small_run.run.paths["model"]), small_run.file, CustomerQuery())
