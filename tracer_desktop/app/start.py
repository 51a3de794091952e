"""The order of the start: look, workspace, the one window; the engine only once the window is on the screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from tracer_desktop.app.crash_report import CrashReporter
from tracer_desktop.app.single_instance import FirstInstance, hand_over, instance_name
from tracer_desktop.dialogs.message_dialog import tell
from tracer_desktop.preferences import Preferences, StateFile
from tracer_desktop.resource_files import resource
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import install_theme
from tracer_desktop.work.engine_link import EngineLink
from tracer_desktop.work.garbage import GarbageKeeper
from tracer_engine import StorageError, Workspace, __version__, open_workspace

THREADS_VARIABLE = "TRACER_THREADS"
DONE, STORAGE_TROUBLE = 0, 4


class Application(QApplication):
    """`file_opened` carries the Path of a file that the system (macOS) asks to be opened."""

    file_opened = Signal(object)

    def event(self, event: QEvent) -> bool:
        """The system (macOS) hands over files that were double-clicked as events."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(Path(event.file()))
            return True
        return super().event(event)


def show_window(file: Path | None, run: str | None = None) -> int:
    """Run the program until its window is closed; returns the exit code."""
    app = make_application()
    try:
        workspace = open_workspace()
    except StorageError as error:
        install_theme(app)
        tell(None, error.message, error.remedy)
        return STORAGE_TROUBLE
    name = instance_name(workspace.path)
    if hand_over(name, file):
        return DONE
    running = Running(app, workspace, name, file, run)
    try:
        code = app.exec()
    finally:
        running.close()
    return code


def make_application() -> Application:
    """The one application object, with the names the system knows it by."""
    Application.setApplicationName("Tracer")
    Application.setApplicationDisplayName("Tracer")
    Application.setApplicationVersion(__version__)
    Application.setDesktopFileName("tracer")
    app = Application(sys.argv[:1])
    app.setWindowIcon(QIcon(str(resource("icons/tracer.svg"))))
    return app


class Running(QObject):
    """All that lives as long as the window."""

    def __init__(
        self, app: Application, workspace: Workspace, name: str, file: Path | None, run: str | None = None
    ) -> None:
        super().__init__()
        self._file, self._run = file, run
        self.state = StateFile(workspace.path)
        preferences = self.state.state.preferences
        use_threads(preferences.threads)
        self._translators = install_language(app, preferences.language)
        install_theme(app, mode=preferences.mode, zoom=preferences.zoom, system_font=preferences.system_font)
        self.crashes = CrashReporter(workspace.path / "logs", self)
        self.engine = EngineLink()
        self.session = Session(workspace, self.engine, self.state)
        # Not earlier: the window's modules make widgets' style from the theme that has just been installed.
        from tracer_desktop.main_window import MainWindow

        self.window = MainWindow(self.session)
        self.instance = FirstInstance(name, self)
        self.instance.asked.connect(self._on_asked)
        app.file_opened.connect(self._on_asked)
        self.crashes.happened.connect(self.window.show_bug)
        self.window.show()
        self.garbage = GarbageKeeper(self)
        QTimer.singleShot(0, self._after_showing)

    def close(self) -> None:
        """Let everything go: later starts, the endpoint, the engine's process."""
        self.instance.close()
        self.session.close()
        self.garbage.close()
        self.crashes.close()

    def _after_showing(self) -> None:
        self.engine.start()
        if self._file is not None:
            self.window.open(self._file)
        if self._run is not None:
            self.window.open_run(self._run)

    def _on_asked(self, file: Path | None) -> None:
        self.window.to_front()
        if file is not None:
            self.window.open(file)


def use_threads(threads: int) -> None:
    """Have every training use so many threads (0: as many as the engine thinks right); children read it when born."""
    if threads > 0:
        os.environ[THREADS_VARIABLE] = str(threads)


def install_language(app: QApplication, language: str = Preferences.language) -> list[QTranslator]:
    """Load the translations of a language, where there are any; English is in the code."""
    loaded = []
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    folders = {"tracer": str(resource("translations")), "qtbase": qt_folder}
    for catalogue, folder in folders.items():
        translator = QTranslator(app)
        if language != "en" and translator.load(QLocale(language), catalogue, "_", folder):
            app.installTranslator(translator)
            loaded.append(translator)
    return loaded
