from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.small_runs import SmallRun
from tracer_engine.cli.front import run_front


def test_a_model_tells_what_it_is_on_one_screen(small_run: SmallRun, capsys: pytest.CaptureFixture[str]) -> None:
    model, card = small_run.run.paths["model"], small_run.model.card
    assert run_front(["inspect", str(model)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24
    told = "\n".join(" ".join(line.split()) for line in lines)
    for part in (
        "Which customers leave: Churn is Yes",
        f"{card.source}: 500 customers",
        f"ROC AUC {card.metrics['roc_auc']:.3f} (95 % interval about ",
        f"A yes begins at {100 * card.threshold:.1f} %",
        f"Reads {len(card.columns)} columns",
        "MonthlyCharge",
        "spline-logistic (weight ",
        "SHA-256",
    ):
        assert part in told


def test_programs_are_told_the_whole_manifest(small_run: SmallRun, capsys: pytest.CaptureFixture[str]) -> None:
    model = small_run.run.paths["model"]
    assert run_front(["inspect", str(model), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with zipfile.ZipFile(model) as archive:
        assert told == {"path": str(model)} | json.loads(archive.read("manifest.json"))


def test_a_file_without_a_card_is_refused(
    small_run: SmallRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare.tracer"
    with zipfile.ZipFile(small_run.run.paths["model"]) as whole, zipfile.ZipFile(bare, "w") as archive:
        manifest = json.loads(whole.read("manifest.json"))
        del manifest["card"]["rows"]
        archive.writestr("manifest.json", json.dumps(manifest))
        for name in manifest["sha256"]:
            archive.writestr(name, whole.read(name))
    assert run_front(["inspect", str(bare)]) == 3
    assert "what it says of itself is malformed" in capsys.readouterr().err
