"""Findings about a table as it stands."""

from __future__ import annotations

from collections.abc import Callable

from tracer_engine.findings import table_findings
from tracer_engine.profiling import profile_columns
from tracer_engine.types.profile import Finding
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
N = 200


def findings_of(table: Table) -> dict[tuple[str, str | None], Finding]:
    return {(f.code, f.column): f for f in table_findings(table, profile_columns(table))}


def numbers(n: int = N) -> list[str]:
    return [f"{(i * 37 % 101) + i / 1000:.3f}" for i in range(n)]


def test_identifiers_constants_and_blank_columns_are_found(table_of: TableOf) -> None:
    table = table_of(
        {"customer_id": [f"C-{i:05d}" for i in range(N)], "x": numbers(), "country": ["DE"] * N, "note": [""] * N}
    )
    found = findings_of(table)
    assert ("identifier", "customer_id") in found
    assert found["constant", "country"].message == "country is DE in all 200 rows."
    assert ("empty-column", "note") in found


def test_copies_are_counted_with_and_without_the_id(table_of: TableOf) -> None:
    x = [f"{i}.5" for i in range(N - 3)]
    table = table_of({"customer_id": [f"C{i:05d}" for i in range(N)], "x": [*x, "1.5", "2.5", "3.5"]})
    found = findings_of(table)
    assert "3 of 200 rows repeat another one, customer_id aside." in found["duplicate-rows-without-id", None].message
    assert ("duplicate-rows", None) not in found
    whole = table_of({"plan": ["a", *[f"p{i}" for i in range(20)], "a"], "x": ["1.5", *numbers(20), "1.5"]})
    assert findings_of(whole)["duplicate-rows", None].message == "1 of 22 rows repeats another one in every column."


def test_several_spellings_of_one_value_are_named_with_their_counts(table_of: TableOf) -> None:
    table = table_of({"x": numbers(), "partner": (["Yes", "No", "yes ", "Yes", "YES"] * (N // 5))})
    message = findings_of(table)["spellings", "partner"].message
    assert "'Yes' (80)" in message
    assert "'YES' (40)" in message
    assert "3 ways" in message


def test_cells_that_spoil_a_number_column_are_shown(table_of: TableOf) -> None:
    table = table_of({"x": ["n.v.t.", *numbers(N - 1)], "plan": ["a", "b"] * (N // 2)})
    found = findings_of(table)["spoiled-cells", "x"]
    assert found.severity == "warning"
    assert "'n.v.t.'" in found.message
    assert "1 cell in x is no number" in found.message


def test_a_column_that_is_mostly_blank_is_said_with_its_share(table_of: TableOf) -> None:
    table = table_of({"x": numbers(), "fax": ["", "", "", "", "", "", "", "", "", "a"] * (N // 10)})
    assert "180 of 200 cells in fax are blank (90 %)." in findings_of(table)["mostly-missing", "fax"].message


def test_a_few_values_far_out_are_outliers_and_a_long_tail_is_not(table_of: TableOf) -> None:
    table = table_of({"x": [*numbers(N - 1), "90000"], "tail": [f"{1.12**i:.4f}" for i in range(N)]})
    found = findings_of(table)
    assert "1 value in x lies far from the rest: 90,000." in found["outliers", "x"].message
    assert ("outliers", "tail") not in found


def test_minus_one_and_999_that_stand_apart_are_pointed_out(table_of: TableOf) -> None:
    table = table_of(
        {
            "days": ["-1" if i % 4 else str(i) for i in range(N)],
            "score": ["999" if i % 10 == 0 else str(i % 61) for i in range(N)],
            "delta": [str(i % 40 - 20) for i in range(N)],
            "plan": ["a", "b"] * (N // 2),
        }
    )
    found = findings_of(table)
    assert "days is -1 in 150 of 200 rows" in found["sentinel", "days"].message
    assert ("sentinel", "score") in found
    assert ("sentinel", "delta") not in found


def test_blank_cells_of_a_number_column_are_said_to_be_missing_not_zero(table_of: TableOf) -> None:
    table = table_of({"x": ["", " ", *numbers(N - 2)], "plan": ["a", "b"] * (N // 2)})
    found = findings_of(table)["missing-cells", "x"]
    assert found.message == "2 cells in x are blank."
    assert "not as zero" in found.remedy


def test_a_table_without_rows_has_no_findings(table_of: TableOf) -> None:
    assert findings_of(table_of({"a": [], "b": []})) == {}


def test_warnings_stand_before_mere_information(table_of: TableOf) -> None:
    table = table_of({"country": ["DE"] * N, "x": ["bad", *numbers(N - 1)]})
    severities = [finding.severity for finding in table_findings(table, profile_columns(table))]
    assert severities == sorted(severities, reverse=True)


def test_negative_numbers_where_there_should_be_none_are_told(table_of: TableOf) -> None:
    charges = ["-12.5", "-3", *numbers(N - 2)]
    table = table_of({"MonthlyCharges": charges, "balance": charges, "tenure change": charges, "Age": numbers()})
    found = findings_of(table)
    told = found["below-nought", "MonthlyCharges"]
    assert (told.severity, told.message) == ("info", "2 of 200 values in MonthlyCharges are below 0: -12.5, -3.")
    assert [column for code, column in found if code == "below-nought"] == ["MonthlyCharges"]
    outgoing = table_of({"Total Charges": [f"-{cell}" for cell in numbers()]})
    assert ("below-nought", "Total Charges") not in findings_of(outgoing)


def test_postal_codes_are_called_that(table_of: TableOf) -> None:
    codes = [str(90_001 + 7 * (i % 60)) for i in range(N)]
    table = table_of({"Zip Code": codes, "customerPostcode": codes, "zipped files": codes, "ZIP": numbers()})
    assert [column.kind for column in table.columns] == ["number"] * 4
    found = findings_of(table)
    assert [column for code, column in found if code == "postal-codes"] == ["Zip Code", "customerPostcode"]
    assert found["postal-codes", "Zip Code"].message == "Zip Code holds postal codes: digits that tell places apart."
