"""From text cells to numbers and codes: learned once, the same for every later file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.small_runs import write_table
from tracer_engine.blueprints import blueprint
from tracer_engine.errors import InputError
from tracer_engine.features.preparation import (
    MOST_LEVELS,
    InputColumn,
    Preparation,
    Prepared,
    learn_preparation,
    level_keys,
    prepare,
)
from tracer_engine.ingest import read_table
from tracer_engine.types.plan import Plan
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Table

NAN = float("nan")
PLAN = Plan(
    blueprint="churn",
    outcome="churn",
    target="Churn",
    positive="Yes",
    id=None,
    group=None,
    features=(),
    engineered=(),
    excluded=(),
    roles={},
    effort="quick",
    seed=1,
)


def learned(folder: Path, columns: Mapping[str, Sequence[object]], plan: Plan = PLAN) -> tuple[Preparation, Table]:
    """The preparation of all columns, learned from a file that holds them."""
    table = read_table(write_table(folder / "table.csv", columns))
    plan = replace(plan, features=tuple(plan.features or table.frame.columns))
    return learn_preparation(table, plan, blueprint("churn")), table


def prepared_cells(preparation: Preparation, decimals: Mapping[str, str] | None = None, **cells: list[str]) -> Prepared:
    return prepare(preparation, pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String)), decimals or {})


def test_levels_are_known_whatever_their_case_padding_and_form_of_whole_numbers(tmp_path: Path) -> None:
    columns = {"contract": ["Monthly"] * 5 + ["Two year"] * 4 + ["12"] * 3}
    preparation, _ = learned(tmp_path, columns)

    codes = prepared_cells(
        preparation, contract=["Monthly", " monthly ", "MONTHLY", "two YEAR", "12", "12.0", " 12.00 ", "+12", "12.5"]
    ).codes[:, 0]

    assert preparation.category_inputs[0].levels == ("monthly", "two year", "12")
    assert codes.tolist() == [0, 0, 0, 1, 2, 2, 2, 3, 3]


def test_a_level_goes_by_its_most_frequent_spelling(tmp_path: Path) -> None:
    preparation, _ = learned(tmp_path, {"contract": ["MONTHLY"] * 2 + ["Monthly"] * 5 + ["Yearly"] * 20})

    (column,) = preparation.category_inputs
    assert (column.levels, column.labels) == (("yearly", "monthly"), ("Yearly", "Monthly"))


def test_an_unseen_level_is_unknown_and_a_blank_one_is_missing(tmp_path: Path) -> None:
    preparation, _ = learned(tmp_path, {"contract": ["Monthly"] * 5 + ["Two year"] * 5 + ["?"]})

    codes = prepared_cells(preparation, contract=["Weekly", "", "   ", "?", "Monthly"]).codes[:, 0]

    assert codes.tolist() == [2, -1, -1, -1, 0]


def test_what_is_never_a_value_is_missing_in_a_later_file_unless_it_was_a_level(tmp_path: Path) -> None:
    plain, _ = learned(tmp_path, {"contract": ["Monthly"] * 5 + ["Two year"] * 5})
    assert prepared_cells(plain, contract=["?", "NULL", "#N/A", "None"]).codes[:, 0].tolist() == [-1, -1, -1, 2]

    told = replace(plain.inputs[0], levels=("monthly", "?", "two year"))
    kept = replace(plain, inputs=(told,))
    assert prepared_cells(kept, contract=["?", "NULL", "Monthly"]).codes[:, 0].tolist() == [1, -1, 0]


def test_rare_levels_are_pooled_and_there_is_a_most(tmp_path: Path) -> None:
    cells = [f"level {i}" for i in range(MOST_LEVELS + 20) for _ in range(4)] + ["once", "twice", "twice"]
    preparation, table = learned(
        tmp_path, {"plan": cells, "other": ["x", "y", "z"] * (len(cells) // 3) + ["x", "y"][: len(cells) % 3]}
    )

    column = next(column for column in preparation.inputs if column.name == "plan")
    codes = prepare(preparation, table.frame, {}).codes[:, 0]

    assert len(column.levels) == MOST_LEVELS
    assert not {"once", "twice"} & set(column.levels)
    assert codes[-3:].tolist() == [MOST_LEVELS] * 3
    assert np.count_nonzero(codes == MOST_LEVELS) == 4 * 20 + 3


@pytest.mark.parametrize(
    ("learned_from", "cells", "expected"),
    [
        (["Yes", "No"], ["Yes", "no", "TRUE", "1", "0", "f", " y "], [1, 0, 1, 1, 0, 0, 1]),
        (["No", "Yes"], ["1.0", "ja", "oui", "off"], [1, 1, 1, 0]),
        (["1", "0"], ["true", "false", "Yes", "No", "1", "0.0"], [1, 0, 1, 0, 1, 0]),
        (["True", "False"], ["1", "0", "T", "N", "true", "FALSE"], [1, 0, 1, 0, 1, 0]),
        (["t", "f"], ["perhaps", "", "2", "t"], [2, -1, 2, 1]),
    ],
)  # fmt: skip
def test_a_flag_is_read_in_every_spelling(
    tmp_path: Path, learned_from: list[str], cells: list[str], expected: list[int]
) -> None:
    preparation, _ = learned(tmp_path, {"flag": learned_from * 10})

    (column,) = preparation.inputs
    assert column.kind == "flag"
    assert prepared_cells(preparation, flag=cells).codes[:, 0].tolist() == expected


@pytest.mark.parametrize("pair", ["oui/non", "ja/nein", "si/no", "sí/no", "sim/não", "ja/nee", "tak/nie", "on/off"])
def test_every_pair_that_is_read_as_a_flag_has_a_yes_and_a_no(tmp_path: Path, pair: str) -> None:
    yes, no = pair.split("/")

    preparation, table = learned(tmp_path, {"flag": [yes, no, yes.title(), no.upper()] * 10})

    (column,) = preparation.inputs
    assert column.kind == "flag"
    assert prepare(preparation, table.frame, {}).codes[:, 0].tolist() == [1, 0, 1, 0] * 10
    assert column.labels[0].casefold() == no
    assert column.labels[1].casefold() == yes


def test_a_flag_keeps_the_spelling_of_its_file(tmp_path: Path) -> None:
    preparation, _ = learned(tmp_path, {"flag": ["ja", "nein"] * 10})

    assert preparation.inputs[0].labels == ("nein", "ja")


def test_numbers_are_read_with_the_decimal_mark_of_their_file(tmp_path: Path) -> None:
    preparation, table = learned(tmp_path, {"charge": ["29,85", "56,95", "1.108,20", "", "18,80"] * 5})

    own = prepare(preparation, table.frame, {column.name: column.decimal for column in table.columns})
    later = prepared_cells(preparation, charge=["29.85", "1,108.20", "abc", ""])

    np.testing.assert_array_equal(own.numbers[:5, 0], [29.85, 56.95, 1108.2, NAN, 18.8])
    np.testing.assert_array_equal(later.numbers[:, 0], [29.85, 1108.2, NAN, NAN])
    (column,) = preparation.inputs
    assert (column.low, column.high) == (18.8, 1108.2)
    assert column.usual == pytest.approx(43.4)


def test_the_range_and_the_usual_value_leave_out_what_is_missing(tmp_path: Path) -> None:
    preparation, _ = learned(tmp_path, {"tenure": ["1", "3", "8", "", "NA", "?"] * 4})

    (column,) = preparation.inputs
    assert (column.kind, column.low, column.usual, column.high) == ("number", 1.0, 3.0, 8.0)
    assert set(column.tokens) == {"NA", "?"}


def test_dates_become_days(tmp_path: Path) -> None:
    preparation, _ = learned(tmp_path, {"since": ["13/01/2020", "31/12/2019", "01/02/2020"] * 10})

    values = prepared_cells(preparation, since=["01/01/1970", "13/01/2020", "2020-01-13", ""]).numbers[:, 0]

    assert preparation.inputs[0].kind == "date"
    np.testing.assert_array_equal(values, [0, 18274, NAN, NAN])


def test_a_column_that_is_not_there_is_missing_throughout(tmp_path: Path) -> None:
    preparation, _ = learned(tmp_path, {"tenure": ["1", "3", "8"] * 5, "contract": ["a", "b", "c"] * 5})

    prepared = prepared_cells(preparation, contract=["a", "b"])

    assert np.isnan(prepared.numbers).all()
    assert prepared.numbers.shape == (2, 1)
    assert (prepared.codes[:, 0] >= 0).all()
    assert (prepared_cells(preparation, tenure=["1"]).codes == -1).all()


def test_no_rows_are_prepared_as_no_rows(tmp_path: Path) -> None:
    preparation, table = learned(tmp_path, {"tenure": ["1", "3", "8"] * 5, "contract": ["a", "b", "c"] * 5})

    prepared = prepare(preparation, table.frame[:0], {})

    assert (prepared.numbers.shape, prepared.codes.shape, prepared.rows) == ((0, 1), (0, 1), 0)


def test_a_column_of_one_value_or_none_can_be_prepared(tmp_path: Path) -> None:
    preparation, table = learned(tmp_path, {"same": ["7"] * 6, "blank": [""] * 6, "some": ["1", "2", "3"] * 2})

    prepared = prepare(preparation, table.frame, {})

    assert prepared.rows == 6
    assert (prepared.numbers.shape[1], prepared.codes.shape[1]) == (1, 2)


CHARGES = {
    "Tenure": ["10", "0", "", "4", "5"] * 4,
    "Monthly": ["20.0", "30.0", "40.0", "25.0", "10.5"] * 4,
    "Total": ["200", "0", "80", "90", "60"] * 4,
    "Support": ["Yes", "No", "Yes", "No", "Yes"] * 4,
    "Backup": ["Yes", "No", "", "No internet", "No"] * 4,
}
CHARGES_PLAN = replace(
    PLAN,
    roles={
        "tenure": ("Tenure",),
        "monthly_charge": ("Monthly",),
        "total_charge": ("Total",),
        "services": ("Support", "Backup"),
    },
    engineered=("charge_per_tenure", "services_held"),
)


def test_engineered_features_are_bound_to_columns_and_stand_after_the_numbers(tmp_path: Path) -> None:
    preparation, table = learned(tmp_path, CHARGES, CHARGES_PLAN)

    numbers = prepare(preparation, table.frame, {}).numbers

    names = [column.name for column in preparation.number_inputs]
    assert names == ["Tenure", "Monthly", "Total"]
    assert preparation.sources == (
        "Tenure",
        "Monthly",
        "Total",
        "charge_per_tenure",
        "services_held",
        "Support",
        "Backup",
    )
    np.testing.assert_array_equal(numbers[:5, 3], [20.0, NAN, NAN, 22.5, 12.0])
    np.testing.assert_array_equal(numbers[:5, 4], [2.0, 0.0, 1.0, 0.0, 1.0])
    feature = preparation.engineered[0]
    assert (feature.low, feature.usual, feature.high) == (12.0, 20.0, 22.5)
    assert feature.label
    assert feature.wording


def test_an_engineered_feature_that_is_the_same_for_all_is_left_out(tmp_path: Path) -> None:
    same = CHARGES | {"Support": ["No"] * 20, "Backup": ["No", "", "No", "", "No internet"] * 4}

    preparation, _ = learned(tmp_path, same, CHARGES_PLAN)

    assert [feature.name for feature in preparation.engineered] == ["charge_per_tenure"]


def test_an_engineered_feature_whose_column_a_later_file_lacks_is_missing(tmp_path: Path) -> None:
    preparation, table = learned(tmp_path, CHARGES, CHARGES_PLAN)

    numbers = prepare(preparation, table.frame.drop("Total", "Backup"), {}).numbers

    assert np.isnan(numbers[:, 3]).all()
    np.testing.assert_array_equal(numbers[:5, 4], [1, 0, 1, 0, 1])


def test_what_was_learned_survives_being_stored_as_json(tmp_path: Path) -> None:
    preparation, table = learned(tmp_path, CHARGES, CHARGES_PLAN)

    again = Preparation.from_dict(json.loads(json.dumps(preparation.to_dict())))

    assert again == preparation
    first, second = prepare(preparation, table.frame, {}), prepare(again, table.frame, {})
    assert first.numbers.tobytes() == second.numbers.tobytes()
    assert first.codes.tobytes() == second.codes.tobytes()


def test_a_stored_expression_that_is_code_is_refused(tmp_path: Path) -> None:
    data = learned(tmp_path, CHARGES, CHARGES_PLAN)[0].to_dict()
    data["engineered"][0]["expression"] = "__import__('os').system('true')"

    with pytest.raises(InputError, match="not allowed"):
        Preparation.from_dict(data)


def test_nothing_is_learned_from_the_target(tmp_path: Path) -> None:
    columns = {"tenure": [str(i) for i in range(30)], "plan": ["a", "b", "c"] * 10}
    plan = replace(PLAN, features=("tenure", "plan"))
    one, _ = learned(tmp_path, columns | {"Churn": ["Yes", "No"] * 15}, plan)
    two, _ = learned(tmp_path, columns | {"Churn": ["No", "No", "Yes"] * 10}, plan)

    assert one == two


def test_rows_can_be_taken() -> None:
    prepared = Prepared(numbers=np.arange(6.0).reshape(3, 2), codes=np.arange(3, dtype=np.int32)[:, None])

    taken = prepared.take(np.array([2, 0]))

    assert taken.numbers.tolist() == [[4.0, 5.0], [0.0, 1.0]]
    assert taken.codes.tolist() == [[2], [0]]


def test_the_key_of_a_level_is_trimmed_and_lowered_with_one_blank_between_words() -> None:
    assert level_keys(pl.Series(["  A b ", "É", "", "Month-to-month", "month_to  MONTH", "5-10"])).to_list() == [
        *("a b", "é", "", "month to month", "month to month", "5 10")
    ]


def test_the_key_of_a_whole_number_has_its_sign_and_no_decimals() -> None:
    assert level_keys(pl.Series(["-3.0", "-3", "3", "v1.0", "1.000", "-1.5"])).to_list() == [
        *("-3", "-3", "3", "v1.0", "1", "-1.5")
    ]


def test_only_numbers_and_dates_are_numeric() -> None:
    kinds = ("number", "date", "flag", "category")
    assert [InputColumn(name="x", kind=kind).numeric for kind in kinds] == [True, True, False, False]  # type: ignore[arg-type]


def test_a_flag_of_two_words_that_are_no_yes_and_no_keeps_both_as_levels(tmp_path: Path) -> None:
    file = write_table(tmp_path / "some.csv", {"side": ["left", "right"] * 20, "left": ["yes", "no"] * 20})
    table = read_table(file, options=ReadingOptions(kinds={"side": "flag", "left": "flag"}))
    plain = learn_preparation(table, replace(PLAN, features=("side", "left")), blueprint("general"))

    assert [(one.kind, one.levels) for one in plain.inputs] == [
        ("category", ("left", "right")),
        ("flag", ("no", "yes")),
    ]
