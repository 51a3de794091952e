"""From a file, or a few rows, to scores."""

from __future__ import annotations

import datetime
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from tracer_engine import ingest
from tracer_engine.durable_files import durable_writer, settle, write_durably
from tracer_engine.errors import InputError
from tracer_engine.evaluation.maturity import note_for_scores
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.explaining.reasons import Sentences
from tracer_engine.export.scored_csv import CHANGE, UNLIKE, ScoreColumns, in_words, ranks
from tracer_engine.export.scoring_page import render_scoring
from tracer_engine.export.set_aside import remove_old_set_aside, set_aside_path, write_set_aside
from tracer_engine.export.workbooks import WORKBOOK, write_workbook
from tracer_engine.features.preparation import prepare
from tracer_engine.ingest.describing import told_decimal
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.learners.views import Views
from tracer_engine.memory import refuse_what_cannot_be_read
from tracer_engine.progress import Progress, Step, portion, silent
from tracer_engine.scoring.base_rate import anchored
from tracer_engine.scoring.drift import WEIGHTY, unlike
from tracer_engine.scoring.matching import match_columns, written_as
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass, first_pass, reasons_for
from tracer_engine.scoring.verdict import judge_file, verdict_on
from tracer_engine.types.receipt import ReadingOptions, Receipt
from tracer_engine.types.scores import RowScore, Scored, ScoredFile, ScoredRows, ShareWithOutcome
from tracer_engine.types.table import Table
from tracer_engine.workflow.campaign_cut_off import campaign_cut_off
from tracer_engine.workflow.models import load_model
from tracer_engine.workflow.months import Memory, Noting, reason_labels
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
    base_rate: float | Literal["estimate"] | None = None,
    id_column: str | None = None,
    campaign: Path | str | None = None,
    marks: bool = False,
    remember: bool | None = None,
    source: str | None = None,
    summary: Path | str | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> Scored:
    """Score every row of a file and write the scored CSV to `out`. Memory stays flat however long the file is.

    `matches` says which column of the file is which of the model's (by the model's name; "" for none of them); the
    others are found out. The probabilities are anchored to `base_rate` where it is told ("estimate": the one the scores
    themselves speak for). A yes begins at the model's threshold, or where the list of `campaign` ends (see
    `campaign_cut_off`). With `marks` a row says what in it is unlike anything seen in training, and what has become of
    it since the file before. What is remembered for the next file is so unless `remember` or the workspace says no;
    `id_column` names the rows, `source` the file where its path does not. What was found out about the file is written
    to `summary`, as a page. An `out` that ends in .xlsx becomes a workbook. Raises InputError where the model, the file
    or a match is refused.
    """
    trained = model if isinstance(model, Model) else load_model(model, workspace=workspace)
    path, out = Path(path), Path(out)
    if out.suffix.lower() == WORKBOOK:
        with tempfile.TemporaryDirectory(prefix="tracer-") as folder:
            scored = score_file(
                trained,
                path,
                Path(folder) / f"{out.stem}.csv",
                reasons=reasons,
                options=options,
                matches=matches,
                base_rate=base_rate,
                id_column=id_column,
                campaign=campaign,
                marks=marks,
                remember=remember,
                source=source,
                summary=summary,
                workspace=workspace,
                progress=portion(progress, 0.0, 0.7),
            )
            paths = _as_workbook(scored.paths, out, trained.card.outcome, portion(progress, 0.7, 1.0))
            return replace(scored, paths={**scored.paths, **paths})
    for result in (out, set_aside_path(out)):
        if result.exists() and path.exists() and result.samefile(path):
            raise InputError(
                f"The result would take the place of {path}, which is to be scored.",
                remedy="Give another name for --out.",
            )
    refuse_what_cannot_be_read(path, streamed=True)
    cut_off = None if campaign is None else campaign_cut_off(campaign, trained.card, workspace=workspace)
    steady, memory = SteadyFile(path), Memory(trained, workspace, on=remember)
    first = read_first(trained, path, steady, options, matches, memory=memory, progress=portion(progress, 0.0, 0.4))
    level, causes = verdict_on(trained, first)
    judged = judge_file(trained, first)
    log_odds, rate, told = _anchored(first, base_rate)
    if cut_off is not None:
        cut_off.check(None if rate is None else rate.used)
        told += (cut_off.note(trained.card),)
        # The memory stays that of the model as it is.
        trained = replace(trained, card=replace(trained.card, threshold=cut_off.threshold))
    named = memory.id_column(first.names, id_column)
    noting = Noting(memory, path, log_odds, named, trained.card.threshold)
    done, set_aside, notes = _write_list(
        trained, replace(first, log_odds=log_odds), path, out, steady, options, noting, reasons, progress, raw, marks
    )
    memory.keep(first, matches, id_column)
    probability = sigmoid(log_odds)
    listed = int(np.count_nonzero(probability >= trained.card.threshold))
    expected = float(probability.sum())
    since, ageing = noting.finish(
        ScoredFile(
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            source=source or path.name,
            sha256="",
            rows=done,
            listed=listed,
            expected=expected,
            threshold=trained.card.threshold,
            level=level,
            causes=causes,
            score_drift=judged.score_drift,
            column_drift=max(
                (one.drift for one in judged.columns if one.drift is not None and one.share >= WEIGHTY), default=None
            ),
            id_column=named,
            reasons=reason_labels(trained),
        )
    )
    scored = Scored(
        rows=done,
        rows_set_aside=set_aside,
        threshold=trained.card.threshold,
        verdict_level=level,
        verdict_causes=causes,
        paths={"scores": out} | ({"set_aside": set_aside_path(out)} if set_aside else {}),
        notes=(*told, *note_for_scores(trained.card.unripe), *notes, *memory.notes),
        columns=judged.columns,
        base_rate=rate,
        score_drift=judged.score_drift,
        unlike=first.drift.unusual,
        listed=listed,
        since=since,
        ageing=ageing,
    )
    if summary is None:
        return scored
    write_durably(Path(summary), render_scoring(scored, trained.card, source or path.name, expected))
    return replace(scored, paths={**scored.paths, "summary": Path(summary)})


def _anchored(
    first: FirstPass, wanted: float | Literal["estimate"] | None
) -> tuple[Values, ShareWithOutcome | None, tuple[str, ...]]:
    """The log-odds as they are written, what is told of the base rate, and the sentence that says what was done."""
    rate = first.base_rate
    if isinstance(wanted, float | int) and not 0 < wanted < 1:
        raise InputError(
            f"A base rate of {wanted:g} is none.", remedy="Give a share between 0 and 1.", options=("base_rate",)
        )
    if rate is None:
        return first.log_odds, None, ()
    if wanted == "estimate" and rate.estimated is None:
        raise InputError(
            "The scores do not tell the base rate of this file: more has changed than the share with the outcome.",
            remedy="Give the share you expect.",
            options=("base_rate",),
        )
    used = rate.estimated if wanted == "estimate" else wanted
    told = ShareWithOutcome(
        trained=rate.trained,
        expected=rate.expected,
        estimated=rate.estimated,
        shifted=rate.shifted,
        used=None if used is None else float(used),
    )
    if used is None:
        return first.log_odds, told, ()
    by_whom = "the scores themselves speak for" if wanted == "estimate" else "you told"
    note = (
        f"The probabilities are anchored to a base rate of {100 * float(used):.1f} %, the one {by_whom}, in place of "
        f"the {100 * rate.trained:.1f} % of the training. Ranks and reasons are as they were."
    )
    return anchored(first.log_odds, rate.trained, float(used)), told, (note,)


def _write_list(
    model: Model,
    first: FirstPass,
    path: Path,
    out: Path,
    steady: SteadyFile,
    options: ReadingOptions | None,
    noting: Noting,
    reasons: int,
    progress: Progress,
    raw: bool,
    marks: bool,
) -> tuple[int, int, tuple[str, ...]]:
    """Write the scored list; returns how many rows were scored and set aside, and what has to be told of them."""
    rank = ranks(first.log_odds)
    with steady.reading():
        blocks = ingest.open_blocks(path, options=options)
    sentences = Sentences(model)
    done = 0
    with durable_writer(out) as file:
        writer = list_writer(file, blocks.names, blocks.headers, model, reasons, raw=raw, marks=marks)
        for block in steady.watch(blocks):
            more = _marks(model, first, block, noting.block(block, done)) if marks else {}
            if not marks:
                noting.block(block, done)
            begin = 0
            for part, scores in _scored_parts(model, first, block, done, rank, reasons, sentences, noting.top):
                rows = slice(begin, begin + part.height)
                writer.write(part, replace(scores, marks={name: cells[rows] for name, cells in more.items()}))
                begin += part.height
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
    if not blocks.set_aside:
        remove_old_set_aside(out)
    replaced = tuple(f"The column {name} of the file was replaced by the new scores." for name in writer.replaced)
    return done, len(blocks.set_aside), (*replaced, *_reading_notes(blocks.receipt))


def _marks(model: Model, first: FirstPass, block: pl.DataFrame, changes: list[str]) -> dict[str, list[str]]:
    """What is said of each row of a block beside its score."""
    prepared = prepare(model.preparation, first.matching.frame(block), first.marks)
    names = [*(first.matching.columns.get(column.name, "") for column in model.preparation.inputs), ""]
    return {UNLIKE: [names[place] for place in unlike(model, prepared).tolist()], CHANGE: changes}


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
    done = Counter(repair.action for repair in receipt.repairs if repair.action not in ("set aside", "kept"))
    mended = (f"{count:,} {'record was' if count == 1 else 'records were'} {action}." for action, count in done.items())
    return (*mended, *receipt.notes)


def read_first(
    model: Model,
    path: Path,
    steady: SteadyFile,
    options: ReadingOptions | None = None,
    matches: Mapping[str, str] | None = None,
    *,
    memory: Memory | None = None,
    progress: Progress = silent,
) -> FirstPass:
    """The first pass over a file: its scores, and what is different about it.

    `memory` brings the matches that were told of earlier files.
    """
    with steady.reading():
        blocks = ingest.open_blocks(path, options=options)
    if memory is not None:
        matches = memory.matches(blocks.names, matches)
    decimal = told_decimal(options, blocks.receipt.format) if options else None

    def told(_done: int) -> None:
        share = min(1.0, blocks.bytes_done / max(1, blocks.bytes_total))
        progress(Step(stage="score", fraction=share, text="Scoring"))

    watched = steady.watch(blocks)
    return first_pass(model, watched, blocks.names, blocks.source, decimal, matches, any_file=True, told=told)


def _scored_parts(
    model: Model,
    first: FirstPass,
    block: pl.DataFrame,
    start: int,
    rank: Any,
    reasons: int,
    sentences: Sentences,
    note: Callable[[int, Values], None] | None = None,
) -> Iterator[tuple[pl.DataFrame, ScoreColumns]]:
    log_odds: Values = first.log_odds[start : start + block.height]
    block_rank = rank[start : start + block.height]
    if reasons <= 0:
        yield block, ScoreColumns(probability=sigmoid(log_odds), rank=block_rank)
        return
    prepared = prepare(model.preparation, first.matching.frame(block), first.marks)
    begin = 0
    noted = None if note is None else partial(_note_from, note, start)
    for texts in reasons_for(model, prepared, log_odds, reasons, sentences, note=noted):
        rows = slice(begin, begin + len(texts))
        yield (
            block[begin : begin + len(texts)],
            ScoreColumns(probability=sigmoid(log_odds[rows]), rank=block_rank[rows], reasons=texts),
        )
        begin += len(texts)


def _note_from(note: Callable[[int, Values], None], start: int, row: int, parts: Values) -> None:
    note(start + row, parts)


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
    block = text_block(rows)
    first = first_pass(trained, [block], tuple(block.columns), "The request")
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
        not_read=tuple(name for name in block.columns if name not in first.matching.columns.values()),
        not_met={name: first.drift.most_frequent(name) for name, count in first.drift.unmet.items() if count},
        malformed=tuple(name for name, share in first.unread.items() if share),
        scores=tuple(scores),
    )


def text_block(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Rows told as cell by column name, as a file's cells."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame(
        [pl.Series(name, [cell_text(row.get(name)) for row in rows], dtype=pl.String) for name in names]
    )


def cell_text(value: object) -> str:
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
