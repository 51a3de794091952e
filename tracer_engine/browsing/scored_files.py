"""A file that was scored with a model, looked at as the scored list of a run is."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tracer_engine import workflow
from tracer_engine.browsing.runs import OpenRunView
from tracer_engine.explaining.reasons import Sentences
from tracer_engine.export.scored_list import read_scored_list


class ScoredFileView(OpenRunView):
    """The rows of a scored CSV, for queries. Raises InputError or StorageError where model or file cannot be used."""

    def __init__(self, model: Path | str, path: Path) -> None:
        self._key = (str(model), path, path.stat().st_mtime_ns if path.exists() else 0)
        self._model = workflow.load_model(model)
        self._sentences = Sentences(self._model)
        self._list = read_scored_list(path, self._model.card.outcome)
        self._order = {"rank": np.argsort(self._list.rank, kind="stable")}
        self._ids, self._outcomes = self._read_ids(), self._read_outcomes()
        self._asked = None
        self._number_reasons()

    def shows(self, model: Path | str, path: Path) -> bool:
        """Whether it is of this file, as it is now."""
        return self._key == (str(model), path, path.stat().st_mtime_ns if path.exists() else 0)
