from __future__ import annotations

import polars as pl
import pytest

from tracer_engine.ingest import missing_mask, to_days, to_numbers
from tracer_engine.ingest.values import plain_dates, plain_numbers
from tracer_engine.types.table import ToldMark


def number(text: str, decimal: str = ".") -> float | None:
    value: float | None = to_numbers(pl.Series("x", [text]), decimal=decimal)[0]
    return value


def test_blank_cells_and_tokens_are_missing() -> None:
    cells = pl.Series("x", ["", "  ", "?", " ? ", "a", "NA"])
    assert missing_mask(cells, ("?",)).to_list() == [True, True, True, True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1.0),
        (" 2.5 ", 2.5),
        ("+3", 3.0),
        ("1e3", 1000.0),
        ("1,234.50", 1234.5),
        ("1 234.5", 1234.5),
        ("1\u00a0234", 1234.0),
        ("1'234", 1234.0),
        ("$74.69", 74.69),
        ("-$5", -5.0),
        ("€ 5", 5.0),
        ("5 EUR", 5.0),
        ("12 %", 12.0),
        ("(1,234)", -1234.0),
        ("\u22124", -4.0),
        ("12,5", 12.5),
        (".5", 0.5),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, expected: float) -> None:
    assert number(text) == expected


@pytest.mark.parametrize(
    "text", ["", "abc", "inf", "-inf", "nan", "NaN", "0x10", "1_000", "1.2.3", "-", "$", "1,2,345", "12 GB"]
)
def test_what_is_no_number_is_null(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,5", 12.5),
        ("1.234,50", 1234.5),
        ("1.234", 1234.0),
        ("0,123", 0.123),
        ("4.706,79 €", 4706.79),
        ("7", 7.0),
        (".5", 0.5),
    ],
)
def test_numbers_with_a_decimal_comma(text: str, expected: float) -> None:
    assert number(text, ",") == expected


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("77.50", ",", None),
        ("1,234.50", ",", None),
        ("77,50", ",", 77.5),
        ("1.234", ",", 1234.0),
        ("1.234,50 €", ",", 1234.5),
        ("12", ",", 12.0),
        ("77,50", ".", None),
        ("1.234,50", ".", None),
        ("1,234", ".", 1234.0),
        ("77.50", ".", 77.5),
    ],
)
def test_with_a_told_mark_a_cell_that_has_the_other_one_is_no_number(
    text: str, mark: str, expected: float | None
) -> None:
    assert number(text, ToldMark(mark)) == expected
    assert number(text, mark) is not None


def test_tokens_are_no_numbers_even_when_they_look_like_one() -> None:
    assert to_numbers(pl.Series("x", ["-1", "2"]), tokens=("-1",)).to_list() == [None, 2.0]


def test_the_length_is_kept_for_an_empty_column() -> None:
    assert to_numbers(pl.Series("x", [], dtype=pl.String)).len() == 0
    assert to_days(pl.Series("x", [], dtype=pl.String), date_format="%Y-%m-%d").len() == 0


@pytest.mark.parametrize(
    ("text", "date_format", "expected"),
    [
        ("1970-01-02", "%Y-%m-%d", 1.0),
        ("1970-01-02T12:00:00Z", "%Y-%m-%d", 1.5),
        ("1970-01-02 06:00:00+06:00", "%Y-%m-%d", 1.0),
        ("1970-01-02 6:00 PM", "%Y-%m-%d", 1.75),
        ("2/1/1970", "%d/%m/%Y", 1.0),
        ("1/2/1970", "%m/%d/%Y", 1.0),
        ("Jan 2, 1970", "%b %d, %Y", 1.0),
        ("1970-02", "%Y-%m", 31.0),
    ],
)
def test_dates_become_days_since_1970(text: str, date_format: str, expected: float) -> None:
    assert to_days(pl.Series("x", [text]), date_format=date_format)[0] == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "soon", "31/02/2020", "1/2/20", "01/01/0001"])
def test_what_is_no_date_is_null(text: str) -> None:
    assert to_days(pl.Series("x", [text]), date_format="%d/%m/%Y")[0] is None


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1 234,50 €", ",", "1234.50"),
        ("1.234,5", ",", "1234.5"),
        ("1,234", ".", "1234"),
        ("$1,234.50", ".", "1234.50"),
        ("(1,234)", ".", "-1234"),
        ("12 %", ".", "12"),
        ("1'234.10", ".", "1234.10"),
        ("2.50", ".", "2.50"),
        ("1e5", ".", "1e5"),
        ("−3", ".", "-3"),
        ("n/a", ".", "n/a"),
        (" ", ".", " "),
        ("?", ".", "?"),
    ],
)
def test_numbers_are_written_plainly_figure_by_figure(text: str, decimal: str, expected: str) -> None:
    cells = pl.Series("x", [text, "7"])
    assert plain_numbers(cells, decimal=decimal, tokens=("?",)).to_list() == [expected, "7"]


def test_dates_are_written_plainly_with_their_time() -> None:
    cells = pl.Series("x", ["31/01/2024", "1/2/2024 07:05", "soon", ""])
    plain = ["2024-01-31", "2024-02-01 07:05", "soon", ""]
    assert plain_dates(cells, date_format="%d/%m/%Y").to_list() == plain
    assert plain_dates(pl.Series("x", ["Jan 2024"]), date_format="%b %Y").to_list() == ["Jan 2024"]
