"""From a file, or a few rows, to scores."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from tracer_engine import ingest
from tracer_engine.durable_files import durable_writer, settle, write_durably
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.explaining.reasons import Sentences
from tracer_engine.export.scored_csv import ScoreColumns, in_words, ranks
from tracer_engine.export.set_aside import remove_old_set_aside, set_aside_path, write_set_aside
from tracer_engine.export.workbooks import WORKBOOK, write_workbook
from tracer_engine.features.preparation import Prepared, prepare
from tracer_engine.ingest.describing import told_decimal
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.learners.views import Views
from tracer_engine.memory import refuse_what_cannot_be_read
from tracer_engine.progress import Progress, Step, portion, silent
from tracer_engine.scoring.matching import match_columns, written_as
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass, first_pass, reasons_for, verdict_on
from tracer_engine.types.receipt import ReadingOptions, Receipt
from tracer_engine.types.scores import RowScore, Scored, ScoredRows
from tracer_engine.types.table import Table
from tracer_engine.workflow.models import load_model
from tracer_engine.workflow.scored_lists import list_writer
from tracer_engine.workspace import Workspace


def score_file(
    model: Path | str | Model,
    path: Path | str,
    out: Path | str,
    *,
    reasons: int = 3,
    raw: bool = False,
    options: ReadingOptions | None = None,
    matches: Mapping[str, str] | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> Scored:
    """Score every row of a file and write the scored CSV to `out`. Memory stays flat however long the file is.

    `matches` says which column of the file is which of the model's (by the model's name); the others are found out.
    An `out` that ends in .xlsx becomes a workbook. Raises InputError where the model, the file or a match is refused.
    """
    trained = model if isinstance(model, Model) else load_model(model, workspace=workspace)
    path, out = Path(path), Path(out)
    if out.suffix.lower() == WORKBOOK:
        with tempfile.TemporaryDirectory(prefix="tracer-") as folder:
            csv = Path(folder) / f"{out.stem}.csv"
            scored = score_file(
                trained,
                path,
                csv,
                reasons=reasons,
                options=options,
                matches=matches,
                progress=portion(progress, 0.0, 0.7),
            )
            paths = _as_workbook(scored.paths, out, trained.card.outcome, portion(progress, 0.7, 1.0))
            return replace(scored, paths=paths)
    for result in (out, set_aside_path(out)):
        if result.exists() and path.exists() and result.samefile(path):
            raise InputError(
                f"The result would take the place of {path}, which is to be scored.",
                remedy="Give another name for --out.",
            )
    refuse_what_cannot_be_read(path, streamed=True)
    steady = SteadyFile(path)
    first = read_first(trained, path, steady, options, matches, progress=portion(progress, 0.0, 0.4))
    level, causes = verdict_on(trained, first)
    rank = ranks(first.log_odds)
    with steady.reading():
        blocks = ingest.open_blocks(path, options=options)
    sentences = Sentences(trained)
    done = 0
    with durable_writer(out) as file:
        writer = list_writer(file, blocks.names, blocks.headers, trained, reasons, raw=raw)
        for block in steady.watch(blocks):
            for part, scores in _scored_parts(trained, first, block, done, rank, reasons, sentences):
                writer.write(part, scores)
            done += block.height
            progress(Step(stage="score", fraction=0.4 + 0.6 * done / max(1, len(rank)), text="Writing scores"))
        if done != len(rank):
            raise InputError(
                f"{path.name} changed while it was read: {len(rank):,} rows first, {done:,} the second time.",
                remedy="Score a copy of it, or wait until it is complete.",
            )
        if blocks.set_aside:
            # Both or none: the scores are safe on the disk, and only their name is still to come.
            settle(file)
            write_set_aside(out, blocks.set_aside)
    paths = {"scores": out}
    if blocks.set_aside:
        paths["set_aside"] = set_aside_path(out)
    else:
        remove_old_set_aside(out)
    notes = tuple(f"The column {name} of the file was replaced by the new scores." for name in writer.replaced)
    notes += _reading_notes(blocks.receipt)
    return Scored(
        rows=done,
        rows_set_aside=len(blocks.set_aside),
        threshold=trained.card.threshold,
        verdict_level=level,
        verdict_causes=causes,
        paths=paths,
        notes=notes,
    )


def _as_workbook(paths: Mapping[str, Path], out: Path, outcome: str, progress: Progress) -> dict[str, Path]:
    """The scored CSV as a workbook at `out`, what was set aside beside it."""
    write_workbook(paths["scores"], out, outcome=outcome, progress=progress)
    if "set_aside" not in paths:
        remove_old_set_aside(out)
        return {"scores": out}
    write_durably(set_aside_path(out), paths["set_aside"].read_bytes())
    return {"scores": out, "set_aside": set_aside_path(out)}


def _reading_notes(receipt: Receipt) -> tuple[str, ...]:
    """What had to be mended to read a file, in a sentence for each kind of repair, and the reader's own notes."""
    done = Counter(repair.action for repair in receipt.repairs if repair.action != "set aside")
    mended = (f"{count:,} {'record was' if count == 1 else 'records were'} {action}." for action, count in done.items())
    return (*mended, *receipt.notes)


def read_first(
    model: Model,
    path: Path,
    steady: SteadyFile,
    options: ReadingOptions | None = None,
    matches: Mapping[str, str] | None = None,
    look: Callable[[pl.DataFrame, Prepared], None] | None = None,
    *,
    progress: Progress = silent,
) -> FirstPass:
    """The first pass over a file: its scores, and what is different about it (see `first_pass` for `look`)."""
    with steady.reading():
        blocks = ingest.open_blocks(path, options=options)
    decimal = told_decimal(options) if options else None
    steps = first_pass(model, steady.watch(blocks), blocks.names, blocks.source, decimal, matches, look)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: FirstPass = end.value
            return result
        share = min(1.0, blocks.bytes_done / max(1, blocks.bytes_total))
        progress(Step(stage="score", fraction=share, text="Scoring"))


def _scored_parts(
    model: Model, first: FirstPass, block: pl.DataFrame, start: int, rank: Any, reasons: int, sentences: Sentences
) -> Iterator[tuple[pl.DataFrame, ScoreColumns]]:
    log_odds: Values = first.log_odds[start : start + block.height]
    block_rank = rank[start : start + block.height]
    if reasons <= 0:
        yield block, ScoreColumns(probability=sigmoid(log_odds), rank=block_rank)
        return
    prepared = prepare(model.preparation, first.matching.frame(block), first.marks)
    begin = 0
    for texts in reasons_for(model, prepared, log_odds, reasons, sentences):
        rows = slice(begin, begin + len(texts))
        yield (
            block[begin : begin + len(texts)],
            ScoreColumns(probability=sigmoid(log_odds[rows]), rank=block_rank[rows], reasons=texts),
        )
        begin += len(texts)


def score_rows(
    model: Path | str | Model,
    rows: Sequence[Mapping[str, object]],
    *,
    reasons: int = 3,
    workspace: Workspace | None = None,
) -> ScoredRows:
    """Score a few rows told as cell by column name: the same scores and reasons as a file with these cells.

    Numbers are taken as they are written in JSON, None as blank. Raises InputError where no row has any column that
    the model reads.
    """
    trained = model if isinstance(model, Model) else load_model(model, workspace=workspace)
    names = list(dict.fromkeys(name for row in rows for name in row))
    block = pl.DataFrame([pl.Series(name, [_cell(row.get(name)) for row in rows], dtype=pl.String) for name in names])
    steps = first_pass(trained, [block], tuple(names), "The request")
    while True:
        try:
            next(steps)
        except StopIteration as end:
            first: FirstPass = end.value
            break
    level, causes = verdict_on(trained, first)
    scores: list[RowScore] = []
    for _, part in _scored_parts(trained, first, block, 0, ranks(first.log_odds), reasons, Sentences(trained)):
        words = in_words(part.probability, threshold=trained.card.threshold, base_rate=trained.card.base_rate)
        scores += [
            RowScore(
                probability=float(probability),
                predicted=predicted,
                risk=risk,
                reasons=tuple(text for text in texts if text),
            )
            for probability, predicted, risk, texts in zip(
                part.probability.tolist(), *words, part.reasons or [()] * len(part.probability), strict=True
            )
        ]
    return ScoredRows(
        outcome=trained.card.outcome,
        threshold=trained.card.threshold,
        verdict_level=level,
        verdict_causes=causes,
        scores=tuple(scores),
    )


def _cell(value: object) -> str:
    """The text of a cell told as a JSON value."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def explain_table(model: Model, table: Table) -> tuple[Values, float, Values]:
    """Log-odds (rows,), the constant, and contributions (rows, sources) that add up to them, for a whole table."""
    matching = match_columns(model, table.frame.columns, table.source)
    frame = matching.frame(table.frame)
    views = Views(model.preparation, prepare(model.preparation, frame, written_as(model.preparation, frame)))
    constant, parts = model.contributions(views)
    return model.log_odds(views), constant, parts
