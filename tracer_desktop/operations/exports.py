"""Taking things away of a run: the list, the model, the report, all of it, a file for scikit-learn."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFileDialog, QWidget

from tracer_desktop.dialogs.export_dialog import ExportChoice, ExportDialog
from tracer_desktop.operations.report_pdf import pdf_error, report_pdf, save_whole
from tracer_desktop.operations.running import RunningWork, Work, page_of, success_strip
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.numbers import file_size
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.work.child_job import ChildJob
from tracer_desktop.work.thread_task import ThreadTask
from tracer_engine import CustomerQuery, OpenedRun, export_job


def _tr(text: str) -> str:
    return QCoreApplication.translate("exports", text)


POINTS = 9.5
"""The size of the text on paper, whatever it is on the screen."""


LISTED = {"listed_csv": "scores_csv", "listed_xlsx": "scores_xlsx"}
"""The scored list as a page shows it, and the kind of the engine that is."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Target:
    """What a kind of export is called when it is saved: the name proposed, and the filter of the dialog."""

    name: str
    filter: str


def export_run(session: Session, parent: QWidget, kind: str = "", listed: CustomerQuery | None = None) -> None:
    """Ask what to take away of the run that is open, and where to; then write it, with its progress on the page.

    With `listed`, the rows that fit it are offered too, in its order.
    """
    run = session.run
    if run is None:
        return
    offered = [*(_listed_choices() if listed is not None else ()), *choices(run)]
    dialog = ExportDialog(_tr("Export"), offered, kind, parent)
    try:
        if not dialog.exec():
            return
        kind = dialog.chosen()
    finally:
        dialog.deleteLater()
    out = choose_place(run, kind, parent)
    if out is not None:
        write_export(session, run, kind, out, parent, listed)


def _listed_choices() -> list[ExportChoice]:
    return [
        ExportChoice(
            key="listed_csv",
            title=_tr("The list as shown, CSV"),
            text=_tr("Only those above the cut-off that the page shows, by rank, with the columns of the scored list."),
        ),
        ExportChoice(
            key="listed_xlsx",
            title=_tr("The list as shown, Excel"),
            text=_tr("The same as a workbook, with filters and a fixed heading."),
        ),
    ]


def choices(run: OpenedRun) -> list[ExportChoice]:
    """What there is to take away, each with one sentence and its size."""
    words = run.card.wording
    size = {key: _size(path) for key, path in run.paths.items()}
    whole = [_bytes(path) for path in run.paths.values()]
    return [
        ExportChoice(
            key="scores_csv",
            title=_tr("Scored list, CSV"),
            text=_tr(
                "Everybody, in the file's order: your file with probability, risk, rank and reasons behind it; Excel "
                "opens it right. The {entities} were scored by models that had not seen them."
            ).format(entities=words.entities),
            size=size.get("scores", ""),
        ),
        ExportChoice(
            key="scores_xlsx",
            title=_tr("Scored list, Excel"),
            text=_tr("Everybody as a workbook, with filters and a fixed heading; up to a million rows."),
        ),
        ExportChoice(
            key="model",
            title=_tr("Model file"),
            text=_tr(
                "Scores new files in Tracer, here or on another computer. No row of your data but a few examples "
                "that prove it whole."
            ),
            size=size.get("model", ""),
        ),
        ExportChoice(
            key="report_html",
            title=_tr("Report, web page"),
            text=_tr(
                "One file that any browser opens offline, with charts, tables and the riskiest {entities}."
            ).format(entities=words.entities),
            size=size.get("report_html", ""),
        ),
        ExportChoice(
            key="report_pdf",
            title=_tr("Report, PDF"),
            text=_tr("The same on A4 pages, to send or to print."),
        ),
        ExportChoice(
            key="everything",
            title=_tr("Everything, in a folder"),
            text=_tr("Model, report, its numbers as JSON, and the scored list."),
            size=file_size(sum(whole)) if all(whole) else "",
        ),
        ExportChoice(
            key="joblib",
            title=_tr("For scikit-learn, joblib"),
            text=_tr("An estimator for Python programs that have Tracer installed."),
            warning=_tr(
                "Whoever loads a joblib file runs the code in it. Load only files you made yourself or whose "
                "maker you trust; to hand a model on, take the model file, which holds no code."
            ),
            agree=_tr("I know what loading a joblib file means"),
        ),
    ]


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _size(path: Path) -> str:
    size = _bytes(path)
    return file_size(size) if size else ""


def targets(run: OpenedRun) -> dict[str, Target]:
    """How each kind is saved."""
    stem = Path(run.card.source).stem or "tracer"
    return {
        "listed_csv": Target(name=f"{stem}-listed.csv", filter=_tr("CSV files (*.csv)")),
        "listed_xlsx": Target(name=f"{stem}-listed.xlsx", filter=_tr("Excel workbooks (*.xlsx)")),
        "scores_csv": Target(name=f"{stem}-scored.csv", filter=_tr("CSV files (*.csv)")),
        "scores_xlsx": Target(name=f"{stem}-scored.xlsx", filter=_tr("Excel workbooks (*.xlsx)")),
        "model": Target(name=f"{stem}.tracer", filter=_tr("Tracer models (*.tracer)")),
        "report_html": Target(name=f"{stem}-report.html", filter=_tr("Web pages (*.html)")),
        "report_pdf": Target(name=f"{stem}-report.pdf", filter=_tr("PDF files (*.pdf)")),
        "everything": Target(name=f"{stem}-tracer", filter=""),
        "joblib": Target(name=f"{stem}.joblib", filter=_tr("joblib files (*.joblib)")),
    }


def choose_place(run: OpenedRun, kind: str, parent: QWidget) -> Path | None:
    """Let the user say where to; None when nothing was chosen."""
    target = targets(run)[kind]
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    if kind == "everything":
        chosen = QFileDialog.getExistingDirectory(parent, _tr("Choose a folder; one is made in it"), str(folder))
        return _free_folder(Path(chosen) / target.name) if chosen else None
    chosen, _ = QFileDialog.getSaveFileName(parent, _tr("Export"), str(folder / target.name), target.filter)
    if not chosen:
        return None
    path, ending = Path(chosen), Path(target.name).suffix
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


def _free_folder(wanted: Path) -> Path:
    """The folder wanted, with a number behind it where it stands already: nothing in it is replaced unasked."""
    place, number = wanted, 2
    while place.exists():
        place, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return place


def write_export(
    session: Session, run: OpenedRun, kind: str, out: Path, parent: QWidget, listed: CustomerQuery | None = None
) -> RunningWork | None:
    """Write one export to `out`; how far it is and how it ended is told on the page of `parent`.

    `listed` is what the kinds of `LISTED` hold.
    """
    page = page_of(parent)
    if page is None:
        return None
    title = _tr("Writing {file}").format(file=out.name)
    work: Work
    if kind == "report_pdf":
        work = PdfWork(run, out, page)
    else:
        query = listed if kind in LISTED else None
        work = ChildJob(export_job, LISTED.get(kind, kind), run.id, out, session.workspace.path, query, parent=page)
    return RunningWork(work, title, page, partial(_told, out), page)


def _told(out: Path, _value: object) -> MessageStrip:
    size = f" · {file_size(_bytes(out))}" if out.is_file() else ""
    return success_strip(_tr("Written: {file}").format(file=out.name), f"{out.parent}{size}", out)


class PdfWork(QObject):
    """Draws the report as a PDF in a thread: Qt's text and painters need no window for that."""

    stepped = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, run: OpenedRun, out: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._out = out
        self._stopped = Event()
        font: QFont = theme().font("body")
        font.setPointSizeF(POINTS)
        colours = dict(theme().tokens.light)
        self._task = ThreadTask(partial(_draw_pdf, run, out, font, colours, self._stopped))
        self._task.done.connect(self._on_done)

    def start(self) -> None:
        """Begin; returns at once."""
        self._task.start()

    def cancel(self) -> None:
        """Do not write it, if it is not written already."""
        self._stopped.set()

    def _on_done(self, outcome: OSError | bool) -> None:
        if isinstance(outcome, OSError):
            self.failed.emit(pdf_error(self._out, outcome, self))
        elif outcome:
            self.done.emit(self._out)
        else:
            self.cancelled.emit()


def _draw_pdf(run: OpenedRun, out: Path, font: QFont, colours: dict[str, str], stopped: Event) -> OSError | bool:
    """In the thread: read the report, draw it, write it. Whether it was written, or why it could not be."""
    try:
        html = run.paths["report_html"].read_text(encoding="utf-8")
        data = report_pdf(html, run.report, font, colours)
        if stopped.is_set():
            return False
        save_whole(out, data)
    except OSError as trouble:
        return trouble
    return True
