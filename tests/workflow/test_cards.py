"""The model card of a run, or of a model file with its report beside it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.small_runs import SmallRun
from tracer_engine.errors import InputError, StorageError
from tracer_engine.types.campaign import CampaignSettings
from tracer_engine.workflow import export_card, export_run, export_summary, model_card, score_file
from tracer_engine.workflow.campaigns import plan_campaign
from tracer_engine.workspace import Workspace, open_workspace


@pytest.fixture
def home(small_run: SmallRun, tmp_path: Path) -> Workspace:
    shutil.copytree(small_run.workspace.path, tmp_path / "home")
    return open_workspace(tmp_path / "home")


def test_a_run_and_what_was_exported_of_it_have_the_same_card(small_run: SmallRun, tmp_path: Path) -> None:
    ours = model_card(small_run.run.id, workspace=small_run.workspace)
    folder = tmp_path / "out"
    export_run(small_run.run, folder)
    other = model_card(folder / "model.tracer")

    digest = hashlib.sha256(small_run.run.paths["model"].read_bytes()).hexdigest()
    assert ours.summary.figures == other.summary.figures
    assert digest in str(ours.sections[-1])
    assert digest in str(other.sections[-1])
    assert small_run.run.id in str(ours.sections)
    assert other.charts == ours.charts


def test_campaigns_and_scored_files_are_found_in_the_workspace(
    small_run: SmallRun, home: Workspace, tmp_path: Path
) -> None:
    run = small_run.run.id
    score_file(run, small_run.file, tmp_path / "scored.csv", workspace=home)
    settings = CampaignSettings(capacity=20, value=300.0)
    plan_campaign(run, small_run.file, settings, tmp_path / "list.csv", workspace=home)
    card = model_card(run, workspace=home)

    told = " ".join(card.summary.decision)
    assert "20 customers on the list" in told
    assert "Last scored: customers.csv" in told


def test_pages_are_written_and_a_pdf_is_not(small_run: SmallRun, tmp_path: Path) -> None:
    assert export_card(small_run.run.id, tmp_path / "card.html", workspace=small_run.workspace) == ""
    assert export_summary(small_run.run.id, tmp_path / "page.html", workspace=small_run.workspace) == ""
    assert (tmp_path / "card.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(InputError, match="name of a PDF"):
        export_card(small_run.run.id, tmp_path / "card.pdf", workspace=small_run.workspace)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["card.html", "page.html"]


def test_a_model_without_its_report_or_with_another_s_has_no_card(
    small_run: SmallRun, hurried_run: SmallRun, tmp_path: Path
) -> None:
    model = Path(shutil.copy(small_run.run.paths["model"], tmp_path / "model.tracer"))
    with pytest.raises(InputError, match=r"report\.json is not beside"):
        model_card(model)
    shutil.copy(hurried_run.run.paths["report_json"], tmp_path / "report.json")
    with pytest.raises(InputError, match="of another model"):
        model_card(model)
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StorageError, match="no report"):
        model_card(model)
