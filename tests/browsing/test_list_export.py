"""The list as it is shown, taken away: the rows that fit, in their order, with the columns of the scored CSV."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.small_runs import SmallRun, read_scored
from tracer_engine.browsing.list_export import export_listed
from tracer_engine.errors import InputError, StorageError
from tracer_engine.types.browsing import CustomerQuery

RISKIEST = CustomerQuery(top=100, without_outcome=True)


@pytest.fixture(scope="module")
def expected(small_run: SmallRun) -> list[dict[str, str]]:
    """Of the hundred riskiest those that stayed, the riskiest first."""
    scored = read_scored(small_run.run.paths["scores"])
    kept = [cells for cells in scored if int(cells["churn_rank"]) <= 100 and cells["Churn"] != "Yes"]
    return sorted(kept, key=lambda cells: int(cells["churn_rank"]))


def test_a_csv_holds_those_that_fit_by_rank_byte_by_byte(
    small_run: SmallRun, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    out = tmp_path / "listed.csv"
    export_listed(small_run.run.id, RISKIEST, out, workspace=small_run.workspace)

    assert 0 < len(expected) < 100
    assert read_scored(out) == expected
    whole = small_run.run.paths["scores"].read_bytes().splitlines(keepends=True)
    listed = out.read_bytes().splitlines(keepends=True)
    assert listed[0] == whole[0]
    assert set(listed) <= set(whole)


def test_a_workbook_holds_the_same(small_run: SmallRun, tmp_path: Path, expected: list[dict[str, str]]) -> None:
    out = tmp_path / "listed.xlsx"
    export_listed(small_run.run.id, RISKIEST, out, workbook=True, workspace=small_run.workspace)

    header, *rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert header == list(expected[0])
    assert [row[header.index("CustomerID")] for row in rows] == [cells["CustomerID"] for cells in expected]
    assert [row[header.index("churn_rank")] for row in rows] == [int(cells["churn_rank"]) for cells in expected]


def test_what_cannot_be_written_is_told_and_leaves_nothing(small_run: SmallRun, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run"):
        export_listed("nobody", RISKIEST, tmp_path / "a.csv", workspace=small_run.workspace)
    for workbook in (False, True):
        with pytest.raises(StorageError, match="does not exist"):
            export_listed(
                small_run.run.id, RISKIEST, tmp_path / "no" / "a.csv", workbook=workbook, workspace=small_run.workspace
            )
    assert list(tmp_path.iterdir()) == []
