from __future__ import annotations

import polars as pl
import pytest

from tracer_engine.errors import InputError
from tracer_engine.ingest.kinds import (
    CellRules,
    count_cells,
    decimal_evidence,
    decimal_of,
    describe_as,
    describe_column,
)
from tracer_engine.types.table import Column, Kind


def describe(cells: list[str], name: str = "value", position: int = 3) -> Column:
    counts = count_cells(pl.Series("x", cells))
    decimal = decimal_of(decimal_evidence(counts), ".")
    return describe_column(name, name, counts, position=position, rules=CellRules(decimal=decimal))


def test_a_blank_cell_in_a_number_column_is_missing() -> None:
    column = describe(["29.85", " ", "56.95", "18.9"])
    assert (column.kind, column.missing, column.distinct, column.spoiled) == ("number", 1, 3, 0)


def test_a_few_cells_that_are_no_numbers_are_told_as_spoilers() -> None:
    column = describe([f"{i}.5" for i in range(99)] + ["lots"])
    assert (column.kind, column.spoiled, column.spoilers, column.missing) == ("number", 1, ("lots",), 1)


def test_too_many_cells_that_are_no_numbers_make_a_category() -> None:
    assert describe(["1", "2", "a", "b"] * 10).kind == "category"


def test_none_is_a_level_of_a_category_and_missing_among_numbers() -> None:
    offer = describe(["None", "Offer A", "Offer B"] * 10)
    assert (offer.kind, offer.missing, offer.missing_tokens) == ("category", 0, ())
    rating = describe(["None", "1", "2", "3"] * 10)
    assert (rating.kind, rating.missing, rating.missing_tokens) == ("number", 10, ("None",))


def test_a_question_mark_is_missing_in_any_column() -> None:
    column = describe(["Spain", "France", "?", "Germany"] * 5)
    assert (column.kind, column.missing, column.missing_tokens) == ("category", 5, ("?",))


@pytest.mark.parametrize("pair", [("Yes", "No"), ("true", "FALSE"), ("0", "1"), ("Y", "N"), ("ja", "nein")])
def test_two_usual_answers_make_a_flag(pair: tuple[str, str]) -> None:
    assert describe([*pair, ""] * 5).kind == "flag"


def test_two_unusual_answers_are_a_category() -> None:
    assert describe(["Male", "Female"] * 5).kind == "category"


def test_one_value_everywhere_is_a_constant_and_so_is_nothing() -> None:
    assert describe(["US"] * 5).kind == "constant"
    assert describe([""] * 5).kind == "constant"
    assert describe(["US", ""] * 5).kind == "category"


def test_leading_zeros_and_very_long_numbers_are_codes() -> None:
    assert describe(["00501", "10001", "02139"] * 9).kind == "category"
    assert describe([str(10**16 + i) for i in range(50)]).kind == "id"


@pytest.mark.parametrize(
    ("name", "position", "kind"),
    [("customer_id", 3, "id"), ("AccountNo", 3, "id"), ("balance", 3, "number"), ("balance", 0, "id")],
)
def test_whole_numbers_all_different_are_an_id_when_first_or_named_like_one(
    name: str, position: int, kind: str
) -> None:
    assert describe([str(i * 37 + 5000) for i in range(60)], name, position).kind == kind


def test_a_count_of_the_rows_is_an_id_wherever_it_stands() -> None:
    assert describe([str(i) for i in range(1, 61)]).kind == "id"


def test_fractions_are_never_an_id() -> None:
    assert describe([f"{i}.5" for i in range(60)], "customer id", 0).kind == "number"


def test_unique_short_texts_are_an_id_and_unique_sentences_are_text() -> None:
    assert describe([f"{i}-ABCDE" for i in range(60)]).kind == "id"
    assert describe([f"The customer called about bill number {i}" for i in range(60)]).kind == "text"


def test_day_or_month_first_is_decided_over_all_cells() -> None:
    assert describe(["01/02/2020", "03/04/2020", "25/12/2020"] * 9).date_format == "%d/%m/%Y"
    assert describe(["01/02/2020", "03/04/2020", "12/25/2020"] * 9).date_format == "%m/%d/%Y"
    assert describe([f"{month}/1/2020" for month in range(1, 13)]).date_format == "%m/%d/%Y"


@pytest.mark.parametrize("text", ["2020-03-01", "2020-03-01T10:00:00Z", "01.03.2020", "Mar 1 2020", "1-Mar-20"])
def test_dates_are_known_in_many_spellings(text: str) -> None:
    assert describe([text, text.replace("1", "2")] * 9).kind == "date"


def test_a_plain_whole_number_is_never_a_date() -> None:
    assert describe(["20200301", "20200302"] * 9).kind == "number"


def test_percent_and_currency_are_numbers() -> None:
    assert describe(["12%", "15 %"] * 5).kind == "number"
    assert describe(["$1,200.50", "$3.00"] * 5).kind == "number"


def test_the_decimal_mark_is_what_the_cells_show() -> None:
    assert describe(["12,5", "1.234,50"] * 5).decimal == ","
    assert describe(["12.5", "1,234.50"] * 5).decimal == "."
    assert describe(["1,234", "5,678"] * 5).decimal == "."


class TestTold:
    """What the user says a column is holds; what its cells are is found out for that kind."""

    @staticmethod
    def told(kind: Kind, cells: list[str]) -> Column:
        counts = count_cells(pl.Series("x", cells))
        return describe_as(
            kind, "value", "value", counts, rules=CellRules(decimal=decimal_of(decimal_evidence(counts), "."))
        )

    def test_a_number_in_few_cells_is_a_number_all_the_same(self) -> None:
        column = self.told("number", ["1,5", "12,25", "much", "much", "less", "NA", ""])
        assert (column.kind, column.decimal, column.distinct, column.missing) == ("number", ",", 2, 5)
        assert (column.spoiled, column.spoilers, column.missing_tokens) == (3, ("much", "less"), ("NA",))

    def test_a_number_can_be_a_category_and_codes_can_be_numbers(self) -> None:
        assert self.told("category", ["1", "2", "3", "?"]).missing_tokens == ("?",)
        assert self.told("number", ["00501", "10001"]).distinct == 2

    @pytest.mark.parametrize(
        ("cells", "date_format"),
        [
            (["2024-01-31", "soon", "later", "2024-02-28"], "%Y-%m-%d"),
            (["31/01/2024", "02/03/2024", "?", "never"], "%d/%m/%Y"),
            (["01/31/2024", "02/03/2024", "never", "ever"], "%m/%d/%Y"),
            (["20240131", "20240228"], "%Y%m%d"),
        ],
    )
    def test_dates_are_dates_among_whatever_else(self, cells: list[str], date_format: str) -> None:
        column = self.told("date", cells)
        assert (column.kind, column.date_format, column.distinct) == ("date", date_format, 2)

    def test_numbers_are_no_dates_unless_somebody_says_so(self) -> None:
        assert describe(["20240131", "20240228"] * 20).kind == "number"

    @pytest.mark.parametrize("kind", ["number", "date"])
    def test_where_no_cell_fits_it_is_refused(self, kind: Kind) -> None:
        with pytest.raises(InputError, match=f"'value' cannot be read as a {kind}: no cell of it is one; 'some'"):
            self.told(kind, ["some", "some", ""])
        with pytest.raises(InputError, match="no cell of it is one"):
            self.told(kind, ["", "NA"])

    def test_a_flag_has_two_values(self) -> None:
        column = self.told("flag", ["A", "a", "B", "unknown", ""])
        assert (column.kind, column.missing, column.missing_tokens) == ("flag", 2, ("unknown",))
        with pytest.raises(InputError, match="3 different values, and a flag has two"):
            self.told("flag", ["A", "B", "C"])
        with pytest.raises(InputError, match="1 different value, and"):
            self.told("flag", ["A", ""])

    @pytest.mark.parametrize("kind", ["text", "id", "category"])
    def test_anything_can_be_a_text_an_id_or_a_category(self, kind: Kind) -> None:
        column = self.told(kind, ["1", "1", "2024-01-01", "None", "null", ""])
        assert (column.kind, column.distinct, column.missing) == (kind, 3, 2)

    def test_only_one_value_is_constant(self) -> None:
        assert self.told("constant", ["x", "x"]).kind == "constant"
        for cells in (["x", "y"], ["x", ""]):
            with pytest.raises(InputError, match="not constant"):
                self.told("constant", cells)


def described(*cells: str, **rules: object) -> Column:
    return describe_column("value", "value", count_cells(pl.Series(cells)), position=1, rules=CellRules(**rules))  # type: ignore[arg-type]


def test_what_is_missing_can_be_told() -> None:
    cells = ["?", "NA", "a", "b"] * 10
    assert described(*cells).missing_tokens == ("?",)
    told = described(*cells, missing=("NA",))
    assert (told.kind, told.missing_tokens, told.missing, told.distinct) == ("category", ("NA",), 10, 3)
    assert described(*cells, missing=()).missing == 0
    numbers = described(*["1", "2", "3", "-1", "none"] * 8, missing=("-1",))
    assert (numbers.missing, numbers.spoiled, numbers.kind) == (8, 0, "category")
    assert described(*["1", "2", "3", "-1"] * 9, missing=("-1",)).missing == 9


def test_the_order_of_dates_can_be_told() -> None:
    cells = [f"0{1 + i % 9}/0{1 + i % 7}/2024" for i in range(60)]
    assert described(*cells).date_format == "%d/%m/%Y"
    assert described(*cells, dates="month").date_format == "%m/%d/%Y"
    assert described(*cells, "31/01/2024", dates="month").date_format == "%d/%m/%Y"  # it does not fit
    assert described(*cells, date_format="%m/%d/%Y").date_format == "%m/%d/%Y"


def test_a_version_is_no_date_and_lakhs_are_numbers() -> None:
    assert described(*[f"1.{i % 20}.3" for i in range(60)]).kind != "date"
    assert described(*[f"{1 + i % 9},10,{100 + i}.25" for i in range(60)]).kind == "number"
