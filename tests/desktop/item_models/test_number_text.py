from __future__ import annotations

import pytest

from tracer_desktop.item_models.number_text import NumberShape, shape_of


def test_decimals_are_filled_up_to_those_of_the_first_cells_and_thousands_are_marked() -> None:
    shape = shape_of(["29.85", "1889.5", "", "108.15"], ".")
    assert [shape.show(cell) for cell in ("1889.5", "29.85", "7", "1234567.125")] == [
        "1,889.50",
        "29.85",
        "7.00",
        "1,234,567.125",
    ]


@pytest.mark.parametrize("cell", ["007", "$5.00", "1,234.50", "1e5", "12 %", "", " ", "n/a", "１２"])
def test_what_is_not_plainly_a_number_stands_as_it_is_in_the_file(cell: str) -> None:
    assert shape_of(["1.25"], ".").show(cell) == cell


def test_a_comma_of_the_file_is_read_as_its_decimal_mark() -> None:
    assert shape_of(["1889,5"], ",").show("1889,5") == "1,889.5"
    assert shape_of(["1889,5"], ",").show("1.889,5") == "1.889,5"


def test_years_have_no_thousands() -> None:
    assert shape_of(["1998", "2024"], ".").show("2024") == "2024"
    assert shape_of(["1998", "12024"], ".").show("2024") == "2,024"


def test_a_column_of_long_fractions_is_not_filled_up() -> None:
    shape = shape_of(["0.123456", "0.5"], ".")
    assert (shape.show("0.5"), shape.show("0.123456")) == ("0.5", "0.123456")


def test_the_minus_is_a_true_one() -> None:
    assert NumberShape().show("-1234") == "\u22121,234"
