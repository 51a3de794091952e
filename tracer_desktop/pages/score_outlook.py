"""What is known of a file before it is scored: verdict, checks, columns, and what the scores will look like."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.pages.score_parts import ChecksList, DriftPanel, MatchesPanel, OutlookWell
from tracer_desktop.pages.score_since import SincePanel
from tracer_desktop.pages.score_verdict import ScoreVerdict
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import Label
from tracer_engine import Outlook

NARROW = 700
"""Under this width, in pixels at 100 %, the two columns stand one under the other."""


class OutlookView(QWidget):
    """The verdict over two columns; once a file has been scored, what changed since the one before lies between."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("see_through", "true")
        self.verdict = ScoreVerdict()
        self.since = SincePanel()
        self.checks = ChecksList()
        self.drift = DriftPanel()
        self.columns = MatchesPanel()
        self.well = OutlookWell()
        title = Label(self.tr("What the scores will look like"), "section")
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.verdict)
        self._whole.addWidget(self.since)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, widgets in ((left, (self.checks, self.drift)), (right, (self.columns, title, self.well))):
            column.setSpacing(theme().u(3))
            for widget in widgets:
                column.addWidget(widget)
            column.addStretch(1)
        self._columns.addLayout(left, 11)
        self._columns.addLayout(right, 10)
        self._whole.addLayout(self._columns, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_outlook(self, outlook: Outlook) -> None:
        """Another file."""
        for part in (self.verdict, self.checks, self.drift, self.columns, self.well):
            part.show_outlook(outlook)
        self.since.show_since(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, or the type is large, the columns stand one under the other."""
        super().resizeEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        look = theme()
        beside = self.width() >= look.scaled(NARROW)
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._columns.setSpacing(look.u(8 if beside else 5))
        self._whole.setSpacing(look.u(5))
