"""What can be set, which rows are meant, and who is like whom."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.small_runs import SmallRun
from tracer_engine.errors import InputError
from tracer_engine.explaining.what_if import (
    Likeness,
    TrainingRows,
    actionable,
    changed_cells,
    checked_changes,
    fitting,
    prepared_columns,
)
from tracer_engine.features.preparation import InputColumn, Preparation, Prepared, prepare

NAN = float("nan")
NUMBER = InputColumn(name="Months", kind="number", low=0, lower=8, usual=16, upper=24, high=72)
OTHER = InputColumn(name="Charge", kind="number", low=0, lower=20, usual=40, upper=60, high=1e9)
LEVEL = InputColumn(name="Contract", kind="category", levels=("month", "year"), labels=("Month", "Year"))
PREPARATION = Preparation(inputs=(NUMBER, OTHER, LEVEL))


def rows(*cells: tuple[float, float, int]) -> Prepared:
    return Prepared(
        numbers=np.array([cell[:2] for cell in cells]), codes=np.array([[cell[2]] for cell in cells], dtype=np.int32)
    )


def test_only_what_the_blueprint_calls_actionable_can_be_set(small_run: SmallRun) -> None:
    fields = {column.name for column in actionable(small_run.model)}

    assert {"Contract", "MonthlyCharge"} <= fields
    assert checked_changes(small_run.model, {"contract ": " one year "}) == {"Contract": "one year"}
    with pytest.raises(InputError, match="not something one can act on") as refused:
        checked_changes(small_run.model, {"TenureMonths": "30"})
    assert "Contract" in refused.value.remedy
    with pytest.raises(InputError, match="reads no column 'Contrat'"):
        checked_changes(small_run.model, {"Contrat": "One year"})


@pytest.mark.parametrize(("field", "value"), [("Contract", "For ever"), ("MonthlyCharge", "cheap")])
def test_values_the_model_cannot_know_are_refused(small_run: SmallRun, field: str, value: str) -> None:
    with pytest.raises(InputError, match=f"{value}") as refused:
        checked_changes(small_run.model, {field: value})
    assert refused.value.remedy


def test_a_number_is_set_or_moved_by_a_share_in_the_file_s_own_writing(small_run: SmallRun) -> None:
    frame = pl.DataFrame({"MonthlyCharge": ["80", "12,5", ""], "Contract": ["x", "y", ""]})

    set_ = changed_cells(small_run.model, frame, {"MonthlyCharge": "25.5"}, {"MonthlyCharge": ","})
    moved = changed_cells(small_run.model, frame, {"MonthlyCharge": "-10%"}, {"MonthlyCharge": ","})

    assert set_["MonthlyCharge"].to_list() == ["25,5"] * 3
    assert moved["MonthlyCharge"].to_list() == ["72,0", "11,25", ""]
    assert moved["Contract"].to_list() == ["x", "y", ""]


@pytest.mark.parametrize(("mark", "written"), [(".", "1234.5"), (",", "1234,5")])
def test_a_number_told_with_marks_is_set_as_it_was_understood(small_run: SmallRun, mark: str, written: str) -> None:
    frame = pl.DataFrame({"MonthlyCharge": ["20"]})
    for told in ("1,234.5", "1234,5", "1234.5"):
        set_ = changed_cells(small_run.model, frame, {"MonthlyCharge": told}, {"MonthlyCharge": mark})
        assert set_["MonthlyCharge"].to_list() == [written]


def test_rows_are_chosen_by_value_range_and_columns_the_model_does_not_read(small_run: SmallRun) -> None:
    frame = pl.DataFrame({name: [str(cell) for cell in cells] for name, cells in small_run.columns.items()})
    prepared = prepare(small_run.model.preparation, frame, {})
    months = np.array([float(cell or "nan") for cell in frame["TenureMonths"]])

    def found(**where: str) -> list[int]:
        return np.flatnonzero(fitting(small_run.model, frame, prepared, where)).tolist()

    assert found(TenureMonths="..12") == np.flatnonzero(months <= 12).tolist()
    assert found(TenureMonths="3..12") == np.flatnonzero((months >= 3) & (months <= 12)).tolist()
    assert found(tenuremonths="24") == np.flatnonzero(months == 24).tolist()
    contract = frame["Contract"].to_numpy()
    assert (
        found(Contract="TWO YEAR", TenureMonths="30..")
        == np.flatnonzero((contract == "Two year") & (months >= 30)).tolist()
    )
    assert found(CustomerID=str(frame["CustomerID"][7]).lower()) == [7]
    for where in ({"Contract": "weekly"}, {"TenureMonths": "many"}, {"Shoe size": "9"}):
        with pytest.raises(InputError):
            fitting(small_run.model, frame, prepared, where)


def test_rows_are_alike_by_the_same_level_and_near_numbers() -> None:
    likeness = Likeness(PREPARATION, ["Months", "Charge", "Contract"])
    one = likeness.keys(rows((12, 40, 0)))
    near = likeness.keys(rows((12, 40, 0), (14, 40, 0), (10, 44, 0), (11, 36, 0)))
    far = likeness.keys(rows((20, 40, 0), (12, 60, 0), (12, 40, 1), (12, 40, -1), (NAN, 40, 0), (12, 1e9, 0)))

    assert likeness.count(one, near).tolist() == [4]
    assert likeness.count(one, far).tolist() == [0]
    assert likeness.count(one, one[:0]).tolist() == [0]
    missing = likeness.keys(rows((NAN, 40, -1)))
    assert likeness.count(missing, np.concatenate([missing, far, near])).tolist() == [1]


def test_counting_by_keys_is_counting_one_by_one() -> None:
    rng = np.random.default_rng(3)
    cells = [(float(a), float(b), int(c)) for a, b, c in zip(
        rng.integers(0, 72, 300), rng.normal(40, 20, 300), rng.integers(-1, 3, 300), strict=True
    )]  # fmt: skip
    likeness = Likeness(PREPARATION, ["Contract", "Charge", "Months"])
    keys = likeness.keys(rows(*cells))

    def group(value: float, column: InputColumn) -> float:
        return float(np.floor((value - column.usual) / ((column.upper - column.lower) / 8)))

    def alike(a: tuple[float, float, int], b: tuple[float, float, int]) -> bool:
        near = abs(group(a[0], NUMBER) - group(b[0], NUMBER)) <= 1 and abs(group(a[1], OTHER) - group(b[1], OTHER)) <= 1
        return bool(near and a[2] == b[2])

    assert likeness.count(keys, keys).tolist() == [sum(alike(a, b) for b in cells) for a in cells]


def test_fewer_columns_are_compared_where_rows_are_few(small_run: SmallRun) -> None:
    frame = pl.DataFrame({name: [str(cell) for cell in cells] for name, cells in small_run.columns.items()})

    def trained(times: int) -> TrainingRows:
        many = pl.concat([frame] * times)
        return TrainingRows(small_run.model, lambda names: prepared_columns(small_run.model, many.select(names), {}))

    few, _ = trained(1).like(("Contract",))
    many, keys = trained(50).like(("Contract",))

    assert few.names[0] == many.names[0] == "Contract"
    assert len(few.names) < len(many.names) <= 4
    assert len(keys) == 50 * 500
