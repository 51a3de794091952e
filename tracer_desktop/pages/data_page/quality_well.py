"""The well over the preview: one number for the table, and the findings that matter most."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.pages.data_page.words import FindingWords, quality_parts
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.bars import ProgressBar
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.finding_row import FindingRow
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_engine import Quality

SHOWN = 3
SCORE_WIDTH = 152
NARROW = 430
"""Under this width, in pixels at 100 %, the findings stand below the score."""
_ANY_WIDTH = 16_777_215


class QualityWell(QFrame):
    """Score with its parts on the left, the worst three findings on the right."""

    acted = Signal(object)
    """The button of a finding was pressed: its `FindingWords`."""
    all_wanted = Signal()
    """All findings are to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", "well")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Data quality"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._findings: list[FindingWords] = []
        self.rows: list[FindingRow] = []
        self._told: tuple[Quality, list[FindingWords]] | None = None
        self.score = Label("", "figure", selectable=True)
        self.of = Label(self.tr("of 100"), "body", "ink3")
        self.bar = ProgressBar(name=self.tr("Data quality"))
        self.parts = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.show_all = inline_button("")
        self.show_all.setParent(self)
        self.show_all.hide()
        self.show_all.clicked.connect(self.all_wanted)
        self._right = QVBoxLayout()
        self._left = QVBoxLayout()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line = Hairline(Qt.Orientation.Vertical)
        self._left_side = QWidget()
        self._fill()
        theme().changed.connect(self._restyle)
        self._restyle()
        self.show_waiting()

    def _fill(self) -> None:
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left_side.setLayout(self._left)
        self._number = QHBoxLayout()
        self._number.addWidget(self.score)
        self._number.addWidget(self.of, 0, Qt.AlignmentFlag.AlignVCenter)
        self._number.addStretch(1)
        self._left.addWidget(Label(self.tr("Data quality"), "label", "ink2"))
        self._left.addLayout(self._number)
        self._left.addWidget(self.bar)
        self._left.addWidget(self.parts)
        self._left.addStretch(1)
        self._row.addWidget(self._left_side)
        self._row.addWidget(self._line)
        self._row.addLayout(self._right, 1)

    def show_waiting(self) -> None:
        """The table is not known yet."""
        self._clear()
        self.score.set_text("–")
        self.score.setAccessibleName(self.tr("Data quality, not known yet"))
        self.of.hide()
        self.bar.set_fraction(0.0)
        self.parts.set_text("")
        self._right.addWidget(
            Label(self.tr("Tracer looks at every column as soon as the whole file is read."), "body", "ink2", wrap=True)
        )
        self._right.addStretch(1)

    def show_quality(self, quality: Quality, findings: Sequence[FindingWords]) -> None:
        """Score, parts and the worst findings."""
        if (quality, list(findings)) == self._told:
            return
        self._clear()
        self._told = (quality, list(findings))
        self._findings = list(findings)
        self.of.show()
        self.score.set_text(str(quality.score))
        self.score.setAccessibleName(self.tr("Data quality {score} of 100").format(score=quality.score))
        parts = quality_parts(quality)
        self.bar.set_fraction(quality.score / 100, parts)
        self.parts.set_text(parts)
        for words in findings[:SHOWN]:
            row = FindingRow(words.kind, words.title, words.text, words.button or None)
            row.acted.connect(self._on_acted)
            self.rows.append(row)
            self._right.addWidget(row)
        if not findings:
            good = FindingRow(
                "good",
                self.tr("Tracer found nothing to worry about"),
                self.tr("No cell is missing or doubtful, no row repeats another one, no column knows the answer."),
            )
            self.rows.append(good)
            self._right.addWidget(good)
        if len(findings) > SHOWN:
            self.show_all.set_text(self.tr("Show all {number}").format(number=count(len(findings))))
            self._right.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignLeft)
            self.show_all.show()
        self._right.addStretch(1)
        self._set_tab_order()
        self._restyle()

    def _set_tab_order(self) -> None:
        """The findings are made anew, and Tab would reach their buttons after all else on the page."""
        before = self.previousInFocusChain() or self
        while before is not self and (self.isAncestorOf(before) or not before.focusPolicy() & Qt.FocusPolicy.TabFocus):
            before = before.previousInFocusChain() or self
        for button in (*(row.button for row in self.rows if row.button is not None), self.show_all):
            if before.window() is button.window():
                QWidget.setTabOrder(before, button)
            before = button

    def _on_acted(self) -> None:
        place = self.rows.index(self.sender())  # type: ignore[arg-type]
        self.acted.emit(self._findings[place])

    def _clear(self) -> None:
        self._findings, self.rows, self._told = [], [], None
        while (item := self._right.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                if widget is not self.show_all:
                    widget.deleteLater()

    def _restyle(self) -> None:
        look = theme()
        self._row.setContentsMargins(look.u(4), look.u(4) - look.scaled(2), look.u(4), look.u(3))
        self._row.setSpacing(look.scaled(20))
        self._left.setSpacing(look.u(1))
        self._number.setSpacing(look.scaled(6))
        self._right.setSpacing(look.scaled(2))
        self.show_all.setContentsMargins(0, 0, 0, 0)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Score beside the findings, or above them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        look = theme()
        beside = self.width() >= look.scaled(NARROW)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._left_side.setMinimumWidth(look.scaled(SCORE_WIDTH) if beside else 0)
        self._left_side.setMaximumWidth(look.scaled(SCORE_WIDTH) if beside else _ANY_WIDTH)
        self._line.setVisible(beside)
