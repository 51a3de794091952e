"""The order of the start: look, the window's first picture, then all the rest behind it (`arrival`).

Nothing is imported here at the top that the first picture can do without.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLockFile, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from tracer_desktop.app.end_asked import EndAsked
from tracer_desktop.app.last_end import OpenMark
from tracer_desktop.main_window import MainWindow
from tracer_desktop.preferences import StateFile
from tracer_desktop.resource_files import resource
from tracer_desktop.theme.theme import STYLED, install_theme
from tracer_engine import __version__, workspace_place

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

    from tracer_desktop.app.crash_report import CrashReporter
    from tracer_desktop.app.held_input import HeldInput
    from tracer_desktop.app.last_end import BadEnd
    from tracer_desktop.app.single_instance import FirstInstance
    from tracer_desktop.main_window.ahead import Ahead
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import EngineLink
    from tracer_desktop.work.garbage import GarbageKeeper
    from tracer_desktop.work.turns import Turns
    from tracer_engine import StorageError

THREADS_VARIABLE = "TRACER_THREADS"
LOCK_FILE = "window.lock"
DONE, STORAGE_TROUBLE, BUG = 0, 4, 70
SECONDS_TO_ARRIVE = 3.0
"""So long a second start waits for a first one that does not listen yet, before it opens a window of its own."""
SWITCH_SECONDS = 0.001
"""So long the window's thread waits for Python's lock while another one imports; it does at each step out of Qt."""
PATIENCE_MS = 500
"""A window that is never painted (minimised from the start) arrives all the same."""


class Application(QApplication):
    """`file_opened` carries the Path of a file that the system (macOS) asks to be opened."""

    file_opened = Signal(object)

    def event(self, event: QEvent) -> bool:
        """The system (macOS) hands over files that were double-clicked as events."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(Path(event.file()))
            return True
        return super().event(event)


def show_window(file: Path | None, run: str | None = None, *, photograph: Path | None = None) -> int:
    """Run the program until its window is closed; returns the exit code."""
    app = make_application()
    folder = workspace_place().expanduser().absolute()
    if not (folder / "runs").is_dir() and not _is_usable(app):
        return STORAGE_TROUBLE
    lock = QLockFile(str(folder / LOCK_FILE))
    # The window may be open for days: only a holder that is gone leaves the lock, never time.
    lock.setStaleLockTime(0)
    is_first = lock.tryLock(0)
    if not is_first and _is_taken_over(folder, file):
        return DONE
    mark = OpenMark(folder / "logs") if is_first else None
    asked = EndAsked(app, mark.close if mark is not None else lambda: None)
    running = Running(app, folder, file=file, run=run, last_end=mark.before if mark is not None else None)
    if photograph is not None:
        from tracer_desktop.app.photograph import Photograph

        Photograph(running, photograph)
    try:
        code = app.exec()
    finally:
        running.close()
        asked.close()
        if mark is not None:
            mark.close()
        lock.unlock()
    return code


def _is_taken_over(folder: Path, file: Path | None) -> bool:
    """Whether the window that holds the lock has come to the front; it may be about to arrive itself."""
    from tracer_desktop.app.single_instance import hand_over, instance_name

    until = time.monotonic() + SECONDS_TO_ARRIVE
    while not hand_over(instance_name(folder), file):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _is_usable(app: QApplication) -> bool:
    """Whether the workspace can be made; if not, it is said why."""
    from tracer_engine import StorageError, open_workspace

    try:
        open_workspace()
    except StorageError as error:
        install_theme(app)
        _tell(error)
        return False
    return True


def _tell(error: StorageError) -> None:
    from tracer_desktop.dialogs.message_dialog import tell

    tell(None, error.message, error.remedy)


def make_application() -> Application:
    """The one application object, with the names the system knows it by."""
    Application.setApplicationName("Tracer")
    Application.setApplicationDisplayName("Tracer")
    Application.setApplicationVersion(__version__)
    Application.setDesktopFileName("tracer")
    app = Application([*sys.argv[:1], "-style", "Fusion"])
    app.setProperty(STYLED, True)
    return app


class Running(QObject):
    """All that lives as long as the window. `arrived` once there is all of it."""

    arrived = Signal()

    arrival: Turns
    instance: FirstInstance
    crashes: CrashReporter
    engine: EngineLink
    session: Session
    garbage: GarbageKeeper
    ahead: Ahead

    def __init__(
        self,
        app: Application,
        folder: Path,
        *,
        file: Path | None = None,
        run: str | None = None,
        last_end: BadEnd | None = None,
    ) -> None:
        super().__init__()
        self._app, self._folder, self._file, self._run = app, folder, file, run
        self._last_end = last_end
        self.state = StateFile(folder)
        preferences = self.state.state.preferences
        use_threads(preferences.threads)
        self._translators = install_language(app, preferences.language) if preferences.language != "en" else []
        install_theme(app, mode=preferences.mode, zoom=preferences.zoom, system_font=preferences.system_font)
        self.window = MainWindow(None, state=self.state)
        self.window.painted.connect(self._begin)
        self.window.show()
        self._held: HeldInput | None = None
        QTimer.singleShot(PATIENCE_MS, self._begin)

    def close(self) -> None:
        """Let everything go that has come: later starts, the endpoint, the engine's process."""
        if self._held is not None:
            self.arrival.stop()
        for name in ("ahead", "instance", "session", "garbage", "crashes"):
            part = getattr(self, name, None)
            if part is not None:
                part.close()

    # ------------------------------------------------------------ the rest, step by step

    def _begin(self) -> None:
        if self._held is None and not self.window.is_furnished:
            from tracer_desktop.app.held_input import HeldInput
            from tracer_desktop.work.turns import Turns

            self._held = HeldInput(self.window)
            self.arrival = Turns(self)
            self.arrival.failed.connect(self._on_failed)
            self.window.closed.connect(self.arrival.stop)
            # In the turn after this one: what has just been painted goes to the screen first.
            QTimer.singleShot(0, partial(self.arrival.take, self._steps()))

    def _steps(self) -> Iterator[None]:
        from tracer_desktop.app.arrival import IMPORTS, import_one

        self._app.setWindowIcon(QIcon(str(resource("icons/tracer.svg"))))
        yield
        for named in IMPORTS:
            import_one(named)
            yield
        yield from self._connect_to_the_world()
        yield from self._fill()
        if not self.window.is_furnished:
            return
        assert self._held is not None
        self._held.release()
        if self._last_end is not None:
            from tracer_desktop.app.crash_report import LastEndTold

            LastEndTold(self.window, self._last_end)
        self.arrived.emit()
        if self._file is not None:
            self.window.open(self._file)
        if self._run is not None:
            self.window.open_run(self._run)

    def _connect_to_the_world(self) -> Iterator[None]:
        from tracer_desktop.app.crash_report import CrashReporter
        from tracer_desktop.app.single_instance import FirstInstance, instance_name

        self.crashes = CrashReporter(self._folder / "logs", self)
        self.crashes.happened.connect(self.window.show_bug)
        self.instance = FirstInstance(instance_name(self._folder), self)
        self.instance.asked.connect(self._on_asked)
        self._app.file_opened.connect(self._on_asked)
        yield

    def _fill(self) -> Iterator[None]:
        from tracer_desktop.main_window.ahead import Ahead
        from tracer_desktop.plots.loading import plot_library
        from tracer_desktop.session import Session
        from tracer_desktop.work.engine_link import EngineLink
        from tracer_desktop.work.garbage import GarbageKeeper
        from tracer_engine import StorageError, open_workspace

        try:
            workspace = open_workspace()
        except StorageError as error:
            _tell(error)
            self._app.exit(STORAGE_TROUBLE)
            return
        self.engine = EngineLink()
        # Its child imports what it needs while the window does.
        self.engine.start()
        yield
        self.session = Session(workspace, self.engine, self.state)
        for step in self.window.furnishing(self.session):
            yield
            step()
        yield
        sys.setswitchinterval(SWITCH_SECONDS)
        self.garbage = GarbageKeeper(self)
        self.ahead = Ahead(self.window.pages, self.session, self)
        for imports in (self.ahead, plot_library()):
            imports.begun.connect(self.garbage.pause)
            imports.ready.connect(self.garbage.go_on)
        self.ahead.start()

    def _on_failed(self) -> None:
        """The window would never be whole: end, with what went wrong on the error stream."""
        self._app.exit(BUG)

    def _on_asked(self, file: Path | None) -> None:
        self.window.to_front()
        if file is not None:
            self.window.open(file)


def use_threads(threads: int) -> None:
    """Have every training use so many threads (0: as many as the engine thinks right); children read it when born."""
    if threads > 0:
        os.environ[THREADS_VARIABLE] = str(threads)


def install_language(app: QApplication, language: str) -> list[QTranslator]:
    """Load the translations of a language, where there are any; English is in the code."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    loaded = []
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    folders = {"tracer": str(resource("translations")), "qtbase": qt_folder}
    for catalogue, folder in folders.items():
        translator = QTranslator(app)
        if language != "en" and translator.load(QLocale(language), catalogue, "_", folder):
            app.installTranslator(translator)
            loaded.append(translator)
    return loaded
