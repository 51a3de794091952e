"""The scored list of a run as a query shows it: the same columns, only the rows that fit, in the order asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tracer_engine.browsing.runs import OpenRunView
from tracer_engine.durable_files import durable_writer, storage_error
from tracer_engine.export.workbooks import write_workbook
from tracer_engine.progress import Progress, silent
from tracer_engine.types.browsing import CustomerQuery
from tracer_engine.workspace import Workspace


def export_listed(
    run_id: str,
    query: CustomerQuery,
    out: Path,
    *,
    workbook: bool = False,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> None:
    """Write all rows that fit `query` (its `start` and `count` say nothing here) as CSV or as a workbook, whole or
    not at all.

    Raises InputError where there is no such run, or more rows than a workbook holds; StorageError.
    """
    view = OpenRunView(run_id, workspace=workspace)
    if not workbook:
        _write_csv(view, query, out)
        return
    try:
        with tempfile.TemporaryDirectory(prefix="tracer-") as folder:
            listed = Path(folder) / view.opened.paths["scores"].name
            _write_csv(view, query, listed)
            write_workbook(listed, out, outcome=view.opened.card.outcome, progress=progress)
    except OSError as error:
        raise storage_error(error, out) from error


def _write_csv(view: OpenRunView, query: CustomerQuery, out: Path) -> None:
    with durable_writer(out) as file:
        file.writelines(view.records(query))
