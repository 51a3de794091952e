"""What this program is: its version, its licence, and the libraries it stands on."""

from __future__ import annotations

import platform
import sys
from functools import cache
from importlib import metadata

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.resource_files import resource, resource_folder
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import quiet_button, secondary_button
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.tabs import TabPages
from tracer_engine import __version__, is_built

LIBRARIES = (
    "PySide6_Essentials",
    "polars",
    "numpy",
    "scipy",
    "scikit-learn",
    "lightgbm",
    "matplotlib",
    "fastapi",
    "starlette",
    "uvicorn",
    "h11",
    "pydantic",
    "python-multipart",
    "jinja2",
    "python-calamine",
    "xlsxwriter",
    "joblib",
    "charset-normalizer",
    "platformdirs",
    "threadpoolctl",
    "typer",
    "rich",
)


class AboutDialog(HouseDialog):
    """Version, promise, licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("About Tracer"))
        self.setAccessibleName(self.windowTitle())
        head = QHBoxLayout()
        head.setSpacing(theme().u(4))
        head.addWidget(IconLabel("target", "accent", "icon_verdict"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme().scaled(2))
        words.addWidget(Label("Tracer", "title"))
        self.version = Label(
            self.tr("You have version {version}, on Python {python}").format(
                version=__version__, python=platform.python_version()
            ),
            "body",
            "ink2",
            selectable=True,
        )
        words.addWidget(self.version)
        self.promise = Label(
            self.tr(
                "Nothing leaves this computer. Tracer reads your file, learns from it and writes its results here; "
                "it calls nobody, looks for no updates and counts nothing."
            ),
            "body",
            wrap=True,
        )
        words.addSpacing(theme().u(2))
        words.addWidget(self.promise)
        self.newer = Label(how_to_replace(sys.platform, is_built=is_built()), "body", wrap=True)
        words.addSpacing(theme().u(2))
        words.addWidget(self.newer)
        head.addLayout(words, 1)
        self.body.addLayout(head)
        self.tabs = TabPages(name=self.tr("Licences"))
        self._texts = {
            self.tr("Libraries"): libraries_text() + _texts_place(),
            self.tr("Licence of Tracer"): _licence(),
            self.tr("Licence of the type, Inter"): resource("fonts/LICENSE-Inter.txt").read_text(encoding="utf-8"),
        }
        for title, text in self._texts.items():
            self.tabs.add_page(title, self._text(title, text))
        self.body.addWidget(self.tabs, 1)
        copy = quiet_button(self.tr("Copy versions"))
        copy.clicked.connect(self._copy)
        self.add_left_button(copy)
        close = secondary_button(self.tr("Close"))
        close.clicked.connect(self.accept)
        self.add_button(close)
        close.setFocus()
        self.resize(theme().scaled(640), theme().scaled(560))

    def _text(self, title: str, text: str) -> QPlainTextEdit:
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setAccessibleName(title)
        return shown

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"Tracer {__version__}\n{platform.platform()}\n{libraries_text()}")


def how_to_replace(system: str, *, is_built: bool) -> str:
    """How a newer version takes this one's place, on a `sys.platform`; `is_built`: it came as a program."""
    translate = QCoreApplication.translate
    if not is_built:
        how = translate("AboutDialog", "set it up from its own folder, as this one was.")
    elif system == "win32":
        how = translate("AboutDialog", "close Tracer and start the newer set-up; it replaces this version.")
    elif system == "darwin":
        how = translate(
            "AboutDialog", "close Tracer and drag the newer one into Applications; let it replace this one."
        )
    else:
        how = translate(
            "AboutDialog", "install its package, for instance: sudo apt install ./tracer_VERSION_amd64.deb."
        )
    stays = translate("AboutDialog", "Your runs and models stay; a newer version opens them all.")
    return " ".join((translate("AboutDialog", "To use a newer version,"), how, stays))


@cache
def libraries_text() -> str:
    """One line for each library that is there: its name, version and licence."""
    lines = [f"Python {platform.python_version()}: PSF-2.0"]
    for name in LIBRARIES:
        try:
            told = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        expressions = told.get_all("License-Expression") or []
        licences = [*expressions, _classified(told.get_all("Classifier") or []), *(told.get_all("License") or []), "–"]
        licence = next(one for one in licences if one).splitlines()[0]
        lines.append(f"{told['Name']} {told['Version']}: {licence}")
    return "\n".join(lines)


def _texts_place() -> str:
    """Where a built program keeps the licences of all its parts."""
    folder = resource_folder().parent / "licences"
    told = QCoreApplication.translate("AboutDialog", "All parts, and the texts of their licences:")
    return f"\n\n{told}\n{folder}" if folder.is_dir() else ""


def _classified(classifiers: list[str]) -> str:
    """The licence that the classifiers tell, where they do."""
    found = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    return ", ".join(found)


def _licence() -> str:
    """The text of Tracer's own licence: beside the source, or among the resources of an installed one."""
    for folder in (resource_folder(), resource_folder().parent):
        if (folder / "LICENSE").is_file():
            return (folder / "LICENSE").read_text(encoding="utf-8")
    try:
        files = metadata.files("tracer") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "LICENSE":
            return file.read_text(encoding="utf-8")
    return "Apache License 2.0: https://www.apache.org/licenses/LICENSE-2.0"
