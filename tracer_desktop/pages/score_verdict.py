"""The verdict on a file to score, with the one thing to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, quiet_button
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.status import status, status_name
from tracer_engine import Outlook

KINDS = {"go": "good", "caution": "caution", "stop": "problem"}
NARROW = 520
"""Under this width, in pixels at 100 %, the verdict's buttons go below its words."""


class ScoreVerdict(QFrame):
    """Go, caution or stop, why, and the one thing to do next."""

    score_pressed = Signal()
    match_pressed = Signal()
    why_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.icon = IconLabel("good", "good", "icon_verdict")
        self.headline = Label("", "verdict", wrap=True, selectable=True)
        self.text = Label("", "body", "ink2", wrap=True, selectable=True)
        self.score = primary_button(self.tr("Score and export…"))
        self.match = primary_button(self.tr("Match columns…"))
        self.anyway = quiet_button(self.tr("Score anyway…"))
        self.why = quiet_button(self.tr("What would make it a go?"))
        self.score.clicked.connect(self.score_pressed)
        self.anyway.clicked.connect(self.score_pressed)
        self.match.clicked.connect(self.match_pressed)
        self.why.clicked.connect(self.why_pressed)
        words, acts = QVBoxLayout(), QVBoxLayout()
        words.setSpacing(theme().scaled(4))
        words.addStretch(1)
        words.addWidget(self.headline)
        words.addWidget(self.text)
        words.addStretch(1)
        acts.setSpacing(theme().u(1))
        acts.addStretch(1)
        for button in (self.match, self.score, self.anyway, self.why):
            acts.addWidget(button)
        acts.addStretch(1)
        said = QHBoxLayout()
        said.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignVCenter)
        said.addLayout(words, 1)
        self._said, self._acts = said, acts
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addLayout(said, 1)
        self._row.addLayout(acts)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_outlook(self, outlook: Outlook) -> None:
        """The verdict on a file."""
        kind = KINDS[outlook.level]
        missing = any(match.column is None for match in outlook.matches)
        stop = outlook.level == "stop"
        self.icon.set_icon(status(kind).icon, status(kind).colour, name=status_name(kind))
        self.headline.set_text(outlook.headline.rstrip("."))
        text = self._in_short(outlook)
        self.text.set_text(text)
        self.setAccessibleName(outlook.headline)
        self.setAccessibleDescription(text)
        self.match.setVisible(stop and missing)
        self.score.setVisible(not (stop and missing))
        self.anyway.setVisible(stop and missing)
        self.why.setVisible(outlook.level != "go")
        self.setProperty("soft", kind)
        self.style().unpolish(self)
        self.style().polish(self)

    def _in_short(self, outlook: Outlook) -> str:
        """The first cause, and how many more there are: the checks below tell of each, and so does the button."""
        if not outlook.causes:
            return self.tr("All columns match, and nothing has moved far.")
        first, more = outlook.causes[0], len(outlook.causes) - 1
        if not more:
            return first
        others = self.tr("And 1 more thing.") if more == 1 else self.tr("And {more} more things.")
        return f"{first} {others.format(more=count(more))}"

    def hold(self, why: str) -> None:
        """Nothing can be scored while `why`; "" lets it be scored again."""
        for button in (self.score, self.anyway):
            if why:
                button.why_disabled(why)
            else:
                button.enable()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons stand beside the words, or below them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= theme().scaled(NARROW)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        side = Qt.AlignmentFlag.AlignHCenter if beside else Qt.AlignmentFlag.AlignLeading
        for button in (self.match, self.score, self.anyway, self.why):
            self._acts.setAlignment(button, side)

    def _restyle(self) -> None:
        look = theme()
        self._row.setContentsMargins(look.scaled(20), look.scaled(14), look.scaled(20), look.scaled(14))
        self._row.setSpacing(look.u(4))
        self._said.setSpacing(look.u(4))
        self._arrange()
