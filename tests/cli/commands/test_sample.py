from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracer_engine.cli.front import run_front


def test_samples_are_written_and_the_next_command_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["sample", str(tmp_path / "new"), "--rows", "60"]) == 0
    told = capsys.readouterr().out
    assert "customers_leaky.csv" in told
    assert f"tracer train {tmp_path / 'new' / 'customers.csv'}" in told
    assert len(list((tmp_path / "new").iterdir())) == 4


def test_samples_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["sample", str(tmp_path), "--rows", "60", "--seed", "4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["seed"]) == (60, 4)
    assert all(Path(path).is_file() for path in told["paths"].values())


def test_a_folder_that_cannot_be_made_is_storage_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run_front(["sample", str(tmp_path / "file")]) == 4
    assert capsys.readouterr().out == ""
