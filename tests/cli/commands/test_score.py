from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tracer_engine.cli.front import run_front

Samples = dict[str, Path]


@pytest.fixture(scope="module")
def model(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_HOME", str(folder / "home"))
        assert run_front(["train", str(samples["customers"]), "--out", str(folder)]) == 0
    return folder / "model.tracer"


def test_people_are_told_whether_the_scores_can_be_used(
    model: Path, samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "scored.csv"
    assert run_front(["score", str(model), str(samples["customers_next_month"]), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert told.split(":")[0] in ("Go", "Caution", "Stop")
    assert "Scored 160 rows" in told
    assert str(out) in told
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_score_options_reach_the_engine(
    model: Path, samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "scored.csv"
    command = ["score", str(model), str(samples["customers_next_month"]), "--out", str(out)]
    assert run_front([*command, "--reasons", "1", "--raw", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {"rows", "rows_set_aside", "threshold", "verdict", "paths"} <= set(answer)
    assert set(answer["verdict"]) == {"level", "causes"}
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert next(iter(rows[0])) == "CustomerID"
    assert all(row["churn_reason_1"] and not row["churn_reason_2"] for row in rows)


def test_a_column_under_another_name_can_be_matched(
    model: Path, samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = samples["customers_next_month"].read_text(encoding="utf-8-sig")
    renamed = tmp_path / "renamed.csv"
    renamed.write_text(text.replace("TenureMonths", "Laufzeit", 1), encoding="utf-8")
    plain, out = tmp_path / "plain.csv", tmp_path / "scored.csv"
    assert run_front(["score", str(model), str(samples["customers_next_month"]), "--out", str(plain)]) == 0
    command = ["score", str(model), str(renamed), "--out", str(out)]

    assert run_front([*command, "--match", "TenureMonths=Laufzeit"]) == 0
    assert out.read_bytes() == plain.read_bytes().replace(b"TenureMonths", b"Laufzeit", 1)
    capsys.readouterr()
    assert run_front([*command, "--match", "TenureMonths=Laufzeiten"]) == 3
    assert "Did you mean 'Laufzeit'?" in capsys.readouterr().err
    assert run_front([*command, "--match", "TenureMonths"]) == 2


def test_what_cannot_be_scored_ends_with_3_and_writes_nothing(model: Path, samples: Samples, tmp_path: Path) -> None:
    file, out = str(samples["customers_next_month"]), tmp_path / "scored.csv"
    before = samples["customers_next_month"].read_bytes()
    for arguments in (
        [str(model), str(tmp_path / "missing.csv")],
        ["no-such-run", file],
        [str(tmp_path / "missing.tracer"), file],
        [file, file],
    ):
        assert run_front(["score", *arguments, "--out", str(out)]) == 3, arguments
    assert run_front(["score", str(model), file, "--out", file]) == 3
    assert run_front(["score", str(model), file, "--out", str(model)]) == 3
    assert run_front(["inspect", file]) == 3
    assert samples["customers_next_month"].read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_storage_trouble(model: Path, samples: Samples, tmp_path: Path) -> None:
    out = tmp_path / "no" / "scored.csv"
    assert run_front(["score", str(model), str(samples["customers_next_month"]), "--out", str(out)]) == 4
