"""Which column of a file is which of the model's."""

from __future__ import annotations

import polars as pl
import pytest

from tests.small_runs import SmallRun
from tracer_engine.errors import InputError
from tracer_engine.features.preparation import InputColumn, Preparation
from tracer_engine.scoring.matching import decimal_marks, match_columns, unread_share


def names_of(run: SmallRun) -> list[str]:
    return [column.name for column in run.model.preparation.inputs]


def test_the_same_names_in_any_order_match_themselves(small_run: SmallRun) -> None:
    wanted = names_of(small_run)

    matching = match_columns(small_run.model, ["more", *reversed(wanted)], "f.csv")

    assert dict(matching.columns) == {name: name for name in wanted}
    assert matching.missing == ()


@pytest.mark.parametrize(
    "renamed",
    ["monthlycharge", "MONTHLYCHARGE", "Monthly Charge", "monthly_charge", "Monthly-Charge", " MonthlyCharge."],
)
def test_case_spaces_and_marks_do_not_matter(small_run: SmallRun, renamed: str) -> None:
    wanted = names_of(small_run)
    there = [renamed if name == "MonthlyCharge" else name for name in wanted]

    assert match_columns(small_run.model, there, "f.csv").columns["MonthlyCharge"] == renamed


def test_the_exact_name_goes_before_a_similar_one(small_run: SmallRun) -> None:
    there = ["AGE", "age", "Age", *names_of(small_run)[2:]]

    assert match_columns(small_run.model, there, "f.csv").columns["Age"] == "Age"


def test_two_that_are_alike_are_taken_for_neither(small_run: SmallRun) -> None:
    there = [name for name in names_of(small_run) if name != "Age"] + ["AGE", "age"]

    matching = match_columns(small_run.model, there, "f.csv")

    assert matching.missing == ("Age",)


def test_no_column_of_a_file_is_used_twice(small_run: SmallRun) -> None:
    matching = match_columns(small_run.model, [name.upper() for name in names_of(small_run)], "f.csv")

    assert len(set(matching.columns.values())) == len(matching.columns) == len(names_of(small_run))


def test_a_file_about_something_else_is_refused_with_what_it_has(small_run: SmallRun) -> None:
    with pytest.raises(InputError, match=r"bikes\.csv has none of the") as raised:
        match_columns(small_run.model, ["bicycle", "saddle"], "bikes.csv")

    assert "bicycle, saddle" in raised.value.remedy


def test_a_block_is_renamed_and_left_without_the_rest(small_run: SmallRun) -> None:
    matching = match_columns(small_run.model, ["more", "AGE"], "f.csv")

    frame = matching.frame(pl.DataFrame({"more": ["x"], "AGE": ["40"]}))

    assert frame.to_dict(as_series=False) == {"Age": ["40"]}


def marks_of(cells: list[str], low: float = 0.0, high: float = 100.0) -> str:
    preparation = Preparation(inputs=(InputColumn(name="a", kind="number", low=low, high=high),))
    return decimal_marks(preparation, pl.DataFrame({"a": cells}))["a"]


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.5", "2"], "."),
        (["1,5", "2,75"], ","),
        (["1.234,5", "2"], ","),
        (["1,234.5", "2"], "."),
        (["1", "2"], "."),
        (["", ""], "."),
        (["1,5", "x", ""], ","),
        (["12,5", "1.108,20", "1.234"], ","),
        (["12.5", "1,108.20", "1,234"], "."),
    ],
)
def test_the_decimal_mark_is_the_one_the_cells_show(cells: list[str], mark: str) -> None:
    assert marks_of(cells) == mark


def test_cells_that_fit_both_marks_go_by_the_range_of_the_training() -> None:
    assert marks_of(["1,234", "2,345"], low=0.0, high=10.0) == ","
    assert marks_of(["1,234", "2,345"], low=500.0, high=5000.0) == "."


def test_a_told_column_goes_before_all_that_is_found_out(small_run: SmallRun) -> None:
    names = [column.name for column in small_run.model.preparation.inputs]
    others = [name.upper() if name == "Contract" else name for name in names if name != "Age"] + ["Alter", "Notes"]

    found = match_columns(small_run.model, others, "later.csv")
    assert found.missing == ("Age",)
    assert (found.how["Contract"], found.how["Gender"]) == ("spelling", "same name")
    told = match_columns(small_run.model, others, "later.csv", {"age": "alter", "Gender": "Notes"})
    assert told.missing == ()
    assert (told.columns["Age"], told.how["Age"]) == ("Alter", "told")
    assert (told.columns["Gender"], told.how["Gender"]) == ("Notes", "told")
    for wrong, words in (({"Age": "Years"}, "later.csv has no column 'Years'"), ({"Aged": "Alter"}, "reads no column")):
        with pytest.raises(InputError, match=words):
            match_columns(small_run.model, others, "later.csv", wrong)


def test_columns_that_are_not_there_have_no_mark() -> None:
    preparation = Preparation(
        inputs=(
            InputColumn(name="a", kind="number"),
            InputColumn(name="b", kind="category"),
            InputColumn(name="c", kind="date"),
        )
    )

    assert decimal_marks(preparation, pl.DataFrame({"b": ["1,5"], "c": ["1,5"]})) == {}
    assert unread_share(preparation, pl.DataFrame({"b": ["x"]}), {}) == {}


def test_cells_that_are_no_numbers_are_counted_among_those_that_are_there() -> None:
    preparation = Preparation(
        inputs=(InputColumn(name="a", kind="number", tokens=("?",)), InputColumn(name="b", kind="number"))
    )
    frame = pl.DataFrame({"a": ["1", "x", "?", "", "4"], "b": ["1", "2", "3", "", "5"]})

    assert unread_share(preparation, frame, {}) == {"a": pytest.approx(1 / 3)}
