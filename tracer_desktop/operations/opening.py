"""Opening a table or a model: chosen in a dialog, dropped on the window, handed over by the system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QStandardPaths, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

from tracer_desktop.dialogs.message_dialog import Choice, ask, tell
from tracer_desktop.preferences import Recent
from tracer_desktop.session import Session

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet", ".gz")
MODEL = ".tracer"
FileKind = Literal["table", "model"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("opening", text)


def kind_of(path: Path) -> FileKind | None:
    """What a file is, by the end of its name; None when Tracer does not read such files."""
    ending = path.suffix.lower()
    if ending == MODEL:
        return "model"
    return "table" if ending in TABLES else None


def dropped_path(urls: Sequence[QUrl]) -> tuple[Path | None, str]:
    """The one file in what was dropped, or a sentence why it cannot be opened."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile() and url.toLocalFile()]
    if len(paths) != len(urls) or not paths:
        return None, _tr("Only files on this computer can be opened.")
    if len(paths) > 1:
        return None, _tr("Drop one file at a time.")
    path = paths[0]
    if path.is_dir():
        return None, _tr("{file} is a folder. Drop a file.").format(file=path.name)
    if kind_of(path) is None:
        return None, _tr("{file} is not a table Tracer can read: CSV, Excel or Parquet, or a Tracer model.").format(
            file=path.name
        )
    return path, ""


def open_path(session: Session, path: Path, parent: QWidget | None) -> str:
    """Open a table or a model; returns the key of the page that shows it, "" when it was not opened."""
    if not path.is_file():
        tell(
            parent,
            _tr("{file} is not there.").format(file=path.name),
            _tr("It was moved, renamed or deleted, or its drive is not connected: {folder}").format(folder=path.parent),
        )
        return ""
    if kind_of(path) == "model":
        return open_model(session, path)
    session.open_file(path.absolute())
    return "data"


def open_model(session: Session, path: Path) -> str:
    """Take a model file to score with; returns the key of the page that does it."""
    session.choose_model(path.absolute())
    return "score"


def choose_table(session: Session, parent: QWidget | None) -> str:
    """Let the user choose a table and open it; returns the page to show, "" when nothing was chosen."""
    endings = " ".join(f"*{ending}" for ending in TABLES)
    filters = f"{_tr('Tables')} ({endings});;{_tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(parent, _tr("Open a file"), str(_last_folder(session)), filters)
    return open_path(session, Path(chosen), parent) if chosen else ""


def choose_model(session: Session, parent: QWidget | None) -> str:
    """Let the user choose a model file; returns the page to show, "" when nothing was chosen."""
    filters = f"{_tr('Tracer models')} (*{MODEL});;{_tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(parent, _tr("Open a model"), str(_last_folder(session)), filters)
    return open_model(session, Path(chosen)) if chosen else ""


def open_recent(session: Session, recent: Recent, parent: QWidget | None) -> str:
    """Open a file of the recent ones; one that is gone can be looked for."""
    if recent.is_there:
        return open_path(session, recent.path, parent)
    answer = ask(
        parent,
        _tr("{file} is not where it was.").format(file=recent.path.name),
        _tr("It was in {folder}.").format(folder=recent.path.parent),
        [
            Choice("locate", _tr("Locate…"), "primary"),
            Choice("forget", _tr("Take it off the list")),
            Choice("", _tr("Leave it")),
        ],
    )
    if answer == "forget":
        session.forget(recent.path)
    return locate(session, recent, parent) if answer == "locate" else ""


def locate(session: Session, recent: Recent, parent: QWidget | None) -> str:
    """Let the user say where a recent file is now, and open it there."""
    if recent.kind == "model":
        filters = f"{_tr('Tracer models')} (*{MODEL});;{_tr('All files')} (*)"
    else:
        filters = f"*{recent.path.suffix};;{_tr('All files')} (*)"
    title = _tr("Where is {file}?").format(file=recent.path.name)
    folder = recent.path.parent if recent.path.parent.is_dir() else _documents()
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(folder), filters)
    if not chosen:
        return ""
    now = Path(chosen).absolute()
    session.forget(recent.path)
    session.remember(recent._replace(path=now))
    return open_path(session, now, parent)


def _last_folder(session: Session) -> Path:
    """Where the newest file that is still there lies, else the documents."""
    for recent in session.state_file.state.recent:
        if recent.path.parent.is_dir():
            return recent.path.parent
    return _documents()


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
