"""Calibration: can one believe the percentages, group by group."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracer_desktop.pages.result_page import ResultPage
from tracer_desktop.plots.calibration import CalibrationPlot, HistogramPlot
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.evidence import Evidence, number
from tracer_desktop.plots.table_model import PlotTableModel, TwinTable
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.cut_off_bar import CutOffBar
from tracer_desktop.widgets.numbers import count, decimal
from tracer_desktop.widgets.side_by_side import SideBySide
from tracer_desktop.widgets.tabs import TabPages

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session

LEAST_CHART, LEAST_SMALL = 320, 190
BELIEVED, FAR_OFF = 0.02, 0.05
"""Up to so many points off on average, percentages can be counted with; from so many on, they cannot."""
LEVEL = 0.005


class CalibrationPage(ResultPage):
    """The chart large, its ten groups as a table, and how the probabilities are spread."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Calibration"), session, parent)
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        session = self._session
        self.cut_off = CutOffBar(session)
        self.calibration = Chart(session, name=self.tr("Calibration: can you believe the percentages?"))
        self.histogram = Chart(session, name=self.tr("Probabilities: how they are spread"))
        yield
        self.tabs = TabPages(name=self.tr("The percentages closely"))
        self.model = PlotTableModel(parent=self)
        self.groups = TwinTable(name=self.tr("Group by group"))
        self.groups.setModel(self.model)
        yield
        self._fill()
        yield
        self.listen()

    def opened(self) -> None:
        """The cut-off is what one sets here."""
        self.cut_off.field.setFocus()
        self.cut_off.field.selectAll()

    def _fill(self) -> None:
        self.tabs.add_page(self.tr("Group by group"), self.groups)
        self._spread = QWidget()
        self._right = QVBoxLayout(self._spread)
        self._right.addWidget(self.histogram, 1)
        self.tabs.add_page(self.tr("How they are spread"), self._spread)
        self._columns = SideBySide((self.calibration, self.tabs), gap=8)
        self.body.addWidget(self.cut_off)
        self.body.addWidget(self._columns, 1)

    def set_sizes(self) -> None:
        """Charts and groups keep a height at which they can be read."""
        look = theme()
        self._right.setContentsMargins(0, look.u(3), 0, 0)
        self.calibration.stack.setMinimumHeight(look.scaled(LEAST_CHART))
        self.histogram.stack.setMinimumHeight(look.scaled(LEAST_SMALL))
        self._fit_groups()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room for the groups."""
        super().resizeEvent(event)
        self._fit_groups()

    def _fit_groups(self) -> None:
        """All groups are in sight: the page scrolls where they are too many, the table where it is too wide."""
        look = theme()
        height = look.size("header") + self.model.rowCount() * look.size("row") + look.u(1)
        left, _top, right, _bottom = look.page_margin
        room, wanted = max(1, self.width() - left - right), self.groups.least_width()
        if wanted > room:
            height += self.groups.horizontalScrollBar().sizeHint().height()
        self.groups.setMinimumHeight(height)
        self.groups.setMinimumWidth(min(wanted, room))
        if self.groups.isVisible():
            self.groups.spread()

    def show_evidence(self, evidence: Evidence) -> None:
        """What its report says, and its cut-offs."""
        plot = CalibrationPlot(evidence)
        self.calibration.set_plot(plot)
        self.histogram.set_plot(HistogramPlot(evidence))
        self.model.set_table(plot.table())
        self.groups.setAccessibleDescription(plot.summary)
        self._fit_groups()
        self.set_title(self._title(evidence))
        self.set_sentence(self._sentence(evidence))

    def _title(self, evidence: Evidence) -> str:
        off = evidence.metric("calibration_error")
        if off is None:
            return self.tr("Whether the percentages hold cannot be told")
        if off[1] > FAR_OFF:
            return self.tr("Use it to rank, not to count")
        if off[0] <= BELIEVED:
            return self.tr("You can believe the percentages")
        return self.tr("You can believe the percentages, roughly")

    def _sentence(self, evidence: Evidence) -> str:
        off, bins = evidence.metric("calibration_error"), evidence.bins()
        if off is None or not bins:
            return self.tr("There are too few {entities} whose outcome is known.").format(
                entities=evidence.wording.entities
            )
        far, low, high = (decimal(100 * one, 1) for one in off)
        said = self.tr("They are off by {far} points on average ({low} to {high}).").format(far=far, low=low, high=high)
        kept = sum(
            number(one["observed_low"]) <= number(one["predicted"]) <= number(one["observed_high"]) for one in bins
        )
        held = self.tr("In {kept} of {groups} groups the percentage given lies within the interval of what came true.")
        return f"{said} {self._leaning(evidence)} {held.format(kept=count(kept), groups=count(len(bins)))}"

    def _leaning(self, evidence: Evidence) -> str:
        bins = evidence.bins()
        rows = sum(number(one["rows"]) for one in bins)
        lean = sum(number(one["rows"]) * (number(one["predicted"]) - number(one["observed"])) for one in bins) / rows
        if not math.isfinite(lean) or abs(lean) < LEVEL:
            return self.tr("On the whole they run neither high nor low.")
        if lean > 0:
            return self.tr("They run about {points} points high.").format(points=decimal(100 * lean, 1))
        return self.tr("They run about {points} points low.").format(points=decimal(-100 * lean, 1))
