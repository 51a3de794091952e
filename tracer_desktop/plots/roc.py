"""ROC: how many wrong ones are taken along for the right ones."""

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


class RocPlot(ListPlot):
    """Share of the positives found against share of the others taken along."""

    key = "roc"

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        words = evidence.wording
        self.title = self.tr("ROC: right ones against wrong ones")
        self.sentence = self.tr("Going down the list: {actors} found, and others taken along.").format(
            actors=words.actors
        )
        area, rival = evidence.metric("roc_auc"), evidence.rule_metric("roc_auc")
        self.summary = self.sentence
        if area is not None:
            self.summary = self.tr(
                "The area under the curve is {area}, between {low} and {high}; the one-line rule has {rule}, "
                "guessing 0.5."
            ).format(area=auc(area[0]), low=auc(area[1]), high=auc(area[2]), rule="–" if rival is None else auc(rival))

    def mark(self, rows: int) -> Mark:
        """How many of each kind are above the line."""
        evidence, words = self.evidence, self.evidence.wording
        found, wrong = float(evidence.found[rows - 1]), float(evidence.taken_along[rows - 1])
        said = self.tr("{found} of {actors}, {wrong} of those who {stayed}").format(
            found=percent(found), actors=words.actors, wrong=percent(wrong), stayed=words.not_acted
        )
        return Mark(wrong, found, said)

    def rows_at(self, x: float) -> int:
        """The longest list that takes no more of the others along."""
        at = int(np.searchsorted(self.evidence.taken_along, min(1.0, x) + 1e-12, side="right"))
        return min(self.rows, max(1, at))

    def draw(self, sheet: Sheet) -> None:
        """Model, rule, and the diagonal of guessing."""
        evidence, words = self.evidence, self.evidence.wording
        axes = sheet.axes(
            x_limits=(0, 1), y_limits=(0, 1.02), x_ticks=FIFTHS, y_ticks=FIFTHS,
            x_title=self.tr("share of those who {stayed}, taken along").format(stayed=words.not_acted),
        )  # fmt: skip
        thin = evidence.thin
        x = np.concatenate([[0.0], evidence.taken_along[thin]])
        y = np.concatenate([[0.0], evidence.found[thin]])
        chance = sheet.line(axes, (0, 1), (0, 1), "chance")
        rule = sheet.line(axes, *evidence.rule_found_wrong, "rule")
        model = sheet.line(axes, x, y, "model")
        gap = sheet.px(9)
        sheet.label(axes, self.tr("Tracer"), beside(model, (0.2, 0.16, 0.24, 0.12, 0.3, 0.4), gap, above=True), "model")
        sheet.label(
            axes, self.tr("the rule"), beside(rule, (0.38, 0.34, 0.42, 0.3, 0.48, 0.24), gap, above=False), "rule"
        )
        sheet.label(
            axes, self.tr("guessing"), beside(chance, (0.74, 0.7, 0.66, 0.8, 0.6), sheet.px(14), above=False), "chance"
        )
        sheet.cut_off(axes, self)
        sheet.hover(axes, x[1:], y[1:], lambda at: self._hover(int(thin[at]) + 1))

    def _hover(self, rows: int) -> str:
        return f"{self.tr('Top {rows}').format(rows=count(rows))}:\n{self.mark(rows).words}"

    def table(self) -> PlotTable:
        """Every twentieth part of the list."""
        evidence, words = self.evidence, self.evidence.wording
        headings = (
            self.tr("{entities} contacted").format(entities=capital(words.entities)),
            self.tr("{actors} found").format(actors=capital(words.actors)),
            self.tr("Others taken along"),
        )
        values = [
            (rows, float(evidence.found[rows - 1]), float(evidence.taken_along[rows - 1])) for rows in self.shown_rows()
        ]
        texts = [(count(rows), percent(found, 1), percent(wrong, 1)) for rows, found, wrong in values]
        return PlotTable(headings, texts, values)
