"""The verdict: is the model worth using, how sure is that, and what does the list do for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tracer_desktop.operations.typed_command import typed
from tracer_desktop.pages.result_page import ResultPage
from tracer_desktop.pages.verdict_words import headline_figures, show_figure, tested_words, verdict_words
from tracer_desktop.plots.calibration import CalibrationPlot
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.evidence import Evidence, verdict_kind
from tracer_desktop.plots.gains import GainsPlot
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.buttons import primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.cut_off_bar import CutOffBar
from tracer_desktop.widgets.headline import HeadlineNumber
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.side_by_side import SideBySide

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session

LEAST_CHART = 250


class VerdictPage(ResultPage):
    """Conclusion, four numbers, cut-off, gains and calibration, and how all that was tested."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Verdict"), session, parent)
        self._evidence: Evidence | None = None
        self.copy = CopyButton(self.tr("Copy as command"), "quiet", icon="terminal")
        self.export_button = secondary_button(self.tr("Export…"), icon="export")
        self.customers = primary_button(self.tr("See the list"))
        for button in (self.copy, self.export_button, self.customers):
            self.add_action(button)
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        session = self._session
        self.headlines = [HeadlineNumber("") for _ in range(4)]
        self.cut_off = CutOffBar(session)
        yield
        self.gains = Chart(session, name=self.tr("Gains: whom you reach"), tools=True)
        self.calibration = Chart(session, name=self.tr("Calibration: can you believe the percentages?"), tools=True)
        yield
        self.tested = Label("", "body", "ink2", wrap=True, selectable=True)
        self.as_table = quiet_button(self.tr("Show as table"))
        self._fill()
        yield
        self.copy.clicked.connect(self._on_copy)
        self.export_button.clicked.connect(self.export)
        self.customers.clicked.connect(self._on_customers)
        self.as_table.clicked.connect(self._on_as_table)
        session.cut_off_changed.connect(self._on_cut_off)
        self.listen()

    def opened(self) -> None:
        """The cut-off is what one sets here."""
        self.cut_off.field.setFocus()
        self.cut_off.field.selectAll()

    def export(self) -> None:
        """Take the results along (Ctrl+E)."""
        from tracer_desktop.operations.exports import export_run

        export_run(self._session, self)

    # ------------------------------------------------------------ how it is built

    def _fill(self) -> None:
        self._charts = SideBySide((self.gains, self.calibration), gap=8)
        self._foot = QHBoxLayout()
        self._foot.addWidget(IconLabel("info", "ink2"), 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addWidget(self.tested, 1)
        self._foot.addWidget(self.as_table, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(SideBySide(self.headlines, gap=12, lines=True))
        self.body.addWidget(self.cut_off)
        self.body.addWidget(self._charts, 1)
        self.body.addLayout(self._foot)

    def set_sizes(self) -> None:
        """The charts keep a height at which they can be read."""
        look = theme()
        self._foot.setSpacing(look.u(2))
        for chart in (self.gains, self.calibration):
            chart.stack.setMinimumHeight(look.scaled(LEAST_CHART))

    # ------------------------------------------------------------ what it says

    def show_evidence(self, evidence: Evidence) -> None:
        """What its report says, and its cut-offs."""
        self._evidence = evidence
        report = evidence.report
        self.set_title(str(report["verdict"]["headline"]))
        self.set_verdict(verdict_kind(report))
        self.customers.set_text(self.tr("See the {entities}").format(entities=evidence.wording.entities))
        for widget, figure in zip(self.headlines, headline_figures(evidence), strict=True):
            show_figure(widget, figure)
        self.gains.set_plot(GainsPlot(evidence))
        self.calibration.set_plot(CalibrationPlot(evidence))
        self.tested.set_text(tested_words(evidence))
        self._on_cut_off(self._session.cut_off)

    def _on_cut_off(self, rows: int) -> None:
        if put_off(self, self._on_cut_off, rows):
            return
        if self._evidence is not None and self._session.run is not None:
            self.set_sentence(verdict_words(self._evidence, rows))

    # ------------------------------------------------------------ what it does

    def _on_copy(self) -> None:
        if self._session.run is not None:
            self.copy.copy(typed(str(self._session.run.report["command"])))

    def _on_customers(self) -> None:
        self.go.emit("customers")

    def _on_as_table(self) -> None:
        wanted = not self.gains.as_table.isChecked()
        for chart in (self.gains, self.calibration):
            chart.show_table(wanted)
        self.as_table.set_text(self.tr("Show as charts") if wanted else self.tr("Show as table"))
