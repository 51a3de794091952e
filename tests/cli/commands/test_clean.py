from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tracer_engine.cli.front import run_front


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_cells_keep_their_text_and_rows_are_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{at};{at},50;ja\n" for at in range(100, 140))
    (tmp_path / "in.csv").write_bytes(("\ufeff id ;amount;left\n" + rows + "140;3,25\n").encode())
    arguments = ["clean", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]
    assert run_front([*arguments, "--receipt", str(tmp_path / "receipt.json"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    header, *cells = read_rows(tmp_path / "out.csv")
    assert header == ["id", "amount", "left"]
    assert cells[0] == ["100", "100,50", "ja"]
    assert cells[-1] == ["140", "3,25", ""]
    assert (answer["rows"], len(answer["receipt"]["repairs"])) == (41, 1)
    assert json.loads((tmp_path / "receipt.json").read_text(encoding="utf-8")) == answer["receipt"]


def test_many_repairs_are_counted_and_the_rest_is_in_the_receipt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{at},{at},x\n" for at in range(300)) + "".join(f"{at},{at}\n" for at in range(300, 330))
    (tmp_path / "in.csv").write_text("a,b,c\n" + rows)
    assert run_front(["clean", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]) == 0
    told = capsys.readouterr().out
    assert "30 repairs:" in told
    assert "and 10 more: --receipt R.json writes them all." in told


def test_the_source_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,b\n1,2\n")
    assert run_front(["clean", str(tmp_path / "in.csv"), "--out", str(tmp_path / "in.csv")]) == 3
    assert (tmp_path / "in.csv").read_text() == "a,b\n1,2\n"
