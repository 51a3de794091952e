"""matplotlib, imported beside the window's thread: nobody waits for it who does not look at a plot."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from tracer_desktop.theme.theme import theme

WARM_TEXT = "0123456789 % abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ,.–−·"


class PlotLibrary(QObject):
    """Loads matplotlib once. `ready` comes in the window's thread; `is_ready` from then on."""

    begun = Signal()
    ready = Signal()
    _loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_ready = False
        self._thread: threading.Thread | None = None
        self._loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)

    @property
    def is_loading(self) -> bool:
        """Whether it is being imported now, by a thread that holds Python's lock nearly all the time."""
        return self._thread is not None and not self.is_ready

    def start(self) -> None:
        """Begin to load, if that has not been done; returns at once."""
        if self._thread is None:
            files = theme().font_files()
            self._thread = threading.Thread(target=self._load, args=(files,), name="plot-library", daemon=True)
            self.begun.emit()
            self._thread.start()

    def wait(self) -> None:
        """Load it now, without events (for a picture that is to be made at once)."""
        self.start()
        assert self._thread is not None
        self._thread.join()
        self._on_loaded()

    def _load(self, files: list[Path]) -> None:
        import_plot_library(files)
        self._loaded.emit()

    def _on_loaded(self) -> None:
        if not self.is_ready:
            self.is_ready = True
            self.ready.emit()


def import_plot_library(files: list[Path]) -> None:
    """Import all a plot needs, and draw one, so that fonts are open and letters are known."""
    from matplotlib import font_manager, patheffects, rc_context  # noqa: F401 - imported to be there
    from matplotlib.backends import backend_qtagg, backend_svg  # noqa: F401
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # Inter has the weights we ask for; that the fallback for rare letters has not is nothing to tell a user.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    for file in files:
        font_manager.fontManager.addfont(str(file))
    figure = Figure(figsize=(4, 3))
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.plot([0, 1], [0, 1], "--o")
    for weight in ("regular", "semibold"):
        axes.text(0.1, 0.5, WARM_TEXT, family="Inter", weight=weight, size=8.6)
    canvas.draw()  # type: ignore[no-untyped-call]


_libraries: list[PlotLibrary] = []


def plot_library() -> PlotLibrary:
    """The one loader of this program."""
    if not _libraries:
        made = PlotLibrary(QCoreApplication.instance())
        made.destroyed.connect(_libraries.clear)
        _libraries.append(made)
    return _libraries[0]
