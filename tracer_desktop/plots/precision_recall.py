"""Precision and recall: how pure the list stays as one goes down it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracer_desktop.plots.evidence import Evidence
from tracer_desktop.plots.gains import ListPlot
from tracer_desktop.plots.placement import beside
from tracer_desktop.plots.plot import Mark, PlotTable, capital
from tracer_desktop.plots.sheet import FIFTHS
from tracer_desktop.widgets.numbers import auc, count, percent

if TYPE_CHECKING:
    from tracer_desktop.plots.sheet import Sheet


class PrecisionRecallPlot(ListPlot):
    """Share of positives among those taken, against share of the positives found."""

    key = "precision-recall"

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        words = evidence.wording
        self.title = self.tr("Precision and recall: how pure the list is")
        self.sentence = self.tr("Of those contacted, how many really {acted}.").format(acted=words.acted)
        average, rival = evidence.metric("average_precision"), evidence.rule_metric("average_precision")
        self.summary = self.sentence
        if average is not None:
            self.summary = self.tr(
                "The average precision is {average}, between {low} and {high}; the one-line rule has {rule}, "
                "taking at random {base}."
            ).format(
                average=auc(average[0]), low=auc(average[1]), high=auc(average[2]),
                rule="–" if rival is None else auc(rival), base=auc(evidence.base_rate),
            )  # fmt: skip

    def mark(self, rows: int) -> Mark:
        """How many of those above the line are right."""
        evidence, words = self.evidence, self.evidence.wording
        found, pure = float(evidence.found[rows - 1]), float(evidence.pure[rows - 1])
        said = self.tr("{pure} of {rows} {acted}").format(pure=percent(pure), rows=count(rows), acted=words.acted)
        return Mark(found, pure, said)

    def rows_at(self, x: float) -> int:
        """The shortest list that reaches so many."""
        at = int(np.searchsorted(self.evidence.found, min(1.0, max(0.0, x)) - 1e-12, side="left"))
        return min(self.rows, max(1, at + 1))

    def draw(self, sheet: Sheet) -> None:
        """Model, rule, and the base rate."""
        evidence, words = self.evidence, self.evidence.wording
        axes = sheet.axes(
            x_limits=(0, 1), y_limits=(0, 1.02), x_ticks=FIFTHS, y_ticks=FIFTHS,
            x_title=self.tr("share of {actors} found").format(actors=words.actors),
        )  # fmt: skip
        thin = evidence.thin_steady
        x, y = evidence.found[thin], evidence.pure[thin]
        chance = sheet.line(axes, (0, 1), (evidence.base_rate,) * 2, "chance")
        _, found, pure = evidence.rule_pure
        rule = sheet.line(axes, found, pure, "rule")
        model = sheet.line(axes, x, y, "model")
        gap = sheet.px(9)
        upper, lower = (0.45, 0.4, 0.5, 0.35, 0.6, 0.25), (0.5, 0.45, 0.55, 0.4, 0.35, 0.2)
        sheet.label(axes, self.tr("Tracer"), beside(model, upper, gap, above=True, rising=False), "model")
        sheet.label(axes, self.tr("the rule"), beside(rule, lower, gap, above=False, rising=False), "rule")
        spots = beside(chance, (0.6, 0.5, 0.7, 0.14), sheet.px(6), above=False, rising=False)
        sheet.label(axes, self.tr("at random"), spots, "chance")
        sheet.cut_off(axes, self)
        sheet.hover(axes, x, y, lambda at: self._hover(int(thin[at]) + 1))

    def _hover(self, rows: int) -> str:
        evidence, words = self.evidence, self.evidence.wording
        return self.tr("Top {rows}:\n{pure} of them {acted}; {found} of {actors} found").format(
            rows=count(rows), pure=percent(float(evidence.pure[rows - 1]), 1), acted=words.acted,
            found=percent(float(evidence.found[rows - 1]), 1), actors=words.actors,
        )  # fmt: skip

    def table(self) -> PlotTable:
        """Every twentieth part of the list."""
        evidence, words = self.evidence, self.evidence.wording
        headings = (
            self.tr("{entities} contacted").format(entities=capital(words.entities)),
            self.tr("{actors} found, recall").format(actors=capital(words.actors)),
            self.tr("Of those contacted {acted}, precision").format(acted=words.acted),
        )
        values = [(rows, float(evidence.found[rows - 1]), float(evidence.pure[rows - 1])) for rows in self.shown_rows()]
        texts = [(count(rows), percent(found, 1), percent(pure, 1)) for rows, found, pure in values]
        return PlotTable(headings, texts, values)
