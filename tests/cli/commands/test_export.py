from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.small_runs import SmallRun
from tracer_engine.cli.front import run_front


@pytest.mark.parametrize(
    ("form", "name"), [("card", "card.html"), ("summary", "page.html"), ("python", "score.py"), ("sklearn", "m.joblib")]
)
def test_a_model_is_handed_on_in_another_form(
    small_run: SmallRun, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, name: str
) -> None:
    out = tmp_path / name
    command = ["export", str(small_run.run.paths["model"]), "--format", form, "--out", str(out)]
    assert run_front(command) == 0
    told = capsys.readouterr().out
    assert run_front([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)

    assert str(out) in told
    assert out.stat().st_size > 1000
    assert answer["paths"] == {form: str(out)}
    assert answer["note"] in told


@pytest.mark.parametrize(("is_built", "says"), [(False, "pip install onnx onnxruntime"), (True, "`tracer serve`")])
def test_without_its_packages_onnx_says_what_can_be_done(
    small_run: SmallRun,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    is_built: bool,
    says: str,
) -> None:
    if is_built:
        monkeypatch.setattr(sys, "frozen", True, raising=False)
    for name in ("onnx", "onnxruntime"):
        monkeypatch.setitem(sys.modules, name, None)  # as Python has it where a package is not installed
    for name in [name for name in sys.modules if name.startswith("tracer_engine.export.onnx_")]:
        monkeypatch.delitem(sys.modules, name)
    out = tmp_path / "model.onnx"
    command = ["export", str(small_run.run.paths["model"]), "--format", "onnx", "--out", str(out)]

    assert run_front(command) == 3
    told = capsys.readouterr().err
    assert says in told
    assert ("pip" in told) is not is_built  # no package can be added to the installed program
    assert not out.exists()


def test_the_model_itself_is_never_written_over(small_run: SmallRun) -> None:
    model = str(small_run.run.paths["model"])

    assert run_front(["export", model, "--format", "card", "--out", model]) == 3
    assert run_front(["export", model, "--format", "word", "--out", "x"]) == 2
