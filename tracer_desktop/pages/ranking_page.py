"""Ranking: how well the list is ordered, seen four ways, all at one cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tracer_desktop.pages.result_page import ResultPage
from tracer_desktop.pages.trust_view import TrustView
from tracer_desktop.pages.verdict_words import ranking_figures, show_figure
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.confusion import ConfusionTable
from tracer_desktop.plots.evidence import Evidence
from tracer_desktop.plots.gains import GainsPlot, LiftPlot
from tracer_desktop.plots.precision_recall import PrecisionRecallPlot
from tracer_desktop.plots.roc import RocPlot
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button
from tracer_desktop.widgets.cut_off_bar import CutOffBar
from tracer_desktop.widgets.headline import HeadlineNumber
from tracer_desktop.widgets.numbers import decimal
from tracer_desktop.widgets.side_by_side import SideBySide
from tracer_desktop.widgets.tabs import TabPages

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session

LEAST_CHART = 250


class RankingPage(ResultPage):
    """Three numbers, the cut-off, and ROC, precision-recall, gains, lift and the four cells of the confusion."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Ranking"), session, parent)
        self.customers = primary_button(self.tr("See the list"))
        self.customers.clicked.connect(self._on_customers)
        self.add_action(self.customers)
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        session = self._session
        self.headlines = [HeadlineNumber("") for _ in range(3)]
        self.cut_off = CutOffBar(session)
        yield
        self.roc = Chart(session, name=self.tr("ROC: right ones against wrong ones"))
        self.precision_recall = Chart(session, name=self.tr("Precision and recall: how pure the list is"))
        yield
        self.gains = Chart(session, name=self.tr("Gains: whom you reach"))
        self.lift = Chart(session, name=self.tr("Lift: how much better than at random"))
        yield
        self.confusion = ConfusionTable(session)
        self.trust = TrustView()
        yield
        self.tabs = TabPages(name=self.tr("Ways to look at the ranking"))
        self._pairs: list[QHBoxLayout] = []
        yield from self._fill()
        self.listen()

    def opened(self) -> None:
        """The cut-off is what one sets here."""
        self.cut_off.field.setFocus()
        self.cut_off.field.selectAll()

    def _fill(self) -> Iterator[None]:
        self._add_pair(self.tr("Right and wrong"), self.roc, self.precision_recall)
        yield
        self._add_pair(self.tr("Down the list"), self.gains, self.lift)
        yield
        alone = QWidget()
        whole = QHBoxLayout(alone)
        whole.addWidget(self.confusion, 1)
        self._pairs.append(whole)
        self.tabs.add_page(self.tr("At the cut-off"), alone)
        self.tabs.add_page(self.tr("Groups"), self.trust)
        yield
        self.body.addWidget(SideBySide(self.headlines, gap=12, lines=True))
        self.body.addWidget(self.cut_off)
        self.body.addWidget(self.tabs, 1)
        yield

    def _add_pair(self, title: str, left: Chart, right: Chart) -> None:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.addWidget(SideBySide((left, right), gap=8))
        self._pairs.append(row)
        self.tabs.add_page(title, pair)

    def set_sizes(self) -> None:
        """The charts keep a height at which they can be read."""
        look = theme()
        for row in self._pairs:
            row.setContentsMargins(0, look.u(3), 0, 0)
        for chart in (self.roc, self.precision_recall, self.gains, self.lift):
            chart.stack.setMinimumHeight(look.scaled(LEAST_CHART))

    def show_evidence(self, evidence: Evidence) -> None:
        """What its report says, and its cut-offs."""
        self._say(evidence)
        for widget, figure in zip(self.headlines, ranking_figures(evidence), strict=True):
            show_figure(widget, figure)
        self.roc.set_plot(RocPlot(evidence))
        self.precision_recall.set_plot(PrecisionRecallPlot(evidence))
        self.gains.set_plot(GainsPlot(evidence))
        self.lift.set_plot(LiftPlot(evidence))
        self.confusion.set_evidence(evidence)
        self.trust.set_evidence(evidence)
        self.customers.set_text(self.tr("See the {entities}").format(entities=evidence.wording.entities))

    def _say(self, evidence: Evidence) -> None:
        area, rival, words = evidence.metric("roc_auc"), evidence.rule_metric("roc_auc"), evidence.wording
        if area is None:
            self.set_title(self.tr("How well the list is ordered cannot be told"))
            self.set_sentence(
                self.tr("There are too few {entities} whose outcome is known.").format(entities=words.entities)
            )
            return
        pairs = decimal(100 * area[0], 0)
        self.set_title(self.tr("It puts {pairs} of 100 pairs in the right order").format(pairs=pairs))
        self.set_sentence(
            self.tr(
                "A pair is one who {acted} and one who {stayed}. Guessing puts 50 in the right order, "
                "the one-line rule ({rule}) {rival}."
            ).format(
                acted=words.acted,
                stayed=words.not_acted,
                rule=evidence.rule_text,
                rival="–" if rival is None else decimal(100 * rival, 0),
            )
        )

    def _on_customers(self) -> None:
        self.go.emit("customers")
