"""Files and models opened before, newest first; those that are gone stay, and can be looked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.operations.opening import locate, open_recent
from tracer_desktop.preferences import Recent
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.buttons import inline_button, inline_height
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.list_rows import RowButton, RowWithButton
from tracer_desktop.widgets.moments import day
from tracer_desktop.widgets.numbers import count, decimal

MOST_SHOWN = 6


class RecentList(QWidget):
    """Emits `go` with the page to show when one was opened."""

    go = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setAccessibleName(self.tr("Recent"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.clear_button = inline_button(self.tr("Clear"), name=self.tr("Clear the recent files"))
        self.clear_button.clicked.connect(self._clear)
        head = QHBoxLayout()
        self._title = Label(self.tr("Recent"), "section")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(theme().u(2))
        column.addWidget(Hairline())
        self._rows_at = QVBoxLayout()
        self._rows_at.setSpacing(0)
        column.addLayout(self._rows_at)
        self.empty = Label(
            self.tr("Files you open stand here, so that the next time is one press."), "body", "ink2", wrap=True
        )
        column.addWidget(self.empty)
        self.rows: list[RowButton | RowWithButton] = []
        self._shown: list[Recent] = []
        session.recent_changed.connect(self.refresh)
        theme().changed.connect(self._respace)
        self._respace()
        self.refresh()

    def refresh(self) -> None:
        """Read what is remembered, and look which files are still there."""
        if put_off(self, self.refresh):
            return
        while (item := self._rows_at.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._shown = list(self._session.state_file.state.recent[:MOST_SHOWN])
        self.rows = []
        for number, recent in enumerate(self._shown):
            row = self._make_row(number, recent)
            self.rows.append(row)
            self._rows_at.addWidget(row)
            if number < len(self._shown) - 1:
                self._rows_at.addWidget(Hairline())
        self.empty.setVisible(not self._shown)
        self.clear_button.setVisible(bool(self._shown))
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        """The rows are made anew, and Tab would reach them after all else on the page."""
        before: QWidget = self.clear_button
        for row in self.rows:
            button = row.button if isinstance(row, RowWithButton) else row
            QWidget.setTabOrder(before, button)
            before = button

    def _make_row(self, number: int, recent: Recent) -> RowButton | RowWithButton:
        icon = "model" if recent.kind == "model" else "file"
        if not recent.is_there:
            find = inline_button(self.tr("Locate…"), name=self.tr("Locate {file}").format(file=recent.path.name))
            find.setProperty("number", number)
            find.clicked.connect(self._locate)
            gone = _joined(self._size(recent), self.tr("file not found"))
            row = RowWithButton(icon, recent.path.name, gone, find, faint=True)
            row.setToolTip(str(recent.path))
            return row
        button = RowButton(icon, recent.path.name, self._second_line(recent), self._end(recent))
        button.setProperty("number", number)
        button.setToolTip(str(recent.path))
        button.clicked.connect(self._open)
        return button

    def _size(self, recent: Recent) -> str:
        if recent.kind == "model":
            return self.tr("Model")
        if not recent.rows:
            return ""
        noun = recent.noun or self.tr("rows")
        return self.tr("{count} {noun}").format(count=count(recent.rows), noun=noun)

    def _second_line(self, recent: Recent) -> str:
        if recent.trained:
            words = self.tr("trained {day}, {effort}") if recent.effort else self.tr("trained {day}")
            return _joined(self._size(recent), words.format(day=day(recent.trained), effort=recent.effort))
        return _joined(self._size(recent), self.tr("opened {day}").format(day=day(recent.opened)))

    def _end(self, recent: Recent) -> str:
        if recent.roc_auc is not None:
            return self.tr("ROC AUC {value}").format(value=decimal(recent.roc_auc, 3))
        return "" if recent.kind == "model" else self.tr("no model yet")

    def _number(self) -> int:
        sender = self.sender()
        assert sender is not None
        return int(sender.property("number"))

    def _open(self) -> None:
        self._go_on(open_recent(self._session, self._shown[self._number()], self.window()))

    def _locate(self) -> None:
        self._go_on(locate(self._session, self._shown[self._number()], self.window()))

    def _go_on(self, key: str) -> None:
        if key:
            self.go.emit(key)

    def _clear(self) -> None:
        self._session.forget()

    def _respace(self) -> None:
        self._title.setFixedHeight(inline_height())
        self.empty.setContentsMargins(0, theme().u(4), 0, 0)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
