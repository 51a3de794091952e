"""From a plan to a kept run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tracer_engine import model_file, planning
from tracer_engine.blueprints import blueprint as blueprint_of
from tracer_engine.durable_files import durable_writer, write_durably
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.explaining.reasons import Sentences
from tracer_engine.export.report_html import render_report
from tracer_engine.export.scored_csv import ScoreColumns, ranks
from tracer_engine.export.set_aside import write_set_aside
from tracer_engine.progress import Cancelled, Progress, Step, portion, silent
from tracer_engine.scoring.passes import reasons_for
from tracer_engine.training import Trained, train_model
from tracer_engine.types.plan import Plan
from tracer_engine.types.profile import Profile
from tracer_engine.types.run import Run
from tracer_engine.types.table import Table
from tracer_engine.workflow.months import model_key
from tracer_engine.workflow.reading import profile_table
from tracer_engine.workflow.runs import RUN_FILES
from tracer_engine.workflow.scored_lists import list_writer
from tracer_engine.workspace import Workspace, open_workspace

RISKIEST = 20


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
            model=model_key(trained.model),
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
        headers = [column.header for column in table.columns]
        writer = list_writer(file, table.frame.columns, headers, model, 3, raw=False)
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
