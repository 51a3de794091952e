from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracer_engine.cli.front import run_front

Samples = dict[str, Path]


def test_a_profile_as_json_holds_what_the_contract_names(samples: Samples, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["profile", str(samples["customers_dirty"]), "--json"]) == 0
    profile = json.loads(capsys.readouterr().out)
    assert {"rows", "columns", "receipt", "quality", "findings", "suggested"} <= set(profile)
    assert {"name", "kind", "missing", "distinct"} <= set(profile["columns"][0])
    receipt = {
        *("encoding", "delimiter", "quote", "decimal", "header_rows", "skipped_rows"),
        *("rows_kept", "rows_set_aside", "repairs"),
    }
    assert receipt <= set(profile["receipt"])
    assert all(set(repair) == {"row", "problem", "action", "text"} for repair in profile["receipt"]["repairs"])
    assert all({"code", "severity", "column", "message", "remedy"} <= set(found) for found in profile["findings"])
    suggested = profile["suggested"]
    assert (suggested["blueprint"], suggested["target"], suggested["id"]) == ("churn", "Churn", "CustomerID")
    assert suggested["roles"]["tenure"] == "TenureMonths"
    assert suggested["roles"]["services"] == ["OnlineSecurity", "TechSupport"]
    assert set(suggested["exclude"][0]) == {"column", "reason"}


def test_a_profile_for_people(samples: Samples, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["profile", str(samples["customers_dirty"])]) == 0
    told = capsys.readouterr().out
    assert "delimiter semicolon, decimal comma" in told
    for part in ("Quality", "Findings, worst first", "Columns", "MonthlyCharge", "Suggested", "Left out"):
        assert part in told


def test_a_table_without_anything_to_predict_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("name,height\n" + "".join(f"person {at},{150 + at * 0.37:.2f}\n" for at in range(60)))
    assert run_front(["profile", str(path)]) == 0
    assert "--target COLUMN" in capsys.readouterr().out


def test_an_unknown_blueprint_cannot_be_used(samples: Samples) -> None:
    assert run_front(["profile", str(samples["customers"]), "--blueprint", "chrun"]) == 3
