"""Every key, drawn from the menus themselves, so that the list is never wrong."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.labels import Label

COLUMNS, NARROW = 2, 640
"""On a screen narrower than this, in pixels at 100 %, there is one column."""


class ShortcutsDialog(HouseDialog):
    """The keys of every menu; `rows` is what is shown: (menu, what, keys)."""

    def __init__(self, menus: Mapping[str, QMenu], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAccessibleName(self.windowTitle())
        self.body.addWidget(Label(self.tr("Keyboard shortcuts"), "title"))
        self.rows: list[tuple[str, str, str]] = []
        content = QWidget()
        content.setProperty("see_through", "true")
        number = COLUMNS if self.screen().availableGeometry().width() >= theme().scaled(NARROW) else 1
        across = QHBoxLayout(content)
        across.setContentsMargins(0, 0, theme().u(3), 0)
        across.setSpacing(theme().u(8))
        columns = [QVBoxLayout() for _ in range(number)]
        for column in columns:
            column.setSpacing(theme().u(5))
            across.addLayout(column, 1)
        groups = [self._group(menu) for menu in menus.values()]
        shown = [group for group in groups if group is not None]
        shown.append(self._lines(self.tr("Everywhere"), self._fixed_keys()))
        total, so_far = sum(int(group.property("lines")) for group in shown), 0
        for group in shown:
            # Columns of about the same length.
            lines = int(group.property("lines"))
            columns[min(number - 1, int(number * (so_far + lines / 2) / total))].addWidget(group)
            so_far += lines
        for column in columns:
            column.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.tr("The keys of every menu"))
        self.body.addWidget(area, 1)
        close = secondary_button(self.tr("Close"))
        close.clicked.connect(self.accept)
        self.add_button(close)
        close.setFocus()
        self._fit(content.sizeHint().width(), content.sizeHint().height())

    def _fit(self, width: int, height: int) -> None:
        look = theme()
        screen = self.screen().availableGeometry()
        self.resize(min(width + look.scaled(90), screen.width()), min(height + look.scaled(190), screen.height()))

    def _group(self, menu: QMenu) -> QWidget | None:
        lines = [(action.text(), keys_of(action)) for action in _within(menu) if keys_of(action)]
        return self._lines(menu.title(), lines) if lines else None

    def _fixed_keys(self) -> list[tuple[str, str]]:
        """Keys that belong to no menu."""
        return [
            (self.tr("Next field, field before"), "Tab, Shift+Tab"),
            (self.tr("Close or go back; never ends a job"), "Esc"),
            (self.tr("Press the marked button"), self.tr("Enter or Space")),
            (self.tr("Move the cut-off in a chart by one, by ten, to the ends"), "← →, Page ↑ ↓, Home End"),
        ]

    def _lines(self, title: str, lines: list[tuple[str, str]]) -> QWidget:
        title = title.replace("&", "")
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().u(1))
        column.addWidget(Label(title, "section"))
        column.addWidget(Hairline())
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(theme().u(4))
        grid.setVerticalSpacing(theme().u(1))
        column.addLayout(grid)
        for row, (text, keys) in enumerate(lines):
            words = text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
            self.rows.append((title, words, keys))
            what = Label(words, "body", "ink2", wrap=True)
            shown = Label(keys, "body", name=self.tr("{what}: {keys}").format(what=words, keys=keys))
            grid.addWidget(what, row, 0)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        box.setProperty("lines", len(lines) + 2)
        return box


def keys_of(action: QAction) -> str:
    """The first keys of an action as this system writes them; the others are for keyboards that have a key for it."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _within(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if action.menu() is None and not action.isSeparator()]
