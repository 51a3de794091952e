"""Taking things away of the open table: the table as Tracer understood it, and the rows it could not read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from tracer_desktop.operations.running import RunningWork, page_of, success_strip
from tracer_desktop.session import Session
from tracer_desktop.widgets.numbers import count, file_size
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import clean_job, set_aside_job


def _tr(text: str) -> str:
    return QCoreApplication.translate("data_export", text)


def export_clean(session: Session, parent: QWidget) -> RunningWork | None:
    """Ask where to, and write the table as `tracer clean` does, with its progress on the page."""
    return _choose_and_write(session, parent, _tr("Export the clean table"), "clean", clean_job)


def save_set_aside(session: Session, parent: QWidget) -> RunningWork | None:
    """Ask where to, and write the rows that could not be read."""
    return _choose_and_write(session, parent, _tr("Save the rows set aside"), "set-aside", set_aside_job)


def _choose_and_write(
    session: Session, parent: QWidget, title: str, suffix: str, verb: Callable[..., int]
) -> RunningWork | None:
    if session.path is None or session.table is None:
        return None
    folder = session.path.parent
    if not folder.is_dir():
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    proposed = folder / f"{session.path.stem}-{suffix}.csv"
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(proposed), _tr("CSV files (*.csv)"))
    if not chosen:
        return None
    out = Path(chosen)
    if out.suffix.lower() != ".csv":
        out = out.with_name(out.name + ".csv")
    return write(session, verb, out, parent)


def write(session: Session, verb: Callable[..., int], out: Path, parent: QWidget) -> RunningWork | None:
    """Run one of the two verbs; how far it is and how it ended is told on the page of `parent`."""
    page = page_of(parent)
    if page is None or session.path is None:
        return None
    job = ChildJob(verb, session.path, session.reading, out, parent=page)
    return RunningWork(job, _tr("Writing {file}").format(file=out.name), page, partial(_told, out), page)


def _told(out: Path, rows: object) -> MessageStrip:
    words = _tr("Written: {file}, 1 row") if rows == 1 else _tr("Written: {file}, {rows} rows")
    words = words.format(file=out.name, rows=count(int(str(rows))))
    size = file_size(out.stat().st_size) if out.is_file() else ""
    return success_strip(words, f"{out.parent} · {size}", out)
