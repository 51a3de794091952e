"""A model as an estimator of scikit-learn: the same scores, whatever the table is made of."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import polars as pl
import pytest
from sklearn.base import clone, is_classifier
from sklearn.metrics import roc_auc_score
from sklearn.utils.validation import check_is_fitted

from tests.small_runs import SmallRun
from tracer_engine.errors import InputError, StorageError
from tracer_engine.export.estimator import TracerClassifier, write_joblib
from tracer_engine.workflow import score_rows


@pytest.fixture(scope="module")
def estimator(small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> TracerClassifier:
    path = tmp_path_factory.mktemp("joblib") / "model.joblib"
    write_joblib(small_run.run.paths["model"], path)
    loaded = joblib.load(path)
    assert isinstance(loaded, TracerClassifier)
    return loaded


@pytest.fixture(scope="module")
def expected(small_run: SmallRun) -> np.ndarray:
    rows = [dict(zip(small_run.columns, cells, strict=True)) for cells in zip(*small_run.columns.values(), strict=True)]
    return np.array([score.probability for score in score_rows(small_run.model, rows, reasons=0).scores])


def typed(columns: Any) -> dict[str, list[object]]:
    """The columns as programs hold them: numbers as numbers, blanks as None or nan."""

    def value(cell: str) -> object:
        try:
            return float(cell) if "." in cell else int(cell)
        except ValueError:
            return {"Yes": True, "No": False, "": None}.get(cell, cell)

    return {name: [value(cell) for cell in cells] for name, cells in columns.items()}


def test_every_kind_of_table_gets_the_scores_of_tracer(
    small_run: SmallRun, estimator: TracerClassifier, expected: np.ndarray
) -> None:
    columns = typed(small_run.columns)
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    needed = [columns[name] for name in estimator.feature_names_in_]
    tables: list[Any] = [
        columns,
        rows,
        pl.DataFrame(columns, strict=False),
        small_run.table.frame,
        np.array(needed, dtype=object).T,
        list(zip(*needed, strict=True)),
    ]
    for table in tables:
        found = estimator.predict_proba(table)
        assert found.shape == (500, 2)
        assert np.abs(found[:, 1] - expected).max() < 1e-12
        assert np.abs(found.sum(axis=1) - 1).max() < 1e-12


def test_a_frame_of_pandas_is_read_by_its_columns(
    small_run: SmallRun, estimator: TracerClassifier, expected: np.ndarray
) -> None:
    pandas = pytest.importorskip("pandas")

    found = estimator.predict_proba(pandas.DataFrame(typed(small_run.columns)))
    assert np.abs(found[:, 1] - expected).max() < 1e-12


def test_it_keeps_the_manners_of_scikit_learn(
    small_run: SmallRun, estimator: TracerClassifier, expected: np.ndarray
) -> None:
    check_is_fitted(estimator)
    assert is_classifier(estimator)
    assert estimator.classes_.tolist() == [0, 1]
    assert estimator.n_features_in_ == len(estimator.feature_names_in_) == len(small_run.model.preparation.inputs)
    threshold = small_run.model.card.threshold
    assert estimator.predict(small_run.table.frame).tolist() == (expected >= threshold).astype(int).tolist()
    assert clone(estimator).predict(small_run.table.frame).tolist() == (expected >= threshold).astype(int).tolist()
    assert set(estimator.get_params()) == {"model"}
    y = [cell == "Yes" for cell in small_run.columns["Churn"]]
    assert roc_auc_score(y, estimator.predict_proba(small_run.table.frame)[:, 1]) > 0.6
    with pytest.raises(InputError, match="cannot be fitted"):
        estimator.fit(small_run.table.frame, y)


def test_dates_and_numbers_that_are_none_are_read_as_in_a_file() -> None:
    from tracer_engine.export.estimator import _text

    cells = [None, float("nan"), float("inf"), np.float64(1.5), np.int64(3), np.bool_(True), "x", 2.0]
    assert [_text(cell) for cell in cells] == ["", "", "", "1.5", "3", "true", "x", "2.0"]
    assert _text(datetime.date(2024, 2, 1)) == _text(datetime.datetime(2024, 2, 1)) == "2024-02-01"  # noqa: DTZ001


def test_rows_that_do_not_fit_are_told(estimator: TracerClassifier) -> None:
    with pytest.raises(InputError, match="cells each"):
        estimator.predict_proba([[1, 2]])
    with pytest.raises(InputError, match="none of the"):
        estimator.predict_proba({"Bicycle": [1]})


def test_a_refused_model_is_not_exported(tmp_path: Path, small_run: SmallRun) -> None:
    (tmp_path / "bad.tracer").write_bytes(b"no zip")
    with pytest.raises(InputError, match="not a model file"):
        write_joblib(tmp_path / "bad.tracer", tmp_path / "out.joblib")
    with pytest.raises(StorageError, match="Could not read"):
        write_joblib(tmp_path / "gone.tracer", tmp_path / "out.joblib")
    with pytest.raises(StorageError, match="does not exist"):
        write_joblib(small_run.run.paths["model"], tmp_path / "nowhere" / "out.joblib")

    assert [path.name for path in tmp_path.iterdir()] == ["bad.tracer"]
