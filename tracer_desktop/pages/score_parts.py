"""The parts of the score page: the verdict with its action, what was checked, the columns, what will come of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from tracer_desktop.item_models.matches_model import MatchColumn, MatchesModel
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button, inline_height, primary_button, quiet_button
from tracer_desktop.widgets.card import Well
from tracer_desktop.widgets.drift_chart import DriftChart
from tracer_desktop.widgets.finding_row import FindingRow
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import count, decimal, percent
from tracer_desktop.widgets.score_histogram import ScoreHistogram
from tracer_desktop.widgets.status import status, status_name
from tracer_desktop.widgets.table_delegates import StatusDelegate
from tracer_desktop.widgets.table_view import TableView
from tracer_engine import Check, Outlook

KINDS = {"go": "good", "caution": "caution", "stop": "problem"}
MOST_CHECKS = 6
MOST_ROWS = 7
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
        text = " ".join(outlook.causes) or self.tr("All columns match, and nothing has moved far.")
        self.text.set_text(text)
        self.setAccessibleName(outlook.headline)
        self.setAccessibleDescription(text)
        self.match.setVisible(stop and missing)
        self.score.setVisible(not (stop and missing))
        self.anyway.setVisible(stop and missing)
        self.why.setVisible(outlook.level != "go" and not (stop and missing))
        self.setProperty("soft", kind)
        self.style().unpolish(self)
        self.style().polish(self)

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


class ChecksList(QWidget):
    """What was checked, the worst first; one of them can have its columns compared."""

    compare_pressed = Signal(str)
    match_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(self.tr("What Tracer checked"), "section")
        self.rows: list[FindingRow] = []
        self.more = inline_button("")
        self.more.clicked.connect(self._show_all)
        self._checks: tuple[Check, ...] = ()
        self._comparable: frozenset[str] = frozenset()
        self._missing: frozenset[str] = frozenset()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().scaled(10))
        self._column.addWidget(self.title)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        # As high as the heading beside it, which has a button.
        self.title.setFixedHeight(inline_height())

    def show_outlook(self, outlook: Outlook) -> None:
        """The checks of another file."""
        self._checks = outlook.checks
        self._comparable = frozenset(one.column for one in outlook.drift)
        self._missing = frozenset(one.needs for one in outlook.matches if one.column is None)
        self._lay(MOST_CHECKS)

    def _show_all(self) -> None:
        self._lay(len(self._checks))

    def _lay(self, most: int) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(check) for check in self._checks[:most]]
        for place, row in enumerate(self.rows):
            self._column.insertWidget(1 + place, row)
        self.more.setVisible(len(self._checks) > most)
        self.more.set_text(self.tr("Show all {checks}").format(checks=count(len(self._checks))))

    def _row(self, check: Check) -> FindingRow:
        action = None
        if check.column in self._missing:
            action = self.tr("Match…")
        elif check.column in self._comparable:
            action = self.tr("Compare")
        row = FindingRow(check.level, check.title, check.text, action)
        row.setProperty("column", check.column or "")
        row.acted.connect(self._on_acted)
        return row

    def _on_acted(self) -> None:
        sender = self.sender()
        column = str(sender.property("column")) if sender is not None else ""
        if column in self._missing:
            self.match_pressed.emit()
        else:
            self.compare_pressed.emit(column)


class DriftPanel(QWidget):
    """One column of this file against the table the model was trained on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outlook: Outlook | None = None
        self.title = Label(self.tr("This file against the table the model was trained on"), "label", "ink2", wrap=True)
        self.column = Choice(name=self.tr("Column to compare"))
        self.column.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.column.setMinimumContentsLength(14)
        self.column.picked.connect(self.compare)
        self.chart = DriftChart()
        self.summary = Label("", "caption", "ink3", wrap=True, selectable=True)
        head = QHBoxLayout()
        head.setSpacing(theme().u(3))
        head.addWidget(self.column)
        head.addWidget(self.title, 1, Qt.AlignmentFlag.AlignVCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme().u(2))
        whole.addLayout(head)
        whole.addWidget(self.chart, 1)
        whole.addWidget(self.summary)

    def show_outlook(self, outlook: Outlook) -> None:
        """The column that weighs most first: the worst check's, else the one that moved furthest."""
        self._outlook = outlook
        drifts = {one.column: one for one in outlook.drift}
        self.setVisible(bool(drifts))
        if not drifts:
            return
        self.column.set_choices([(name, name) for name in drifts])
        named = next(
            (check.column for check in outlook.checks if check.column in drifts and check.level != "good"), None
        )
        self.compare(named or outlook.drift[0].column)

    def compare(self, column: str) -> None:
        """Show a column."""
        outlook = self._outlook
        drift = next((one for one in outlook.drift if one.column == column), None) if outlook is not None else None
        if drift is None:
            return
        self.column.choose(column)
        self.chart.setAccessibleName(
            self.tr("{column}: this file against the table the model was trained on").format(column=column)
        )
        self.chart.set_shares(drift.labels, drift.trained, drift.now)
        self.summary.set_text(
            self.tr("Drift {drift}; above 0.20 the model should be trained again.").format(
                drift=decimal(drift.index, 2)
            )
        )


class MatchesPanel(QWidget):
    """The columns the model needs, and what was found for each."""

    change_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = MatchesModel(self)
        self.title = Label(self.tr("Columns matched"), "section")
        self.how_many = Label("", "body", "ink3")
        self.change = inline_button(self.tr("Change…"), name=self.tr("Change the matched columns…"))
        self.change.clicked.connect(self.change_pressed)
        self.table = TableView(name=self.tr("Columns matched"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(MatchColumn.MATCH, StatusDelegate(self.table))
        self.table.heading.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.heading.setSectionResizeMode(MatchColumn.MATCH, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.setSpacing(theme().scaled(10))
        head.addWidget(self.title)
        head.addWidget(self.how_many)
        head.addStretch(1)
        head.addWidget(self.change)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme().u(3))
        whole.addLayout(head)
        whole.addWidget(self.table)
        theme().changed.connect(self._fit)
        self.title.setFixedHeight(inline_height())

    def show_outlook(self, outlook: Outlook) -> None:
        """The matches of a file."""
        found = sum(match.column is not None for match in outlook.matches)
        self.how_many.set_text(
            self.tr("{found} of {needed}").format(found=count(found), needed=count(len(outlook.matches)))
        )
        self.model.set_matches(outlook.matches)
        self._fit()

    def _fit(self) -> None:
        look = theme()
        self.title.setFixedHeight(inline_height())
        rows = min(MOST_ROWS, max(1, self.model.rowCount()))
        self.table.setFixedHeight(look.size("header") + rows * look.size("row") + 1)


class OutlookWell(Well):
    """What the scores will look like."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(self.tr("What the scores will look like"))
        self.expected_label = Label("", "label", "ink2")
        self.expected = Label("", "figure", selectable=True)
        self.expected_range = Label("", "caption", "ink2", selectable=True)
        self.high_label = Label(self.tr("High risk"), "label", "ink2")
        self.high = Label("", "figure", selectable=True)
        self.high_before = Label("", "caption", "ink2", selectable=True)
        self.histogram = ScoreHistogram()
        row = QHBoxLayout()
        row.setSpacing(theme().u(7))
        for group in (
            (self.expected_label, self.expected, self.expected_range),
            (self.high_label, self.high, self.high_before),
        ):
            column = QVBoxLayout()
            column.setSpacing(1)
            for label in group:
                column.addWidget(label)
            row.addLayout(column)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.histogram)

    def show_outlook(self, outlook: Outlook) -> None:
        """The scores a file will have."""
        words, rows = outlook.card.wording, outlook.rows
        expected, low, high = outlook.expected
        self.expected_label.set_text(self.tr("Expected to {act}").format(act=words.act))
        self.expected.set_text(count(expected))
        self.expected_range.set_text(
            self.tr("{low} to {high} of {rows}").format(low=count(low), high=count(high), rows=count(rows))
        )
        self.high.set_text(count(outlook.high_risk))
        now = percent(outlook.high_risk / rows) if rows else percent(0.0)
        if outlook.high_risk_trained is None:
            self.high_before.set_text(self.tr("{now} of all").format(now=now))
        else:
            self.high_before.set_text(
                self.tr("{now} of all, {then} when trained").format(now=now, then=percent(outlook.high_risk_trained))
            )
        high_from = min(2 * outlook.card.base_rate, 0.8)
        self.histogram.set_bins(
            [(one.low, one.high, one.positives + one.negatives) for one in outlook.histogram], high_from, words.risk
        )
