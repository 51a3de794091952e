"""Parts beside one another while there is room for them, else in fewer columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Hairline


class SideBySide(QWidget):
    """All in one row, or in half as many columns, down to one. `gap` is in units; `lines` part the columns."""

    def __init__(
        self, parts: Sequence[QWidget], *, gap: float, lines: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts, self._gap = list(parts), gap
        self._lines = [Hairline(Qt.Orientation.Vertical) for _ in parts[1:]] if lines else []
        self.columns = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for part in (*self._parts, *self._lines):
            part.setParent(self)
        theme().changed.connect(self._restyle)
        self._restyle()

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part alone."""
        return QSize(self._widest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Parts that say something else may need more room, or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _least_width(self, columns: int) -> int:
        """Of so many columns, each as wide as the widest part in it, with the gaps between them."""
        widths = [part.minimumSizeHint().width() for part in self._parts]
        return sum(max(widths[first::columns]) for first in range(columns)) + (columns - 1) * theme().u(self._gap)

    def _widest(self) -> int:
        return max(part.minimumSizeHint().width() for part in self._parts)

    def _arrange(self) -> None:
        columns = len(self._parts)
        while columns > 1 and self._least_width(columns) > self.width():
            columns = (columns + 1) // 2
        if columns == self.columns:
            return
        for part in (*self._parts, *self._lines):
            self._grid.removeWidget(part)
        for place in range(2 * len(self._parts)):
            self._grid.setColumnStretch(place, 0)
            self._grid.setRowStretch(place, 0)
        self.columns = columns
        for place, part in enumerate(self._parts):
            row, column = divmod(place, columns)
            self._grid.addWidget(part, row, 2 * column)
            self._grid.setColumnStretch(2 * column, 1)
            self._grid.setRowStretch(row, 1)
        for place, line in enumerate(self._lines, start=1):
            row, column = divmod(place, columns)
            line.setVisible(column > 0)
            if column:
                self._grid.addWidget(line, row, 2 * column - 1)
        self.updateGeometry()

    def _restyle(self) -> None:
        look = theme()
        # A column of its own between two parts, with half of the gap on either side of it.
        self._grid.setHorizontalSpacing(look.u(self._gap) // 2)
        self._grid.setVerticalSpacing(look.u(4))
        self.columns = 0
        self._arrange()
