"""Runs: read, renamed, compared, put into the recycle bin."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from PySide6.QtCore import QCoreApplication, QFile, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.compare_dialog import CompareDialog, ComparedRun
from tracer_desktop.dialogs.message_dialog import Choice, ask, tell
from tracer_desktop.item_models.runs_model import RunFacts
from tracer_desktop.plots.evidence import verdict_kind
from tracer_desktop.session import Session
from tracer_desktop.widgets.status import Kind
from tracer_desktop.work.thread_task import ThreadTask
from tracer_engine import StorageError, TracerError, Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("runs", text)


class RunsReader(QObject):
    """Works with the folders of runs in a thread: `read` tells of the list, `failed` of (message, remedy)."""

    read = Signal(object)
    failed = Signal(str, str)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def read_again(self) -> None:
        """Read the list of runs; `read` comes."""
        self._start(_nothing)

    def rename(self, run_id: str, name: str) -> None:
        """Give a run another name, and read the list again."""
        self._start(partial(self._workspace.rename, run_id, name))

    def put_back(self, place: Path, path: Path) -> None:
        """Take a run out of the recycle bin again, and read the list again."""
        self._start(partial(_put_back, place, path))

    def delete(self, run_id: str) -> None:
        """Delete a run for good, and read the list again."""
        self._start(partial(self._workspace.delete, run_id))

    def _start(self, change: Callable[[], object]) -> None:
        task = ThreadTask(partial(_change_and_read, self._workspace, change))
        task.done.connect(self._on_done)
        task.start()

    def _on_done(self, outcome: tuple[TracerError | None, tuple[RunFacts, ...]]) -> None:
        trouble, runs = outcome
        if trouble is not None:
            self.failed.emit(trouble.message, trouble.remedy)
        self.read.emit(runs)


def _nothing() -> None:
    """Only the list is to be read."""


def _change_and_read(
    workspace: Workspace, change: Callable[[], object]
) -> tuple[TracerError | None, tuple[RunFacts, ...]]:
    """In the thread: what went wrong with the change, and the list as it is now."""
    trouble = None
    try:
        change()
    except TracerError as error:
        trouble = error
    return trouble, read_runs(workspace)


def read_runs(workspace: Workspace) -> tuple[RunFacts, ...]:
    """Every run of the workspace with what its report says of it, newest first; broken ones among them."""
    found = []
    for entry in workspace.runs():
        report = read_report(entry.path)
        found.append(
            RunFacts(
                id=entry.id,
                path=entry.path,
                name=entry.name or entry.id,
                created=entry.created,
                source=str(report.get("source", "")),
                question=str(report.get("question", entry.target)),
                effort=str(report.get("effort", "")),
                rows=entry.rows,
                roc_auc=_interval(report.get("metrics", {}).get("roc_auc"), entry.roc_auc),
                verdict=_verdict(report),
                problem="" if report else _tr("its report cannot be read"),
            )
        )
    found.extend(
        RunFacts(id=broken.path.name, path=broken.path, name=broken.path.name, problem=broken.problem)
        for broken in workspace.broken_runs()
    )
    return tuple(sorted(found, key=lambda run: run.id, reverse=True))


def read_report(folder: Path) -> Mapping[str, Any]:
    """report.json of a run as plain data; empty where it cannot be read."""
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def _verdict(report: Mapping[str, Any]) -> Kind | None:
    return verdict_kind(report) if report.get("verdict") and report.get("metrics") else None


def _interval(metric: Mapping[str, float] | None, otherwise: float | None) -> tuple[float, float, float] | None:
    if metric and metric.get("value") is not None:
        return metric["value"], metric["low"], metric["high"]
    return None if otherwise is None else (otherwise, otherwise, otherwise)


class Deleted(NamedTuple):
    """What became of a run: in the bin (and where, as far as the system says), gone for good, or "" for kept."""

    how: Literal["bin", "gone", ""]
    place: Path | None = None


def delete_run(session: Session, run: RunFacts, reader: RunsReader, parent: QWidget) -> Deleted:
    """Put a run into the recycle bin, or, where there is none, ask to delete it for good."""
    is_open = session.run is not None and session.run.id == run.id
    answer = ask(
        parent,
        _tr("Move “{name}” to the recycle bin?").format(name=run.name),
        _tr("Its model, report and scored list go with it. It can be put back from the bin until that is emptied."),
        [Choice("bin", _tr("Move to the recycle bin")), Choice("", _tr("Keep it"))],
    )
    if answer != "bin":
        return Deleted("")
    if is_open:
        session.close_run()
    moved, place = move_to_bin(run.path)
    if moved:
        reader.read_again()
        return Deleted("bin", place)
    answer = ask(
        parent,
        _tr("There is no recycle bin here. Delete “{name}” for good?").format(name=run.name),
        _tr("This cannot be undone. To keep the model, export it first."),
        [Choice("", _tr("Keep it"), "primary"), Choice("gone", _tr("Delete for good"))],
    )
    if answer == "gone":
        reader.delete(run.id)
        return Deleted("gone")
    if is_open:
        session.open_run(run.id)
    return Deleted("")


def move_to_bin(path: Path) -> tuple[bool, Path | None]:
    """Whether the system has taken a folder into its recycle bin, and where it lies there, if it says so."""
    told = QFile.moveToTrash(str(path))
    moved, place = told if isinstance(told, tuple) else (told, "")
    return bool(moved), Path(place) if moved and place else None


def _put_back(place: Path, path: Path) -> None:
    """In the thread. Raises StorageError when the bin was emptied, or the disk stands in the way."""
    try:
        if path.exists():
            raise FileExistsError(path)
        shutil.move(place, path)
        # The note that systems of the freedesktop kind keep beside what lies in their bin.
        (place.parent.parent / "info" / f"{place.name}.trashinfo").unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            _tr("The run could not be taken out of the recycle bin."),
            remedy=_tr("Look whether it is still there, and put it back with the file manager."),
        ) from error


def compare_runs(session: Session, first: RunFacts, second: RunFacts, parent: QWidget) -> None:
    """Show two runs side by side; what they are worth on the same rows follows when the engine has found out."""
    told = []
    pair = sorted((first, second), key=lambda one: one.id)
    for run in pair:
        report = read_report(run.path)
        if not report:
            tell(
                parent,
                _tr("“{name}” cannot be compared.").format(name=run.name),
                _tr("Its report cannot be read. Train it again, or delete the run."),
            )
            return
        told.append(ComparedRun(name=run.name, created=run.created, report=report))
    dialog = CompareDialog(told[0], told[1], parent)
    answer = session.engine.ask("compare_runs", *(run.id for run in pair))
    answer.answered.connect(dialog.show_paired)
    answer.failed.connect(dialog.show_unpaired)
    try:
        dialog.exec()
    finally:
        answer.drop()
        dialog.deleteLater()


def open_folder(path: Path) -> None:
    """Show a folder in the system's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
