"""A model as ONNX scores as Tracer does, or is not written. Skipped where onnx and onnxruntime are not installed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.features.preparation import prepare
from tracer_engine.learners.views import Views
from tracer_engine.scoring.bends import Bends
from tracer_engine.scoring.model import Model

pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
onnx_model = pytest.importorskip("tracer_engine.export.onnx_model")


def test_every_row_of_the_training_gets_tracer_s_score(small_run: SmallRun, tmp_path: Path) -> None:
    out = tmp_path / "model.onnx"
    worst = onnx_model.write_onnx(small_run.model, small_run.run.paths["model"], out)
    session = onnxruntime.InferenceSession(str(out))
    prepared = prepare(small_run.model.preparation, small_run.table.frame, {})
    expected = small_run.model.log_odds(Views(small_run.model.preparation, prepared))
    inputs = {}
    for column in small_run.model.preparation.inputs:
        cells = small_run.table.frame[column.name].str.strip_chars().to_list()
        if column.numeric:
            place = small_run.model.preparation.number_inputs.index(column)
            inputs[column.name] = prepared.numbers[:, [place]]
        else:
            inputs[column.name] = np.array(cells, dtype=object)[:, None]
    probability, log_odds = session.run(["probability", "log_odds"], inputs)

    assert worst < 1e-5
    assert np.max(np.abs(log_odds[:, 0] - expected)) < 1e-5
    assert np.max(np.abs(probability[:, 0] - sigmoid(expected))) < 1e-6
    assert session.get_modelmeta().custom_metadata_map["tracer"]


def test_bends_and_columns_alone_are_in_the_graph(small_run: SmallRun, tmp_path: Path) -> None:
    bent = replace(small_run.model, bends=Bends(knots=(-2.0, 0.5), changes=(0.3, -0.4)))

    assert onnx_model.write_onnx(bent, small_run.run.paths["model"], tmp_path / "bent.onnx") < 1e-5


def test_a_graph_that_scores_otherwise_is_not_written(
    small_run: SmallRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(small_run.model, intercept=small_run.model.intercept + 1e-4)
    data = onnx_model.onnx_bytes(other)
    monkeypatch.setattr(onnx_model, "onnx_bytes", lambda _: data)

    with pytest.raises(InputError, match="would score other than the model"):
        onnx_model.write_onnx(small_run.model, small_run.run.paths["model"], tmp_path / "other.onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_learner_it_does_not_know_is_refused(small_run: SmallRun, tmp_path: Path) -> None:
    class Strange:
        name = "strange"

    strange: Model = replace(small_run.model, members=((Strange(), 1.0),))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="'strange' cannot be written"):
        onnx_model.write_onnx(strange, small_run.run.paths["model"], tmp_path / "strange.onnx")
