"""What is kept in a workspace: listed, shown, copied out, deleted."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracer_engine.durable_files import durable_writer, settle, storage_error
from tracer_engine.errors import StorageError
from tracer_engine.export.set_aside import remove_old_set_aside, set_aside_path
from tracer_engine.types.run import Run
from tracer_engine.workspace import RunEntry, Workspace, open_workspace

RUN_FILES = {
    "model": "model.tracer",
    "report_html": "report.html",
    "report_json": "report.json",
    "scores": "scores.csv",
}


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


def rename_run(run_id: str, name: str, *, workspace: Workspace | None = None) -> RunEntry:
    """Give a run (an id, or a beginning of one that fits only it) a readable name; its id stays the same."""
    return (workspace or open_workspace()).rename(run_id, name)


def delete_run(run_id: str, *, workspace: Workspace | None = None) -> str:
    """Delete a run (an id, or a beginning of one that fits only it); returns its id."""
    return (workspace or open_workspace()).delete(run_id)


def export_run(run: Run, folder: Path | str) -> Mapping[str, Path]:
    """Copy a run's model, report and scores to `folder` (made if need be): all of them, or none."""
    return copy_run(run.paths, folder)


def copy_run(paths: Mapping[str, Path], folder: Path | str) -> Mapping[str, Path]:
    """As `export_run`, of the files told by `paths` (see RUN_FILES)."""
    folder = Path(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder, "make the folder") from error
    aside = set_aside_path(paths["scores"])
    copies = {key: folder / name for key, name in RUN_FILES.items()}
    sources = {key: paths[key] for key in RUN_FILES}
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
