"""A training done as a job is the very training that `tracer train` does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.small_runs import SmallRun, customers, unscored, write_table
from tracer_engine.errors import InputError
from tracer_engine.jobs import ChildWork, JobRunner, verbs
from tracer_engine.progress import Step, silent
from tracer_engine.types.campaign import CampaignRequest, CampaignSettings
from tracer_engine.types.job import ExportKind, ScoreRequest, TrainRequest
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.workflow import score_file
from tracer_engine.workflow.campaigns import plan_campaign
from tracer_engine.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    learners = [{**learner, "seconds": 0} for learner in report["learners"]]
    return {**report, "created": "", "seconds": 0, "learners": learners}


def test_a_job_gives_what_the_command_line_gives(tmp_path: Path) -> None:
    file = write_table(tmp_path / "telco.csv", customers(400))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "tracer_engine.cli", "train", str(file), "--seed", "7", "--out", str(out)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TRACER_HOME": str(tmp_path / "home")}
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as line,
        JobRunner(open_workspace()) as runner,
    ):
        upload = runner.new_upload()
        upload.write_bytes(file.read_bytes())
        job = runner.submit_train(TrainRequest(file=upload, source="../../telco.csv", seed=7))
        while not job.has_ended:
            job = runner.wait_change(job.id, job.sequence, 60) or job
        assert line.wait() == 0
        assert (job.state, job.error) == ("done", None)
        assert job.run_id is not None
        run = runner.workspace.run(job.run_id)

    assert (run.path / "scores.csv").read_bytes() == (out / "scores.csv").read_bytes()
    reports = [json.loads((folder / "report.json").read_text(encoding="utf-8")) for folder in (run.path, out)]
    assert without_times(reports[0]) == without_times(reports[1])
    assert run.job == job.id


def test_errors_and_steps_speak_of_the_clients_file(tmp_path: Path) -> None:
    upload = tmp_path / "20261123-063012-00000001.upload"
    upload.write_bytes(b"")
    request = TrainRequest(file=upload, source="C:\\Users\\Jane\\telco.csv")

    with pytest.raises(InputError) as caught:
        verbs.train(request, tmp_path / "home", "job", progress=silent)

    assert caught.value.message == "telco.csv is empty."
    write_table(upload, customers(50))
    steps: list[Step] = []

    def note(step: Step, /) -> bool:
        steps.append(step)
        return True

    assert verbs.read(request, note).source == "telco.csv"
    assert [step.text for step in steps if ".upload" in step.text] == []


def test_a_scoring_and_exports_are_done_in_a_child(small_run: SmallRun, tmp_path: Path) -> None:
    home = small_run.workspace.path
    file = write_table(tmp_path / "later.csv", unscored(customers(60, seed=4)))
    request = ScoreRequest(model=small_run.run.id, file=file, out=tmp_path / "out.csv", reasons=1)
    work = ChildWork(verbs.score, (request, home))
    work.start()
    scored = work.result()

    plain = score_file(small_run.model, file, tmp_path / "plain.csv", reasons=1)
    assert (scored.rows, scored.paths) == (60, {"scores": tmp_path / "out.csv"})
    assert (tmp_path / "out.csv").read_bytes() == plain.paths["scores"].read_bytes()

    exports: dict[ExportKind, str] = {
        "scores_csv": "s.csv",
        "scores_xlsx": "s.xlsx",
        "model": "m.tracer",
        "joblib": "m.joblib",
        "report_html": "r.html",
    }
    for kind, name in exports.items():
        told = verbs.export(kind, small_run.run.id, tmp_path / name, home, progress=silent)
        assert (tmp_path / name).stat().st_size > 1000
        assert ("runs code" in told) == (kind == "joblib")


def test_a_profile_comes_back_from_a_child(tmp_path: Path) -> None:
    file = write_table(tmp_path / "telco.csv", customers(60))
    work = ChildWork(verbs.profile, (TrainRequest(file=file, source="telco.csv"),))
    work.start()

    profile = work.result()

    assert (profile.source, profile.rows) == ("telco.csv", 60)


def test_the_clean_table_and_the_rows_set_aside_are_written(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("id,spend\n" + "".join(f"c{row},{row}\n" for row in range(40)) + 'x,"1",2,3,"open\n', "utf-8")
    clean, aside = tmp_path / "clean.csv", tmp_path / "aside.csv"
    assert verbs.clean(file, ReadingOptions(), clean, progress=silent) == 40
    assert clean.read_text("utf-8").splitlines()[:2] == ["id,spend", "c0,0"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clean.csv", "some.csv"]
    assert verbs.set_aside(file, ReadingOptions(), aside, progress=silent) == 1
    assert aside.read_text("utf-8-sig").splitlines()[0] == "row,text"


def test_a_table_is_never_written_over_itself(tmp_path: Path) -> None:
    file = write_table(tmp_path / "some.csv", customers(20))
    before = file.read_bytes()
    for verb in (verbs.clean, verbs.set_aside):
        with pytest.raises(InputError, match="take the place"):
            verb(file, ReadingOptions(), file, progress=silent)
    assert file.read_bytes() == before


def test_a_campaign_is_written_in_a_child_as_the_command_line_writes_it(hurried_run: SmallRun, tmp_path: Path) -> None:
    file = write_table(tmp_path / "next.csv", customers(60, seed=3))
    settings = CampaignSettings(capacity=10, value=600.0)
    request = CampaignRequest(model=hurried_run.run.id, file=file, out=tmp_path / "list.csv", settings=settings)
    written = verbs.campaign(request, hurried_run.workspace.path, progress=silent)
    expected = plan_campaign(hurried_run.model, file, settings, tmp_path / "other.csv")

    assert written.paths["list"].read_bytes() == (tmp_path / "other.csv").read_bytes()
    assert written.plan.expected_gain == expected.plan.expected_gain
    assert (hurried_run.workspace.path / "campaigns" / f"{written.id}.json").exists()
