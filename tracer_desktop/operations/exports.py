"""Taking things away of a run: the list, the model in several forms, the report, the card, all of it."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from tracer_desktop.dialogs.export_dialog import ExportChoice, ExportDialog
from tracer_desktop.operations.pdf_work import CardWork, PdfWork
from tracer_desktop.operations.running import RunningWork, Work, page_of, success_strip
from tracer_desktop.session import Session
from tracer_desktop.widgets.numbers import file_size
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import CustomerQuery, OpenedRun, export_job, is_built


def _tr(text: str) -> str:
    return QCoreApplication.translate("exports", text)


LISTED = {"listed_csv": "scores_csv", "listed_xlsx": "scores_xlsx"}
"""The scored list as a page shows it, and the kind of the engine that is."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Target:
    """What a kind of export is called when it is saved: the name proposed, and the filter of the dialog.

    `endings` are those it can have besides that of the name; the ending says which form it takes.
    """

    name: str
    filter: str
    endings: tuple[str, ...] = ()


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
                "Scores new files in Tracer, here or on another computer. It holds no {entity} of yours: the few rows "
                "that prove it whole are mixed from single cells."
            ).format(entity=words.entity),
            size=size.get("model", ""),
        ),
        ExportChoice(
            key="summary",
            title=_tr("Summary on one page"),
            text=_tr("For whoever decides: how good, with what limits, how it is used. PDF, or a web page."),
        ),
        ExportChoice(
            key="card",
            title=_tr("Model card"),
            text=_tr("For whoever audits: data, test, settings, versions and hashes. PDF, or a web page."),
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
        ExportChoice(
            key="python",
            title=_tr("Script for Python"),
            text=_tr(
                "A readable file that scores from a schedule, with the model beside it; it needs Tracer's package."
            ),
        ),
        ExportChoice(
            key="onnx",
            title=_tr("For other languages, ONNX"),
            text=_tr(
                "The model as a graph, from columns to the probability; written only where it scores as Tracer does. "
                "It gives no reasons."
            )
            if not is_built()
            else _tr("The model as a graph; the packages that write it are not in the installed program."),
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
        "summary": Target(name=f"{stem}-summary.pdf", filter=_papers(), endings=(".html",)),
        "card": Target(name=f"{stem}-card.pdf", filter=_papers(), endings=(".html",)),
        "python": Target(name=f"{stem}_score.py", filter=_tr("Python scripts (*.py)")),
        "onnx": Target(name=f"{stem}.onnx", filter=_tr("ONNX models (*.onnx)")),
        "joblib": Target(name=f"{stem}.joblib", filter=_tr("joblib files (*.joblib)")),
    }


def _papers() -> str:
    return f"{_tr('PDF files (*.pdf)')};;{_tr('Web pages (*.html)')}"


def choose_place(run: OpenedRun, kind: str, parent: QWidget) -> Path | None:
    """Let the user say where to; None when nothing was chosen."""
    target = targets(run)[kind]
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    if kind == "everything":
        chosen = QFileDialog.getExistingDirectory(parent, _tr("Choose a folder; one is made in it"), str(folder))
        return _free_folder(Path(chosen) / target.name) if chosen else None
    chosen, kind_of_file = QFileDialog.getSaveFileName(parent, _tr("Export"), str(folder / target.name), target.filter)
    if not chosen:
        return None
    path, endings = Path(chosen), (Path(target.name).suffix, *target.endings)
    if path.suffix.lower() in endings:
        return path
    wanted = next((ending for ending in endings if f"*{ending}" in kind_of_file), endings[0])
    return path.with_name(path.name + wanted)


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
    elif kind in ("card", "summary") and out.suffix.lower() == ".pdf":
        work = CardWork(session, out, page, summary=kind == "summary")
    else:
        query = listed if kind in LISTED else None
        work = ChildJob(export_job, LISTED.get(kind, kind), run.id, out, session.workspace.path, query, parent=page)
    return RunningWork(work, title, page, partial(_told, out), page)


def _told(out: Path, said: object) -> MessageStrip:
    size = f" · {file_size(_bytes(out))}" if out.is_file() else ""
    note = f" · {said}" if isinstance(said, str) and said else ""
    return success_strip(_tr("Written: {file}").format(file=out.name), f"{out.parent}{size}{note}", out)
