"""The parts of the score page: what was checked, the columns, what will come of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from tracer_desktop.item_models.matches_model import MatchColumn, MatchesModel
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button, inline_height
from tracer_desktop.widgets.card import Well
from tracer_desktop.widgets.drift_chart import DriftChart
from tracer_desktop.widgets.finding_row import FindingRow
from tracer_desktop.widgets.inputs import CheckBox, Choice
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, decimal, percent
from tracer_desktop.widgets.score_histogram import ScoreHistogram
from tracer_desktop.widgets.side_by_side import SideBySide
from tracer_desktop.widgets.table_delegates import StatusDelegate
from tracer_desktop.widgets.table_view import TableView
from tracer_engine import Check, Outlook

MOST_CHECKS = 6
MOST_ROWS = 7
MOVED = 0.2
"""A drift from which a picture shows something."""


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
        doubtful = [check.column for check in outlook.checks if check.column in drifts and check.level != "good"]
        # A column that is doubtful for another reason has nothing to show here.
        named = next((name for name in doubtful if drifts[name].index >= MOVED), next(iter(doubtful), None))
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
            self.tr("Drift {drift}; from 0.20 on, train the model again. {chance}").format(
                drift=decimal(drift.index, 2), chance=self._chance(drift.p_value)
            )
        )

    def _chance(self, p_value: float) -> str:
        """How often files in which nothing has changed differ as much, by the test."""
        if p_value < 0.001:
            return self.tr("That is not chance: were nothing changed, fewer than 1 file in 1,000 would differ so.")
        if p_value < 0.05:
            words = self.tr("That is hardly chance: were nothing changed, {share} of files would differ as much.")
            return words.format(share=percent(p_value, 1))
        words = self.tr("That may be chance: were nothing changed, {share} of files would still differ as much.")
        return words.format(share=percent(p_value))


class MatchesTable(TableView):
    """The names have the room they need, before the status, which its icon and its tooltip tell too."""

    def __init__(self, model: MatchesModel) -> None:
        super().__init__(name="")
        self.setAccessibleName(self.tr("Columns matched"))
        self.setModel(model)
        self.setItemDelegateForColumn(MatchColumn.MATCH, StatusDelegate(self))
        self.heading.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.heading.setSectionResizeMode(MatchColumn.MATCH, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares are of the width there is."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.share_width()

    def share_width(self) -> None:
        """Each name as wide as it is where the shortest status still has room; what is left over goes to all three."""
        self.fit_columns()
        width, model = self.viewport().width(), self.model()
        wanted = [self.columnWidth(column) for column in MatchColumn]
        over = max(0, width - sum(wanted)) // len(wanted)
        statuses = [model.index(row, MatchColumn.MATCH) for row in range(model.rowCount())]
        shortest = min((self.sizeHintForIndex(index).width() for index in statuses), default=width // 3)
        most = max(width // 3, (width - shortest) // 2)
        for column in (MatchColumn.NEEDS, MatchColumn.COLUMN):
            self.setColumnWidth(column, min(wanted[column], most) + over)


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
        self.table = MatchesTable(self.model)
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
        self.table.share_width()
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
        figures = []
        for group in (
            (self.expected_label, self.expected, self.expected_range),
            (self.high_label, self.high, self.high_before),
        ):
            figure = QWidget()
            figure.setProperty("see_through", "true")
            column = QVBoxLayout(figure)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(1)
            for label in group:
                column.addWidget(label)
            figures.append(figure)
        self.anchor = CheckBox("")
        self._base_rate: float | None = None
        self.body.addWidget(SideBySide(figures, gap=7))
        self.body.addWidget(self.histogram)
        self.body.addWidget(self.anchor)
        self.anchor.hide()

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
        self._offer_anchor(outlook)
        high_from = min(2 * outlook.card.base_rate, 0.8)
        self.histogram.set_bins(
            [(one.low, one.high, one.positives + one.negatives) for one in outlook.histogram], high_from, words.risk
        )

    def _offer_anchor(self, outlook: Outlook) -> None:
        """Where the scores speak for another base rate, the percentages can be drawn to it."""
        rate = outlook.base_rate
        self._base_rate = rate.estimated if rate is not None and rate.shifted else None
        self.anchor.setVisible(self._base_rate is not None)
        self.anchor.setChecked(False)
        if rate is None or self._base_rate is None:
            return
        self.anchor.setText(
            self.tr("Anchor percentages to {now}, not {then}").format(
                now=percent(self._base_rate), then=percent(rate.trained)
            )
        )
        self.anchor.setToolTip(
            self.tr(
                "Right where only the share of those who {act} has changed. The order stays as it is; the scored list "
                "says what was done."
            ).format(act=outlook.card.wording.act)
        )

    def base_rate(self) -> float | None:
        """The base rate the probabilities are to be anchored to; None: they stay as the model gives them."""
        return self._base_rate if self.anchor.isChecked() else None
