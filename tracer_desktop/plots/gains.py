"""Gains and lift: whom one reaches by going down the list so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracer_desktop.plots.evidence import Evidence
from tracer_desktop.plots.placement import beside
from tracer_desktop.plots.plot import CutOffPlot, Mark, PlotTable, capital
from tracer_desktop.plots.sheet import FIFTHS
from tracer_desktop.widgets.numbers import count, decimal, percent

if TYPE_CHECKING:
    from tracer_desktop.plots.sheet import Sheet

TWENTIETHS = 20


class ListPlot(CutOffPlot):
    """A chart along the list: the cut-off stands at the share that is taken."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self.evidence, self.rows = evidence, evidence.rows

    def rows_at(self, x: float) -> int:
        """A share is so many rows."""
        return min(self.rows, max(1, round(x * self.rows)))

    def shown_rows(self) -> list[int]:
        """The lengths of the list that the table tells: every twentieth part."""
        wanted = {max(1, round(self.rows * part / TWENTIETHS)) for part in range(1, TWENTIETHS + 1)}
        return sorted(wanted)

    def rule_at(self, share: float) -> float:
        """Share of the positives that the rule reaches."""
        shares, reached = self.evidence.rule
        return float(np.interp(share, shares, reached)) if len(shares) else float("nan")


class GainsPlot(ListPlot):
    """Share of the positives reached, by share of the list taken."""

    key = "gains"

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        words = evidence.wording
        self.title = self.tr("Gains: whom you reach")
        # Which rule, the page's own sentence and the summary say: charts beside each other begin at one height.
        self.sentence = self.tr("Dashed: the one-line rule it has to beat.")
        tenth = max(1, round(self.rows / 10))
        self.summary = self.tr(
            "Contacting the top 10\u00a0% reaches {found} of {actors}; the one-line rule ({named}) reaches {rule}, "
            "choosing at random 10\u00a0%."
        ).format(
            found=percent(float(evidence.found[tenth - 1])), actors=words.actors,
            named=evidence.rule_text, rule=percent(self.rule_at(0.1)),
        )  # fmt: skip

    def mark(self, rows: int) -> Mark:
        """So many rows, and whom they hold."""
        words, found = self.evidence.wording, float(self.evidence.found[rows - 1])
        said = self.tr("{rows} {entities}, {found} of {actors}").format(
            rows=count(rows), entities=words.entity if rows == 1 else words.entities,
            found=percent(found), actors=words.actors,
        )  # fmt: skip
        return Mark(rows / self.rows, found, said)

    def draw(self, sheet: Sheet) -> None:
        """Three lines, each with its name."""
        evidence, words = self.evidence, self.evidence.wording
        axes = sheet.axes(
            x_limits=(0, 1), y_limits=(0, 1.02), x_ticks=FIFTHS, y_ticks=FIFTHS,
            x_title=self.tr("share of {entities} contacted, best first").format(entities=words.entities),
        )  # fmt: skip
        thin = evidence.thin
        x, y = np.concatenate([[0.0], evidence.share[thin]]), np.concatenate([[0.0], evidence.found[thin]])
        chance = sheet.line(axes, (0, 1), (0, 1), "chance")
        rule = sheet.line(axes, *evidence.rule, "rule")
        model = sheet.line(axes, x, y, "model")
        gap = sheet.px(9)
        leads = float(np.interp(0.3, x, y)) >= self.rule_at(0.3)
        places = (0.36, 0.32, 0.28, 0.42, 0.48, 0.2, 0.55)
        below = (0.46, 0.42, 0.5, 0.38, 0.55, 0.34, 0.28, 0.62)
        sheet.label(axes, self.tr("Tracer"), beside(model, places if leads else below, gap, above=leads), "model")
        sheet.label(axes, self.tr("the rule"), beside(rule, below if leads else places, gap, above=not leads), "rule")
        sheet.label(
            axes, self.tr("at random"), beside(chance, (0.74, 0.7, 0.66, 0.8, 0.6), sheet.px(14), above=False), "chance"
        )
        sheet.cut_off(axes, self)
        sheet.hover(axes, x[1:], y[1:], lambda at: self._hover(int(thin[at]) + 1), along=True)

    def _hover(self, rows: int) -> str:
        evidence, words = self.evidence, self.evidence.wording
        return self.tr(
            "Top {share}, {rows} {entities}:\n{found} of {actors}, with the rule {rule}"
        ).format(
            share=percent(rows / self.rows, 1), rows=count(rows), entities=words.entities,
            found=percent(float(evidence.found[rows - 1]), 1), actors=words.actors,
            rule=percent(self.rule_at(rows / self.rows), 1),
        )  # fmt: skip

    def table(self) -> PlotTable:
        """Every twentieth part of the list."""
        evidence, words = self.evidence, self.evidence.wording
        headings = (
            self.tr("Share of the list"), self.tr("{entities} contacted").format(entities=capital(words.entities)),
            self.tr("{actors} reached").format(actors=capital(words.actors)), self.tr("Share reached"),
            self.tr("By the rule"),
        )  # fmt: skip
        values = [
            (rows / self.rows, rows, int(evidence.reached[rows - 1]), float(evidence.found[rows - 1]),
             self.rule_at(rows / self.rows))
            for rows in self.shown_rows()
        ]  # fmt: skip
        texts = [
            (percent(share), count(rows), count(reached), percent(found, 1), percent(rule, 1))
            for share, rows, reached, found, rule in values
        ]
        return PlotTable(headings, texts, values)


class LiftPlot(ListPlot):
    """How many times as many positives as taking the same number at random."""

    key = "lift"

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        words = evidence.wording
        self.title = self.tr("Lift: how much better than at random")
        self.sentence = self.tr("Times as many {actors} as among the same number taken at random.").format(
            actors=words.actors
        )
        tenth = max(1, round(self.rows / 10))
        self.summary = self.tr(
            "Among the top 10\u00a0% there are {lift} times as many {actors} as among as many taken at random."
        ).format(lift=decimal(float(evidence.lift[tenth - 1]), 1), actors=words.actors)

    def mark(self, rows: int) -> Mark:
        """So many times as many."""
        lift = float(self.evidence.lift[rows - 1])
        said = self.tr("{lift} times as many as at random").format(lift=decimal(lift, 1))
        return Mark(rows / self.rows, min(lift, self._top()), said)

    def _top(self) -> float:
        """The top of the axis: whole times, over all that is drawn as a line."""
        _, _, pure = self.evidence.rule_pure
        rule = pure / self.evidence.base_rate if self.evidence.base_rate else pure
        most = max(float(self.evidence.lift[self.evidence.thin_steady].max(initial=1.0)), float(rule.max(initial=1.0)))
        return float(np.ceil(most + 0.05))

    def draw(self, sheet: Sheet) -> None:
        """The model's lift, the rule's, and 1."""
        evidence, words, top = self.evidence, self.evidence.wording, self._top()
        step = 1 if top <= 6 else 2 if top <= 12 else round(top / 5)
        axes = sheet.axes(
            x_limits=(0, 1), y_limits=(0, top * 1.02), x_ticks=FIFTHS, y_ticks=list(range(0, int(top) + 1, step)),
            y_text=lambda value: f"{decimal(value, 0)}\u00a0×",
            x_title=self.tr("share of {entities} contacted, best first").format(entities=words.entities),
        )  # fmt: skip
        thin = evidence.thin_steady
        shares, _, pure = evidence.rule_pure
        chance = sheet.line(axes, (0, 1), (1, 1), "chance")
        rule_lift = pure / evidence.base_rate if evidence.base_rate else pure
        rule = sheet.line(axes, shares, rule_lift, "rule")
        model = sheet.line(axes, evidence.share[thin], evidence.lift[thin], "model")
        gap = sheet.px(9)
        sheet.label(
            axes, self.tr("Tracer"), beside(model, (0.3, 0.25, 0.35, 0.2, 0.45), gap, above=True, rising=False), "model"
        )
        sheet.label(
            axes, self.tr("the rule"), beside(rule, (0.25, 0.2, 0.3, 0.15, 0.4), gap, above=False, rising=False), "rule"
        )
        spots = beside(chance, (0.55, 0.5, 0.45, 0.6, 0.3), sheet.px(6), above=False, rising=False)
        sheet.label(axes, self.tr("at random"), spots, "chance")
        sheet.cut_off(axes, self)
        sheet.hover(
            axes, evidence.share[thin], evidence.lift[thin], lambda at: self._hover(int(thin[at]) + 1), along=True
        )

    def _hover(self, rows: int) -> str:
        return self.tr("Top {share}, {rows} {entities}:\n{lift} times as many {actors} as at random").format(
            share=percent(rows / self.rows, 1), rows=count(rows), entities=self.evidence.wording.entities,
            lift=decimal(float(self.evidence.lift[rows - 1]), 2), actors=self.evidence.wording.actors,
        )  # fmt: skip

    def table(self) -> PlotTable:
        """Every twentieth part of the list."""
        evidence, words = self.evidence, self.evidence.wording
        headings = (
            self.tr("Share of the list"), self.tr("{entities} contacted").format(entities=capital(words.entities)),
            self.tr("Of them {actors}").format(actors=words.actors), self.tr("Lift"),
        )  # fmt: skip
        values = [
            (rows / self.rows, rows, float(evidence.pure[rows - 1]), float(evidence.lift[rows - 1]))
            for rows in self.shown_rows()
        ]
        texts = [
            (percent(share), count(rows), percent(pure, 1), decimal(lift, 2)) for share, rows, pure, lift in values
        ]
        return PlotTable(headings, texts, values)
