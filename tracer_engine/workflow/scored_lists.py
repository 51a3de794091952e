"""The scored CSV of a model: of the rows it was trained on, and of files scored later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer_engine.export.scored_csv import ScoredWriter
from tracer_engine.scoring.model import Model


def list_writer(
    file: Any,
    names: Sequence[str],
    headers: Sequence[str],
    model: Model,
    reasons: int,
    *,
    raw: bool,
    marks: bool = False,
) -> ScoredWriter:
    """Writes rows with their scores by `model` to the open binary `file`."""
    return ScoredWriter(
        file,
        names,
        headers,
        outcome=model.card.outcome,
        threshold=model.card.threshold,
        base_rate=model.card.base_rate,
        reasons=reasons,
        raw=raw,
        marks=marks,
    )
