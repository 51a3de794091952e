"""Two passes over any number of rows; and whether the scores of a file can be relied on."""

from __future__ import annotations

import threading

import numpy as np
import polars as pl
import pytest

from tests.small_runs import SmallRun, customers
from tracer_engine.explaining.reasons import Sentences
from tracer_engine.features.preparation import prepare
from tracer_engine.scoring.passes import SLICE, FirstPass, first_pass, reasons_for
from tracer_engine.scoring.verdict import verdict_on
from tracer_engine.workflow import explain_table


def passed(run: SmallRun, *blocks: pl.DataFrame) -> tuple[FirstPass, list[int]]:
    names = tuple(blocks[0].columns) if blocks else tuple(run.table.frame.columns)
    done: list[int] = []
    return first_pass(run.model, blocks, names, "f.csv", told=done.append), done


def test_blocks_score_like_the_whole(small_run: SmallRun) -> None:
    frame = small_run.table.frame
    whole, _ = passed(small_run, frame)
    parts, done = passed(small_run, frame[:100], frame[100:101], frame[101:])

    assert done == [100, 101, 500]
    assert parts.log_odds.tobytes() == whole.log_odds.tobytes()
    assert whole.log_odds.tobytes() == explain_table(small_run.model, small_run.table)[0].tobytes()


def test_no_blocks_give_no_scores(small_run: SmallRun) -> None:
    result, done = passed(small_run)

    assert (len(result.log_odds), done) == (0, [])
    assert verdict_on(small_run.model, result)[0] == "caution"


def test_levels_the_model_has_not_met_and_unread_cells_are_counted(small_run: SmallRun) -> None:
    frame = small_run.table.frame.with_columns(
        Contract=pl.Series(["Weekly"] * 200 + ["One year"] * 300),
        MonthlyCharge=pl.Series(["dear"] * 100 + ["50"] * 400),
    )
    result, _ = passed(small_run, frame[:250], frame[250:])

    assert result.drift.unmet["Contract"] == 200
    assert result.unread["MonthlyCharge"] > 0.1
    level, causes = verdict_on(small_run.model, result)
    assert level == "caution"
    assert any("200 of 500 rows have a value in Contract" in cause for cause in causes)
    assert any("MonthlyCharge are no numbers" in cause for cause in causes)


@pytest.mark.parametrize("threads", [1, 3])
def test_reasons_come_slice_by_slice_in_the_order_of_the_rows(hurried_run: SmallRun, threads: int) -> None:
    rows = 2 * SLICE + 100
    frame = pl.DataFrame(customers(rows, seed=5))
    prepared = prepare(hurried_run.model.preparation, frame, {})
    result, _ = passed(hurried_run, frame)

    def reasons(begin: int, end: int, threads: int | None) -> list[list[list[str]]]:
        part = prepared.take(np.arange(begin, end))
        sentences = Sentences(hurried_run.model)
        return list(reasons_for(hurried_run.model, part, result.log_odds[begin:end], 3, sentences, threads))

    slices = reasons(0, rows, threads)

    assert [len(part) for part in slices] == [SLICE, SLICE, 100]
    assert slices[2] == reasons(2 * SLICE, rows, None)[0]
    assert reasons(0, 0, threads) == []


def test_reasons_that_are_not_wanted_any_longer_leave_no_threads(hurried_run: SmallRun) -> None:
    prepared = prepare(hurried_run.model.preparation, pl.DataFrame(customers(2 * SLICE, seed=5)), {})
    slices = reasons_for(hurried_run.model, prepared, np.zeros(2 * SLICE), 3, Sentences(hurried_run.model), 2)
    next(slices)
    slices.close()  # type: ignore[attr-defined]

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reasons")]
