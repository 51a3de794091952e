"""Tests of the window: drawn offscreen, in the house's look. Where Qt is not installed they are left out."""

from __future__ import annotations

import gc
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

# Before Qt is first imported.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tracer_desktop.main_window import MainWindow
    from tracer_desktop.session import Session
    from tracer_desktop.theme.theme import Theme

HAS_QT = find_spec("PySide6") is not None and find_spec("pytestqt") is not None
collect_ignore_glob = [] if HAS_QT else ["*"]


@pytest.fixture(autouse=True)
def collected_in_this_thread() -> Iterator[None]:
    """As in the program: widgets that form cycles are taken apart in the window's thread alone."""
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[Theme]:
    """The look of the window: light, 100 %, Inter, whatever the test before this one made of it."""
    from tracer_desktop.theme import theme as looks

    try:
        look = looks.theme()
    except RuntimeError:
        look = looks.install_theme(qapp, mode="light")
    yield look
    if look.mode != "light":
        look.set_mode("light")
    if look.zoom != 1.0:
        look.set_zoom(1.0)
    if look.system_font:
        look.set_system_font(False)


@pytest.fixture
def session(themed: Theme, own_workspace: Path) -> Iterator[Session]:
    """A window's session on an empty workspace. The engine's process is started by whoever needs it."""
    from tracer_desktop.preferences import StateFile
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import EngineLink
    from tracer_engine import open_workspace

    workspace = open_workspace()
    made = Session(workspace, EngineLink(), StateFile(workspace.path))
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> MainWindow:
    """The main window, shown."""
    from tracer_desktop.main_window import MainWindow

    made = MainWindow(session)

    def end_training(_window: MainWindow) -> None:
        # A window with a training that goes on would ask before it closes.
        if session.is_training and session.training is not None:
            session.training.cancel()
            qtbot.waitUntil(lambda: not session.is_training, timeout=30000)

    qtbot.addWidget(made, before_close_func=end_training)
    made.show()
    qtbot.waitExposed(made)
    return made
