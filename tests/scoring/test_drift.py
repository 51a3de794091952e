"""What is different about a file's columns."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tests.small_runs import SmallRun
from tracer_engine.features.preparation import InputColumn, Preparation, prepare
from tracer_engine.scoring.drift import Drift, carried, group_labels
from tracer_engine.scoring.matching import date_formats, written_as


def drift_of(run: SmallRun, **columns: pl.Series) -> Drift:
    frame = run.table.frame.with_columns(**columns)
    drift = Drift()
    drift.add(run.model, prepare(run.model.preparation, frame, written_as(run.model.preparation, frame)), frame)
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


def test_values_spread_otherwise_than_in_training_are_told(small_run: SmallRun) -> None:
    drift = drift_of(small_run, TenureMonths=pl.Series([str(60 + i % 10) for i in range(500)]))

    assert list(drift.moved(small_run.model)) == ["TenureMonths"]
    (cause,) = drift.causes(small_run.model)
    assert cause.startswith("TenureMonths has moved: 100 % of the rows have 60 to 69, when the model was trained it")
    assert drift.rows == 500


def test_a_shift_that_is_told_already_is_not_told_twice(small_run: SmallRun) -> None:
    drift = drift_of(small_run, PaymentMethod=pl.Series(["Barter"] * 500))

    assert list(drift.moved(small_run.model)) == ["PaymentMethod"]
    assert len(drift.causes(small_run.model)) == 1
    assert drift.unusual == 500


def test_groups_have_names_people_can_read() -> None:
    whole = {"low": 0.0, "lower": 1.0, "usual": 2.0, "upper": 20.0, "high": 40.0}
    number = InputColumn(name="a", kind="number", edges=(1.0, 2.0, 10.0), shares=(0.25,) * 4, **whole)  # type: ignore[arg-type]
    assert group_labels(number) == ("0", "1", "2 to 9", "10 or more")
    assert group_labels(replace(number, usual=2.1)) == ("less than 1", "1 to 2", "2 to 10", "10 or more")
    assert group_labels(replace(number, edges=())) == ("any number",)
    category = InputColumn(name="b", kind="category", levels=("x", "y"), labels=("X", "Y"), shares=(0.5, 0.3, 0.2))
    assert group_labels(category) == ("X", "Y", "another value")


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


def test_values_the_model_has_not_met_are_named_the_most_frequent_first(small_run: SmallRun) -> None:
    cells = [*["Crypto"] * 3, *[" Barter "] * 4, *[f"odd {row}" for row in range(6)]]
    column = next(one.name for one in small_run.model.preparation.category_inputs if one.kind == "category")
    met = small_run.table.frame[column].to_list()
    drift = drift_of(small_run, **{column: pl.Series([*cells, *met[len(cells) :]])})

    assert drift.unmet[column] == len(cells)
    assert drift.most_frequent(column) == ("Barter", "Crypto", "odd 0", "odd 1", "odd 2")
    assert drift.most_frequent("Nothing") == ()
