"""Scoring a file with a model: choosing both, and writing the scored list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from tracer_desktop.operations.opening import MODEL, TABLES, choose_model
from tracer_desktop.operations.running import RunningWork, success_strip
from tracer_desktop.session import Session
from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import Scored, ScoreRequest, Wording, score_job


def _tr(text: str) -> str:
    return QCoreApplication.translate("scoring", text)


def score_with_model(session: Session, parent: QWidget | None) -> str:
    """Let the user choose a model file to score with; returns the page to show, "" when nothing was chosen."""
    return choose_model(session, parent)


def choose_file(parent: QWidget, folder: Path) -> Path | None:
    """Let the user choose a file to score."""
    endings = " ".join(f"*{ending}" for ending in TABLES)
    filters = f"{_tr('Tables')} ({endings});;{_tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(parent, _tr("Choose a file to score"), str(folder), filters)
    return Path(chosen).absolute() if chosen else None


def choose_model_file(parent: QWidget, folder: Path) -> Path | None:
    """Let the user choose a model file."""
    filters = f"{_tr('Tracer models')} (*{MODEL});;{_tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(parent, _tr("Choose a model"), str(folder), filters)
    return Path(chosen).absolute() if chosen else None


def choose_result(file: Path, parent: QWidget) -> Path | None:
    """Let the user say where the scored list goes."""
    return choose_list_place(parent, _tr("Score and export"), file.with_name(f"{file.stem}-scored.csv"))


def choose_list_place(parent: QWidget, title: str, proposed: Path) -> Path | None:
    """Let the user say where a list goes: CSV unless a workbook is asked for."""
    csv, xlsx = _tr("CSV files (*.csv)"), _tr("Excel workbooks (*.xlsx)")
    chosen, which = QFileDialog.getSaveFileName(parent, title, str(proposed), f"{csv};;{xlsx}", csv)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in (".csv", ".xlsx"):
        return path
    return path.with_name(path.name + (".xlsx" if which == xlsx else ".csv"))


def score_and_export(
    session: Session,
    request: ScoreRequest,
    page: Page,
    wording: Wording,
    on_scored: Callable[[Scored], None],
    show_list: Callable[[], None],
) -> RunningWork:
    """Score a file in a process of its own; how far it is and how it ended is told on the page.

    `on_scored` is told what came of it; the message at the end has a button that calls `show_list`.
    """
    job = ChildJob(score_job, request, session.workspace.path, parent=page)
    job.done.connect(on_scored)
    title = _tr("Scoring {file}").format(file=request.file.name)
    return RunningWork(job, title, page, partial(scored_strip, wording, show_list), page)


def scored_strip(wording: Wording, show_list: Callable[[], None], scored: object) -> MessageStrip:
    """How many rows were scored, where they lie, which could not be."""
    assert isinstance(scored, Scored)
    out = scored.paths["scores"]
    rows = _tr("Scored 1 {entity}: {file}") if scored.rows == 1 else _tr("Scored {rows} {entities}: {file}")
    title = rows.format(rows=count(scored.rows), entity=wording.entity, entities=wording.entities, file=out.name)
    told = [str(out.parent)]
    aside = scored.paths.get("set_aside")
    if aside is not None:
        one = _tr("1 row could not be read and is in {file}.")
        many = _tr("{rows} rows could not be read and are in {file}.")
        told.append(
            (one if scored.rows_set_aside == 1 else many).format(rows=count(scored.rows_set_aside), file=aside.name)
        )
    told.extend(scored.notes)
    strip = success_strip(title, "\n".join(told), out, "caution" if aside is not None else "good")
    if out.suffix.lower() == ".csv" and scored.rows:
        look = quiet_button(_tr("Look at the list"))
        look.clicked.connect(show_list)
        strip.add_action(look)
    return strip
