"""What is different about a file's columns."""

from __future__ import annotations

import polars as pl
import pytest

from tests.small_runs import SmallRun
from tracer_engine.features.preparation import InputColumn, Preparation, prepare
from tracer_engine.scoring.drift import Drift, carried
from tracer_engine.scoring.matching import date_formats, written_as


def drift_of(run: SmallRun, **columns: pl.Series) -> Drift:
    frame = run.table.frame.with_columns(**columns)
    drift = Drift()
    drift.add(run.model, prepare(run.model.preparation, frame, written_as(run.model.preparation, frame)))
    return drift


def test_the_training_s_own_rows_show_no_drift(small_run: SmallRun) -> None:
    drift = drift_of(small_run)

    assert drift.rows == 500
    assert drift.more_blanks(small_run.model, ()) == {}
    assert drift.causes(small_run.model) == []


def test_a_column_gone_blank_is_told_by_how_much_more_it_is(small_run: SmallRun) -> None:
    drift = drift_of(small_run, TenureMonths=pl.Series([""] * 300 + ["5"] * 200))

    assert drift.more_blanks(small_run.model, ()) == {"TenureMonths": pytest.approx(0.6)}
    assert drift.more_blanks(small_run.model, ("TenureMonths",)) == {}


def test_numbers_beyond_the_training_s_are_told_with_its_range(small_run: SmallRun) -> None:
    (cause,) = drift_of(small_run, TenureMonths=pl.Series(["9999"] * 200 + ["5"] * 300)).causes(small_run.model)

    assert cause.startswith("200 of 500 rows have a number in TenureMonths beyond all that the model has met")


def test_a_column_carries_what_is_worked_out_from_it(small_run: SmallRun) -> None:
    alone = small_run.model.card.importance["TenureMonths"]

    assert carried(small_run.model, ["TenureMonths"]) > alone > 0
    assert carried(small_run.model, []) == 0


DATES = Preparation(inputs=(InputColumn(name="d", kind="date", date_format="%Y-%m-%d"),))


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["2024-01-31", "2023-12-05", ""], {}),
        (["31.01.2024", "05.12.2023", ""], {"d": "%d.%m.%Y"}),
        (["01/31/2024", "12/05/2023", ""], {"d": "%m/%d/%Y"}),
        (["soon", "later"], {}),
        (["", ""], {}),
    ],
)
def test_dates_written_in_another_way_are_read_in_theirs(cells: list[str], formats: dict[str, str]) -> None:
    frame = pl.DataFrame({"d": cells})

    assert date_formats(DATES, frame) == formats
    if formats:
        numbers = prepare(DATES, frame, written_as(DATES, frame)).numbers[:, 0].tolist()
        assert numbers[:2] == [19753.0, 19696.0]
