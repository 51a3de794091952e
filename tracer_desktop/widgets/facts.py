"""Facts in two columns: what, on the left; how much, on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import Label


class FactsList(QWidget):
    """Rows of a name and its value; values can be selected and copied. With `long_names` the names wrap in place of
    the values.
    """

    def __init__(
        self,
        rows: Sequence[tuple[str, str]] = (),
        *,
        name: str | None = None,
        long_names: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._long_names = long_names
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if name is not None:
            self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(0 if long_names else 1, 1)
        self._labels: list[tuple[Label, Label]] = []
        theme().changed.connect(self._restyle)
        self._restyle()
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Other facts in place of these."""
        while len(self._labels) > len(rows):
            for label in self._labels.pop():
                self._grid.removeWidget(label)
                label.hide()
                label.deleteLater()
        while len(self._labels) < len(rows):
            self._add_row()
        for (name, value), (left, right) in zip(rows, self._labels, strict=True):
            left.set_text(name)
            right.set_text(value)
            right.setAccessibleName(self.tr("{name}: {value}").format(name=name, value=value))

    def rows(self) -> list[tuple[str, str]]:
        """What is shown."""
        return [(left.text(), right.text()) for left, right in self._labels]

    def _add_row(self) -> None:
        row = len(self._labels)
        left = Label("", "body", "ink3", wrap=self._long_names)
        right = Label("", "body", "ink", wrap=not self._long_names, selectable=True)
        right.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        if self._long_names:
            self._grid.addWidget(left, row, 0)
        else:
            self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(right, row, 1)
        self._labels.append((left, right))

    def _restyle(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme().u(3))
        self._grid.setVerticalSpacing(theme().scaled(6))
