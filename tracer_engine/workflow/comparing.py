"""Champion against challenger: two models on the same rows, none of which either had learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.errors import InputError
from tracer_engine.evaluation.intervals import compare
from tracer_engine.evaluation.metrics import Values
from tracer_engine.export.scored_list import ScoredList, read_scored_list
from tracer_engine.planning.outcome import plain_value
from tracer_engine.scoring.losses import lost_without
from tracer_engine.scoring.matching import match_columns
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import first_pass
from tracer_engine.scoring.verdict import MUCH
from tracer_engine.types.run import RunComparison
from tracer_engine.workflow.models import load_model
from tracer_engine.workspace import Workspace, open_workspace

LEAST_ROWS = 50
SEED = 1
TINY = 1e-9


def compare_runs(older: str, newer: str, *, workspace: Workspace | None = None) -> RunComparison:
    """The metrics of two runs (ids, or beginnings of one) on the same rows, with intervals on the differences.

    The rows are those of the newer one, out of fold. The older one's scores of them are out of fold, too, where it was
    trained on them (the same rows in the same order, or told by their ids), else its model's own: it had not seen them.
    Raises InputError where the two cannot be held against each other.
    """
    place = workspace or open_workspace()
    one, other = (_Side(place.run(name).path) for name in (older, newer))
    if other.target is None:
        raise InputError(f"{newer} tells no outcomes.", remedy="Compare runs that were trained here.")
    y, there = other.target
    held = other.log_odds
    shared, rival = _scores_by(one, other)
    keep = there & ~np.isnan(rival)
    if one.target is not None:
        keep &= ~((shared >= 0) & one.target[1][shared] & (one.target[0][shared] != y))
    if keep.sum() < LEAST_ROWS or len(np.unique(y[keep])) < 2:
        raise InputError(
            f"The two runs have {int(keep.sum()):,} rows in common that could judge them.",
            remedy="Compare runs about the same customers and the same outcome.",
        )
    found = compare(y[keep], held[keep], rival[keep], np.arange(int(keep.sum())), SEED)
    unseen = int(np.count_nonzero(keep & (shared < 0)))
    return RunComparison(
        rows=int(keep.sum()),
        unseen=unseen,
        warning=_lacking(one, other) if unseen else "",
        older=found.rival,
        newer=found.model,
        difference=found.difference,
    )


class _Side:
    """One run: its model, its scored list, and the outcomes in it."""

    def __init__(self, folder: Path) -> None:
        self.model: Model = load_model(folder / "model.tracer")
        self.list: ScoredList = read_scored_list(folder / "scores.csv", self.model.card.outcome)
        probability = np.clip(self.list.probability, TINY, 1 - TINY)
        self.log_odds: Values = np.log(probability / (1 - probability))
        self.target = self._target()

    def _target(self) -> tuple[Values, NDArray[np.bool_]] | None:
        """The outcome of each row as 0 and 1, and whether it is known; None where the list has no such column."""
        card = self.model.card
        if card.target not in self.list.names:
            return None
        cells = self.list.cells(card.target).str.strip_chars()
        positive = plain_value(card.positive)
        said = {text: plain_value(text) for text in cells.unique().to_list()}
        y = np.array([float(said[text] == positive) for text in cells.to_list()])
        return y, (cells != "").to_numpy()

    def cells_of(self, name: str | None) -> pl.Series | None:
        """The cells of a column, where it is there."""
        return self.list.cells(name) if name is not None and name in self.list.names else None


def _scores_by(one: _Side, other: _Side) -> tuple[NDArray[np.intp], Values]:
    """For each row of the `other` run's list: where it stands in the list of `one` (-1: not there), and the score by it
    (nan: it is not known whether it was seen).
    """
    if _same_rows(one.list, other.list):
        return np.arange(other.list.rows), one.log_odds
    ids, mine = other.cells_of(other.model.card.id), one.cells_of(one.model.card.id)
    if ids is None or mine is None or mine.n_unique() < len(mine):
        raise InputError(
            "The two runs were trained on different tables, and no column names their rows.",
            remedy="Train both with a column of ids (--id), or on the same table.",
        )
    places = dict(zip(mine.str.strip_chars().to_list(), range(len(mine)), strict=True))
    shared = np.array([places.get(name, -1) for name in ids.str.strip_chars().to_list()], dtype=np.intp)
    scores = np.where(shared >= 0, one.log_odds[shared], np.nan)
    unseen = np.flatnonzero(shared < 0)
    if len(unseen):
        frame = other.list.head(other.list.names, None)[unseen]
        scores[unseen] = first_pass(one.model, [frame], tuple(frame.columns), "The newer table").log_odds
    return shared, scores


def _lacking(one: _Side, other: _Side) -> str:
    """That the older model lacks much of what it reads in the newer one's rows; "" where it does not."""
    missing = match_columns(one.model, other.list.names, "The newer table", any_file=True).missing
    if lost_without(one.model, missing) < MUCH:
        return ""
    some = ", ".join(missing[:5]) + (", …" if missing[5:] else "")
    return (
        f"In these rows the older model lacks {len(missing)} of the {len(one.model.preparation.inputs)} columns it "
        f"reads ({some}), so the comparison tells little."
    )


def _same_rows(one: ScoredList, other: ScoredList) -> bool:
    """Whether two lists are of the same rows: every cell of the columns they share."""
    names = [name for name in one.names if name in other.names]
    if one.rows != other.rows or not names:
        return False
    return one.head(names, None).equals(other.head(names, None))
