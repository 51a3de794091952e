from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_runs import SmallRun
from tracer_engine.errors import InputError
from tracer_engine.workflow import load_model, model_path
from tracer_engine.workspace import open_workspace


def test_a_name_that_is_neither_file_nor_run_is_told(small_run: SmallRun) -> None:
    with pytest.raises(InputError, match="neither a file nor a run") as raised:
        model_path("20990101-000000-nobody-0000", workspace=small_run.workspace)
    assert "tracer runs" in raised.value.remedy

    assert model_path(small_run.run.id, workspace=small_run.workspace) == small_run.run.paths["model"]
    assert model_path("some/where.bin") == Path("some/where.bin")
    with pytest.raises(InputError, match="There is no file"):
        load_model("nowhere.tracer")


def test_a_run_that_a_newer_tracer_kept_says_so_where_its_model_is_asked_for(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    with workspace.new_run("july.csv") as folder:
        (folder.path / "run.json").write_text('{"format": 7}', encoding="utf-8")

    with pytest.raises(InputError, match=r"newer Tracer \(format 7") as raised:
        model_path(folder.id, workspace=workspace)
    assert "Install the newer version" in raised.value.remedy
