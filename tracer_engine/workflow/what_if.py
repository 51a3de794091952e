"""What if the rows of a file were otherwise: one of them, or all that fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine import ingest
from tracer_engine.errors import TracerError
from tracer_engine.explaining.segments_otherwise import SegmentOtherwise
from tracer_engine.explaining.what_if import TrainingRows, checked_changes, prepared_columns
from tracer_engine.export.scored_csv import without_guard
from tracer_engine.features.preparation import Prepared
from tracer_engine.ingest.describing import told_decimal
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.memory import refuse_what_cannot_be_read
from tracer_engine.progress import Progress, Step, silent
from tracer_engine.scoring.matching import match_columns, written_as
from tracer_engine.scoring.model import Model
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.what_if import SegmentWhatIf
from tracer_engine.workflow.models import load_model, model_path
from tracer_engine.workflow.runs import RUN_FILES
from tracer_engine.workflow.scoring import cell_text, text_block
from tracer_engine.workspace import Workspace

SCORED_CSV = ReadingOptions(delimiter=",", quote='"', escape="", encoding="utf-8", header_rows=1, skip_rows=0)


def what_if_file(
    model: Path | str | Model,
    path: Path | str,
    changes: Mapping[str, str],
    *,
    where: Mapping[str, str] | None = None,
    rows: NDArray[np.bool_] | None = None,
    training: TrainingRows | Path | None = None,
    options: ReadingOptions | None = None,
    matches: Mapping[str, str] | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> SegmentWhatIf:
    """What the model expects of the rows of a file as they are, and with some fields otherwise.

    `changes` maps fields one can act on to their new values (of a number also a change such as "-10%"); `where` and
    `rows` (one for each row of the file) say which rows count. `training` are the rows the model was trained on: told,
    or the scored list in a file; else the list that a training wrote beside the model, where it is there. Raises
    InputError where a field, a value or the file cannot be used, or no row fits.
    """
    path = Path(path)
    if not isinstance(model, Model):
        place = model_path(model, workspace=workspace)
        beside = place.with_name(RUN_FILES["scores"])
        training = training or (beside if beside.is_file() else None)
        model = load_model(place)
    set_ = checked_changes(model, changes)
    refuse_what_cannot_be_read(path, streamed=True)
    steady = SteadyFile(path)
    with steady.reading():
        blocks = ingest.open_blocks(path, options=options)
    matching = match_columns(model, blocks.names, blocks.source, matches)
    known = trained_on(model, training) if isinstance(training, Path) else training
    segment = SegmentOtherwise(model, set_, where or {}, known)
    marks: dict[str, str] | None = None
    done = 0
    guarded = options is SCORED_CSV
    for block in steady.watch(blocks):
        whole = _unguarded(block) if guarded else block
        frame = matching.frame(whole)
        if marks is None:
            decimal = told_decimal(options, blocks.receipt.format) if options else None
            marks = written_as(model.preparation, frame, decimal)
        segment.add(frame, marks, None if rows is None else rows[done : done + block.height], whole)
        done += block.height
        share = min(1.0, blocks.bytes_done / max(1, blocks.bytes_total))
        progress(Step(stage="score", fraction=share, text="What if"))
    return segment.result()


def what_if_rows(
    model: Path | str | Model,
    rows: Sequence[Mapping[str, object]],
    changes: Mapping[str, object],
    *,
    training: TrainingRows | Path | None = None,
    workspace: Workspace | None = None,
) -> SegmentWhatIf:
    """As `what_if_file`, of a few rows told as cell by column name, and values as in JSON. Raises InputError."""
    trained = model if isinstance(model, Model) else load_model(model, workspace=workspace)
    block = text_block(rows)
    frame = match_columns(trained, block.columns, "The request").frame(block)
    known = trained_on(trained, training) if isinstance(training, Path) else training
    told = {name: cell_text(value) for name, value in changes.items()}
    segment = SegmentOtherwise(trained, checked_changes(trained, told), {}, known)
    segment.add(frame, written_as(trained.preparation, frame), None, block)
    return segment.result()


def trained_on(model: Model, scores: Path) -> TrainingRows | None:
    """The rows of a scored list that a training wrote; None where it is not the list of this model, or cannot be read.

    It stands beside a model file and may be of another one.
    """
    try:
        blocks = ingest.open_blocks(scores, options=SCORED_CSV)
    except TracerError:
        return None
    needed = {column.name for column in model.preparation.inputs}
    if not needed <= set(blocks.names) or f"{model.card.outcome}_probability" not in blocks.headers:
        return None
    return TrainingRows(model, lambda names: _read(model, scores, names))


def _read(model: Model, scores: Path, names: Sequence[str]) -> Prepared:
    blocks = ingest.open_blocks(scores, options=SCORED_CSV)
    frame = pl.concat([_unguarded(block.select(names)) for block in blocks])
    return prepared_columns(model, frame, written_as(model.preparation, frame))


def _unguarded(block: pl.DataFrame) -> pl.DataFrame:
    """Cells as they were before they were guarded against being run as formulas."""
    found = []
    for cells in block.get_columns():
        if not cells.str.starts_with("'").any():
            found.append(cells)
            continue
        distinct = cells.unique()
        plain = pl.Series([without_guard(cell) for cell in distinct.to_list()], dtype=pl.String)
        found.append(cells.replace_strict(distinct, plain, return_dtype=pl.String))
    return pl.DataFrame(found)
