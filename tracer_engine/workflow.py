"""The verbs: the only way in for the window, the command line and the endpoint.

    read_table -> profile_table -> draft_plan -> train_run -> score_file

Synchronous, silent, without threads of their own; every verb takes a `Progress`.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tracer_engine import ingest, model_file, planning, profiling
from tracer_engine.blueprints import blueprint as blueprint_of
from tracer_engine.durable_files import durable_writer, settle, storage_error, write_durably
from tracer_engine.errors import InputError, StorageError
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.explaining.reasons import Sentences
from tracer_engine.export.report_html import render_report
from tracer_engine.export.scored_csv import ScoreColumns, ScoredWriter, in_words, ranks
from tracer_engine.export.set_aside import remove_old_set_aside, set_aside_path, write_set_aside
from tracer_engine.features.preparation import prepare
from tracer_engine.findings import table_findings
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.learners.views import Views
from tracer_engine.memory import refuse_what_cannot_be_read
from tracer_engine.progress import Cancelled, Progress, Step, portion, silent
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass, first_pass, reasons_for, verdict_on
from tracer_engine.training import Trained, train_model
from tracer_engine.types.plan import Plan, PlanOptions
from tracer_engine.types.profile import Profile
from tracer_engine.types.receipt import ReadingOptions, Receipt
from tracer_engine.types.run import Run
from tracer_engine.types.scores import RowScore, Scored, ScoredRows
from tracer_engine.types.table import Table
from tracer_engine.workspace import RunEntry, Workspace, open_workspace

RISKIEST = 20
RUN_FILES = {
    "model": "model.tracer",
    "report_html": "report.html",
    "report_json": "report.json",
    "scores": "scores.csv",
}


def read_table(
    path: Path | str, *, options: ReadingOptions | None = None, as_text: bool = False, progress: Progress = silent
) -> Table:
    """Read a file as a table; what was repaired is in its receipt.

    Raises InputError when it cannot be read, is too large for the memory there is, or was changed meanwhile.
    """
    refuse_what_cannot_be_read(Path(path))
    with SteadyFile(path).reading():
        return ingest.read_table(Path(path), options=options, as_text=as_text, progress=progress)


def profile_table(table: Table, *, options: PlanOptions | None = None, progress: Progress = silent) -> Profile:
    """What a table is like, and what is suggested for it."""
    profiles = profiling.profile_columns(table, portion(progress, 0.0, 0.6))
    findings = table_findings(table, profiles)
    progress(Step(stage="profile", fraction=0.75, text="Looking for the target and for leaks"))
    suggested, more = planning.suggest(table, profiles, findings, options or PlanOptions())
    findings = [*more, *findings]
    order = {"error": 0, "warning": 1, "info": 2}
    findings.sort(key=lambda finding: order[finding.severity])
    progress(Step(stage="profile", fraction=1.0, text="Profiled"))
    return Profile(
        source=table.source,
        rows=table.rows,
        columns=profiles,
        receipt=table.receipt,
        quality=profiling.quality(table, findings),
        findings=tuple(findings),
        suggested=suggested,
    )


def draft_plan(table: Table, profile: Profile, *, options: PlanOptions | None = None) -> Plan:
    """A complete, checked plan: what the user told, and what the profile suggests for the rest. Raises InputError."""
    return planning.draft_plan(table, profile, options or PlanOptions())


def train_run(
    table: Table,
    plan: Plan,
    *,
    profile: Profile | None = None,
    workspace: Workspace | None = None,
    threads: int | None = None,
    job: str | None = None,
    progress: Progress = silent,
) -> Run:
    """Train as `plan` says and keep the run in the workspace: model, report and out-of-fold scores.

    `job` is the id of the job this is done for, if it is done for one; the kept run tells of it.
    """
    workspace = workspace or open_workspace()
    blueprint = blueprint_of(plan.blueprint)
    quality = (profile or profile_table(table)).quality
    with workspace.new_run(table.source) as folder:
        paths = {key: folder.path / name for key, name in RUN_FILES.items()}
        trained = train_model(
            table, plan, blueprint, quality=quality, threads=threads, progress=portion(progress, 0.0, 0.9)
        )
        decimals = {column.name: column.decimal for column in table.columns}
        model_file.write_model(paths["model"], trained.model, table.frame, decimals)
        riskiest = _write_training_scores(paths["scores"], table, trained, portion(progress, 0.9, 0.99))
        write_durably(paths["report_json"], json.dumps(trained.report.to_dict(), ensure_ascii=False, indent=1) + "\n")
        write_durably(paths["report_html"], render_report(trained.report, customers=riskiest))
        write_set_aside(paths["scores"], table.set_aside)
        folder.write_summary(
            blueprint=plan.blueprint,
            target=plan.target,
            rows=trained.report.rows,
            roc_auc=trained.report.metrics["roc_auc"].value,
            source=table.source,
            worth_using=trained.report.verdict.worth_using,
            **({"job": job} if job else {}),
        )
    try:
        progress(Step(stage="write", fraction=1.0, text="Kept"))
    except Cancelled:
        # Wanted too late to stop it, but meant all the same.
        workspace.delete(folder.id)
        raise
    return Run(
        id=folder.id,
        path=folder.final_path,
        report=trained.report,
        paths={key: folder.final_path / name for key, name in RUN_FILES.items()},
    )


def _write_training_scores(path: Path, table: Table, trained: Trained, progress: Progress) -> list[dict[str, object]]:
    """Write scores.csv of the training rows, and return the riskiest for the report: of those who can still be met."""
    model = trained.model
    rank = ranks(trained.log_odds)
    here = ~planning.positive_mask(table, model.card.target, model.card.positive).fill_null(value=False).to_numpy()
    last = int(np.sort(rank[here])[:RISKIEST][-1]) if here.any() else 0
    sentences = Sentences(model)
    riskiest: list[dict[str, object]] = []
    with durable_writer(path) as file:
        writer = _writer(file, table.frame.columns, [column.header for column in table.columns], model, 3, raw=False)
        start = 0
        for reasons in reasons_for(model, trained.prepared, trained.log_odds, 3, sentences):
            block = table.frame[start : start + len(reasons)]
            rows = slice(start, start + len(reasons))
            scores = ScoreColumns(probability=sigmoid(trained.log_odds[rows]), rank=rank[rows], reasons=reasons)
            writer.write(block, scores)
            riskiest += _top_rows(block, scores, last, here[rows], model.card.id, start)
            start += len(reasons)
            progress(Step(stage="write", fraction=start / max(1, table.rows), text="Writing scores and reasons"))
    return sorted(riskiest, key=lambda row: int(str(row["rank"])))


def _top_rows(
    block: pl.DataFrame, scores: ScoreColumns, last: int, here: Any, id_column: str | None, start: int
) -> list[dict[str, object]]:
    """The rows of a block that are still `here` and rank at `last` or before."""
    return [
        {
            "rank": int(scores.rank[row]),
            "id": block[id_column][int(row)] if id_column else f"row {start + int(row) + 1:,}",
            "probability": float(scores.probability[row]),
            "reasons": [text for text in scores.reasons[int(row)] if text],
        }
        for row in np.flatnonzero(here & (scores.rank <= last))
    ]


def _writer(
    file: Any, names: Sequence[str], headers: Sequence[str], model: Model, reasons: int, *, raw: bool
) -> ScoredWriter:
    return ScoredWriter(
        file,
        names,
        headers,
        outcome=model.card.outcome,
        threshold=model.card.threshold,
        base_rate=model.card.base_rate,
        reasons=reasons,
        raw=raw,
    )


def load_model(model: Path | str, *, workspace: Workspace | None = None) -> Model:
    """The model in a .tracer file, or of a run in the workspace. Raises InputError when it is refused."""
    return model_file.load_model(model_path(model, workspace=workspace))


def model_path(model: Path | str, *, workspace: Workspace | None = None) -> Path:
    """The path of a model told as a file or as a run id."""
    path = Path(model)
    if path.exists() or path.suffix == ".tracer" or len(path.parts) > 1:
        return path
    try:
        return (workspace or open_workspace()).run(str(model)).path / "model.tracer"
    except InputError as error:
        raise InputError(
            f"{str(model)!r} is neither a file nor a run.",
            remedy="Give the path of a .tracer file, or a run id from `tracer runs`.",
        ) from error


def inspect_model(model: Path | str, *, workspace: Workspace | None = None) -> dict[str, Any]:
    """What a model file says of itself; nothing in it is executed."""
    return model_file.inspect_model(model_path(model, workspace=workspace))


def score_file(
    model: Path | str | Model,
    path: Path | str,
    out: Path | str,
    *,
    reasons: int = 3,
    raw: bool = False,
    options: ReadingOptions | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> Scored:
    """Score every row of a file and write the scored CSV to `out`. Memory stays flat however long the file is."""
    trained = model if isinstance(model, Model) else load_model(model, workspace=workspace)
    path, out = Path(path), Path(out)
    for result in (out, set_aside_path(out)):
        if result.exists() and path.exists() and result.samefile(path):
            raise InputError(
                f"The result would take the place of {path}, which is to be scored.",
                remedy="Give another name for --out.",
            )
    refuse_what_cannot_be_read(path, streamed=True)
    steady = SteadyFile(path)
    first = _first_pass(trained, path, steady, options, portion(progress, 0.0, 0.4))
    level, causes = verdict_on(trained, first)
    rank = ranks(first.log_odds)
    with steady.reading():
        blocks = ingest.open_blocks(path, options=options)
    sentences = Sentences(trained)
    done = 0
    with durable_writer(out) as file:
        writer = _writer(file, blocks.names, blocks.headers, trained, reasons, raw=raw)
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


def _reading_notes(receipt: Receipt) -> tuple[str, ...]:
    """What had to be mended to read a file, in a sentence for each kind of repair, and the reader's own notes."""
    done = Counter(repair.action for repair in receipt.repairs if repair.action != "set aside")
    mended = (f"{count:,} {'record was' if count == 1 else 'records were'} {action}." for action, count in done.items())
    return (*mended, *receipt.notes)


def _first_pass(
    model: Model, path: Path, steady: SteadyFile, options: ReadingOptions | None, progress: Progress
) -> FirstPass:
    with steady.reading():
        blocks = ingest.open_blocks(path, options=options)
    decimal = options.decimal if options else None
    steps = first_pass(model, steady.watch(blocks), blocks.names, blocks.source, decimal)
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
        yield block, ScoreColumns(probability=sigmoid(log_odds), rank=block_rank, reasons=[[]] * len(log_odds))
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
                part.probability.tolist(), words[0].tolist(), words[1].tolist(), part.reasons, strict=True
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
    from tracer_engine.scoring.matching import match_columns, written_as

    matching = match_columns(model, table.frame.columns, table.source)
    frame = matching.frame(table.frame)
    views = Views(model.preparation, prepare(model.preparation, frame, written_as(model.preparation, frame)))
    constant, parts = model.contributions(views)
    return model.log_odds(views), constant, parts


def export_run(run: Run, folder: Path | str) -> Mapping[str, Path]:
    """Copy a run's model, report and scores to `folder` (made if need be): all of them, or none."""
    folder = Path(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder, "make the folder") from error
    aside = set_aside_path(run.paths["scores"])
    copies = {key: folder / name for key, name in RUN_FILES.items()}
    sources = {key: run.paths[key] for key in RUN_FILES}
    if aside.exists():
        copies["set_aside"], sources["set_aside"] = folder / aside.name, aside
    with contextlib.ExitStack() as whole:
        for key, target in copies.items():
            try:
                source = whole.enter_context(sources[key].open("rb"))
            except OSError as error:
                raise storage_error(error, sources[key], "read") from error
            file = whole.enter_context(durable_writer(target))
            try:
                shutil.copyfileobj(source, file, 1 << 20)
                settle(file)
            except OSError as error:
                raise storage_error(error, target) from error
        # All are safe on the disk; on leaving, each takes its place.
    if "set_aside" not in copies:
        remove_old_set_aside(copies["scores"])
    return copies


def list_runs(*, workspace: Workspace | None = None) -> tuple[RunEntry, ...]:
    """All runs of the workspace, newest first."""
    return (workspace or open_workspace()).runs()


def show_run(run_id: str, *, workspace: Workspace | None = None) -> dict[str, Any]:
    """One run: its entry and its report as plain data."""
    entry = (workspace or open_workspace()).run(run_id)
    path = entry.path / "report.json"
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StorageError(
            f"The report of run {entry.id} cannot be read.",
            remedy=f"Delete the run with `tracer runs delete {entry.id}`.",
        ) from error
    return {"entry": entry, "report": report}


def delete_run(run_id: str, *, workspace: Workspace | None = None) -> str:
    """Delete a run (an id, or a beginning of one that fits only it); returns its id."""
    return (workspace or open_workspace()).delete(run_id)
