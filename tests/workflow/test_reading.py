"""From a file to its profile, also where memory does not hold the table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tracer_engine import InputError
from tracer_engine.memory import LIMIT_VARIABLE
from tracer_engine.workflow import draft_plan, profile_table, read_for_profile, read_table
from tracer_engine.workflow import reading as reading_module


def write(path: Path, rows: int) -> Path:
    plans = ("Monthly", "One year", "Two year")
    lines = [
        f"C{row:06d},{row % 72},{plans[row * 7 % 3]},{20 + row % 900 / 10},{'Yes' if row * 13 % 31 < 8 else 'No'}"
        for row in range(rows)
    ]
    path.write_text("customerID,tenure,Contract,MonthlyCharges,Churn\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_large_file_is_profiled_like_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "customers.csv", 8_000)
    usual = profile_table(read_for_profile(path))
    monkeypatch.setattr(reading_module, "LARGE", 1_000)
    monkeypatch.setattr(reading_module, "PROFILED_ROWS", 1_000)
    table = read_for_profile(path)
    streamed = profile_table(table)

    assert table.rows == 1_000
    assert (streamed.rows, streamed.columns, streamed.quality) == (usual.rows, usual.columns, usual.quality)
    assert streamed.suggested == usual.suggested
    assert [finding.code for finding in streamed.findings] == [finding.code for finding in usual.findings]


def test_a_file_too_large_for_memory_is_thinned_where_that_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "customers.csv", 20_000)
    monkeypatch.setenv(LIMIT_VARIABLE, "4")
    with pytest.raises(InputError, match="too large to be read here"):
        read_table(path)
    table = read_table(path, thin=True)
    profile = profile_table(table)

    assert 3_000 < table.rows < 18_000
    assert profile.rows == 20_000
    assert any("of memory" in note and "4 MB are free" in note for note in table.receipt.notes)
    assert draft_plan(table, profile).target == "Churn"


def test_a_profile_does_not_wait_for_the_learning_libraries(tmp_path: Path) -> None:
    path = write(tmp_path / "customers.csv", 300)
    script = (
        "import sys\nfrom tracer_engine.workflow import profile_table, read_for_profile\n"
        f"profile_table(read_for_profile({str(path)!r}))\n"
        "sys.exit(bool({'sklearn', 'lightgbm', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
