"""A part of the rows as they are and as they would be."""

from __future__ import annotations

import math

import polars as pl
import pytest

from tests.small_runs import SmallRun
from tracer_engine.explaining.segments_otherwise import SegmentOtherwise
from tracer_engine.explaining.what_if import TrainingRows, prepared_columns
from tracer_engine.types.what_if import SegmentWhatIf
from tracer_engine.workflow import score_rows


def otherwise(run: SmallRun, changes: dict[str, str], where: dict[str, str], trained: int | None) -> SegmentWhatIf:
    frame = pl.DataFrame({name: [str(cell) for cell in cells] for name, cells in run.columns.items()})
    training = None
    if trained is not None:
        some = frame.head(trained)
        training = TrainingRows(run.model, lambda names: prepared_columns(run.model, some.select(names), {}))
    segment = SegmentOtherwise(run.model, changes, where, training)
    for start in range(0, frame.height, 200):
        segment.add(frame[start : start + 200], {}, None, frame[start : start + 200])
    return segment.result()


def test_numbers_are_those_of_scoring(small_run: SmallRun) -> None:
    found = otherwise(small_run, {"Contract": "One year"}, {"Contract": "Month-to-month"}, 500)
    rows = [dict(zip(small_run.columns, cells, strict=True)) for cells in zip(*small_run.columns.values(), strict=True)]
    rows = [row for row in rows if row["Contract"] == "Month-to-month"]
    now = [one.probability for one in score_rows(small_run.model, rows).scores]
    then = [one.probability for one in score_rows(small_run.model, [r | {"Contract": "One year"} for r in rows]).scores]

    assert found.rows == found.changed == len(rows)
    assert found.expected_before.value == pytest.approx(math.fsum(now))
    assert found.expected_after.value == pytest.approx(math.fsum(then))
    assert found.fewer.value == pytest.approx(math.fsum(now) - math.fsum(then))
    assert found.before.low < found.before.value < found.before.high
    assert found.after.value * found.rows == pytest.approx(found.expected_after.value)


def test_the_interval_is_wider_the_fewer_rows_of_the_training_are_alike(small_run: SmallRun) -> None:
    change, where = {"Contract": "Two year"}, {"TenureMonths": "..6"}
    chance, many, few, none = (otherwise(small_run, change, where, rows) for rows in (None, 500, 60, 0))

    widths = [one.after.high - one.after.low for one in (chance, many, few, none)]
    assert widths == sorted(widths)
    assert (none.after.low, none.after.high) == (0, 1)
    assert (chance.stands_on, chance.unsupported) == (None, None)
    assert (none.stands_on, none.unsupported) == (0, none.changed)
    assert many.unsupported == 0
    beyond = otherwise(small_run, {"MonthlyCharge": "900"}, where, 500)
    assert beyond.unsupported == beyond.changed == beyond.rows
    assert f"For {beyond.rows} of the {beyond.rows} that change, fewer than 10 customers" in beyond.text


def test_what_changes_nothing_says_so(small_run: SmallRun) -> None:
    found = otherwise(small_run, {"Contract": "two year"}, {"Contract": "Two year"}, 500)

    assert found.changed == 0
    assert (found.fewer.value, found.fewer.low, found.fewer.high) == (0, 0, 0)
    assert "have that value already" in found.text


def test_one_row_is_told_how_many_are_like_it_and_no_interval(small_run: SmallRun) -> None:
    short = next(
        i
        for i, cell in enumerate(small_run.columns["TenureMonths"])
        if cell == "1" and small_run.columns["Contract"][i] == "Month-to-month"
    )
    name = str(small_run.columns["CustomerID"][short])
    found = otherwise(small_run, {"Contract": "Two year"}, {"CustomerID": name}, 500)

    assert found.rows == 1
    assert found.text.startswith("This customer: ")
    assert f"{found.stands_on} customers" in found.text or "None of the customers" in found.text
    assert "promise" in found.caution
