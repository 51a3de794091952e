"""Somebody in front of the window: sees what is shown, presses buttons, types, waits. Nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tracer_desktop.dialogs.export_dialog import ExportDialog
from tracer_desktop.main_window import MainWindow
from tracer_desktop.pages.training_page import TrainingPage
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip

PATIENCE = 90_000
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier

P = TypeVar("P", bound=Page)


class User:
    """One window, a mouse and a keyboard."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.session = window, qtbot, window.session
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    # ------------------------------------------------------------ looking

    def until(self, what: Callable[[], object]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(lambda: bool(what()), timeout=PATIENCE)

    def until_page(self, key: str) -> None:
        """Wait until a page is shown."""
        self.until(lambda: self.window.pages.key == key)

    def page(self, kind: type[P]) -> P:
        """The page that is shown, which is of this kind."""
        page = self.window.pages.page
        assert isinstance(page, kind), self.window.pages.key
        return page

    def until_planned(self) -> None:
        """Wait until the plan is made: what was told last is in it."""
        self.until(lambda: self.session.plan is not None and not self.session.is_planning)

    def until_ending(self) -> MessageStrip:
        """Wait until the work on this page has ended; the strip that says how."""
        page = self.page(Page)
        self.until(lambda: self._endings(page))
        return self._endings(page)[-1]

    @staticmethod
    def _endings(page: Page) -> list[MessageStrip]:
        return [strip for strip in page.findChildren(MessageStrip) if strip.property("ending") and strip.isVisible()]

    def runs(self) -> list[str]:
        """The runs kept in the workspace."""
        return [entry.id for entry in self.session.workspace.runs()]

    # ------------------------------------------------------------ by mouse

    def click(self, widget: QWidget) -> None:
        """Press something that can be seen and pressed."""
        assert widget.isVisible(), widget.accessibleName()
        assert widget.isEnabled(), f"{widget.accessibleName()}: {widget.toolTip()}"
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_entry(self, key: str) -> None:
        """Press an entry of the sidebar."""
        sidebar = self.window.sidebar
        place = sidebar.visualRect(sidebar.entries.index(sidebar.entries.row_of(key)))
        self.qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
        assert self.window.pages.key == key

    def export_by_mouse(self, button: QWidget, kind: str, out: Path) -> MessageStrip:
        """Press Export…, choose one, say where to, wait."""

        def choose(dialog: ExportDialog) -> None:
            self.click(dialog.buttons[kind])
            self.names(out)
            self.click(dialog.go)

        when_shown(ExportDialog, choose)
        self.click(button)
        return self.until_ending()

    # ------------------------------------------------------------ by keyboard

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key; it goes to whatever has the focus."""
        for _ in range(times):
            self.qtbot.keyClick(self.focus(), key, modifiers)

    def focus(self) -> QWidget:
        """What has the focus: in a dialog where one is open, else in the window."""
        top = QApplication.activeModalWidget() or self.window
        if not top.isActiveWindow():
            # Without a screen there is nobody who hands the window its place back when a dialog has gone.
            top.activateWindow()
            self.qtbot.waitUntil(top.isActiveWindow)
        focus = top.focusWidget()
        assert focus is not None, "nothing has the focus"
        return focus

    def tab_to(self, widget: QWidget, most: int = 40) -> None:
        """Press Tab until something has the focus."""
        for _ in range(most):
            if self.focus() is widget:
                return
            self.key(Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {widget.accessibleName()}")

    # ------------------------------------------------------------ dialogs

    def names(self, path: Path) -> list[QFileDialog]:
        """In the file dialog that comes next: paste a path, press Enter."""

        def name(dialog: QFileDialog) -> None:
            field = dialog.findChild(QLineEdit, "fileNameEdit")
            assert isinstance(field, QLineEdit)
            field.setFocus()
            # Pasted: while one types, the dialog offers names and takes Enter for them.
            field.setText(str(path))
            self.qtbot.keyClick(field, Key.Key_Return)

        return when_shown(QFileDialog, name)

    def names_and_replaces(self, path: Path) -> None:
        """As `names`, and yes to the question whether the file that stands there shall go."""
        self.names(path)

        def replace(question: QMessageBox) -> None:
            self.qtbot.mouseClick(question.button(QMessageBox.StandardButton.Yes), Qt.MouseButton.LeftButton)

        when_shown(QMessageBox, replace)

    def answers(self, kind: type[QDialog], text: str) -> list[QDialog]:
        """In the dialog that comes next: press the button with this text."""

        def press(dialog: QDialog) -> None:
            self.click(next(button for button in dialog.findChildren(QPushButton) if button.text() == text))

        return when_shown(kind, press)

    # ------------------------------------------------------------ parts of stories

    def opens(self, path: Path) -> None:
        """Ctrl+O, a path, Enter; wait for its plan."""
        self.names(path)
        self.key(Key.Key_O, CTRL)
        self.until_page("data")
        self.until(lambda: self.session.table is not None and self.session.table.path == path)
        self.until_planned()

    def trains(self, effort: str = "quick") -> TrainingPage:
        """From an open table: through the wizard by Enter, and on until something is told of the training."""
        self.key(Key.Key_Return, CTRL)
        self.until_page("training")
        page = self.page(TrainingPage)
        for step in range(len(page.wizard.steps) - 1):
            if page.wizard.step is page.wizard.effort:
                self.key(Key.Key_Down, times=("quick", "balanced", "thorough").index(effort))
                self.until_planned()
            assert page.wizard.current == step
            self.key(Key.Key_Return)
        assert self.session.options.effort == effort
        self.key(Key.Key_Return)
        self.until(lambda: self.session.training is not None and self.session.training.step is not None)
        return page
