"""A model as an estimator of scikit-learn, for programs that know nothing of Tracer but its package.

What is saved is the model file itself, byte by byte; it is checked when it is opened, as every model file is.
"""

from __future__ import annotations

import datetime
import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from tracer_engine import model_file
from tracer_engine.durable_files import durable_writer, storage_error
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.features.preparation import prepare
from tracer_engine.learners.views import Views
from tracer_engine.scoring.matching import match_columns, written_as
from tracer_engine.scoring.model import Model

WARNING = "Loading a joblib file runs code from it; only load files you made."


class TracerClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A trained model of Tracer. `model` is the content of its .tracer file; class 1 is the outcome.

    Tables may be frames of polars or pandas, mappings of columns, lists of mappings (one a row), or anything
    two-dimensional whose columns are in the order of `feature_names_in_`.
    """

    def __init__(self, model: bytes = b"") -> None:
        self.model = model

    @property
    def classes_(self) -> NDArray[np.int64]:
        """0, and 1 for the outcome."""
        return np.array([0, 1])

    @property
    def feature_names_in_(self) -> NDArray[np.object_]:
        """The columns the model reads."""
        return np.array([column.name for column in self._opened().preparation.inputs], dtype=object)

    @property
    def n_features_in_(self) -> int:
        """How many columns the model reads."""
        return len(self._opened().preparation.inputs)

    def fit(self, X: Any, y: Any = None) -> TracerClassifier:  # noqa: ARG002 - the names are scikit-learn's
        """Always raises InputError: the model is trained already."""
        raise InputError(
            "A model exported by Tracer cannot be fitted again.", remedy="Train with Tracer and export it once more."
        )

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """(rows, 2): the calibrated probabilities of 0 and 1. Raises InputError where X has no column of the model."""
        model = self._opened()
        table = _text_frame(X, [column.name for column in model.preparation.inputs])
        frame = match_columns(model, table.columns, "The table").frame(table)
        prepared = prepare(model.preparation, frame, written_as(model.preparation, frame))
        probability = sigmoid(model.log_odds(Views(model.preparation, prepared)))
        return np.column_stack([1 - probability, probability])

    def predict(self, X: Any) -> NDArray[np.int64]:
        """1 where the probability reaches the model's threshold, else 0."""
        return (self.predict_proba(X)[:, 1] >= self._opened().card.threshold).astype(np.int64)

    def _opened(self) -> Model:
        opened: Model | None = self.__dict__.get("_model")
        if opened is None:
            with tempfile.TemporaryDirectory(prefix="tracer-") as folder:
                path = Path(folder) / "model.tracer"
                path.write_bytes(self.model)
                opened = model_file.load_model(path)
            self.__dict__["_model"] = opened
        return opened

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__getstate__().items() if name != "_model"}

    def __sklearn_is_fitted__(self) -> bool:
        return bool(self.model)


def write_joblib(model: Path, out: Path) -> None:
    """Write the model file `model` as a joblib file of a `TracerClassifier`, whole or not at all.

    Raises InputError where the model is refused, StorageError.
    """
    try:
        estimator = TracerClassifier(model.read_bytes())
    except OSError as error:
        raise storage_error(error, model, "read") from error
    model_file.load_model(model)
    with durable_writer(out) as file:
        joblib.dump(estimator, file)


def _text_frame(table: Any, names: Sequence[str]) -> pl.DataFrame:
    """The table as text, cell by cell as it would stand in a file."""
    if isinstance(table, Mapping):
        columns = {str(name): list(cells) for name, cells in table.items()}
    elif hasattr(table, "columns"):
        columns = {str(name): list(table[name]) for name in table.columns}
    else:
        rows = list(table)
        if rows and all(isinstance(row, Mapping) for row in rows):
            there = list(dict.fromkeys(str(name) for row in rows for name in row))
            columns = {name: [row.get(name) for row in rows] for name in there}
        else:
            if any(len(row) != len(names) for row in rows):
                raise InputError(
                    f"Rows without names need {len(names)} cells each.", remedy=f"In this order: {', '.join(names)}."
                )
            columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return pl.DataFrame(
        [pl.Series(name, [_text(cell) for cell in cells], dtype=pl.String) for name, cells in columns.items()]
    )


def _text(cell: Any) -> str:
    """One value as the text it has in a file; None and what is no number as blank."""
    value = cell.item() if isinstance(cell, np.generic) else cell
    if value is None or type(value).__name__ == "NAType" or value != value:  # that of pandas is no number at all
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
