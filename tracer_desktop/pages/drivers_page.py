"""Drivers: what the scores rest on, and which way each column pushes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tracer_desktop.pages.result_page import ResultPage
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.drivers import FEW, EffectPlot, ImportancePlot
from tracer_desktop.plots.evidence import Evidence, number
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, percent
from tracer_desktop.widgets.side_by_side import SideBySide

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session

LEAST_CHART, LEAST_EFFECT = 16 * 30, 380
LEAST_NAME = 160
ORDERED = ("number", "date")


class DriversPage(ResultPage):
    """Bars on the left; the chosen one's values on the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Drivers"), session, parent)
        self._evidence: Evidence | None = None
        self.chosen = ""
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        session = self._session
        self.importance = Chart(session, name=self.tr("What the scores rest on"))
        self.pick_label = Label(self.tr("Show"), "body")
        self.pick = Choice(name=self.tr("The column whose effect is shown"))
        self.pick_label.setBuddy(self.pick)
        self.effect = Chart(session, name=self.tr("Which way it pushes"))
        yield
        self.none = EmptyState("drivers", self.tr("No effect curve for this one"), "")
        self.stack = QStackedWidget()
        self.about = Label("", "body", "ink2", wrap=True, selectable=True)
        self._fill()
        yield
        self.importance.chosen.connect(self._on_bar)
        self.pick.picked.connect(self._on_picked)
        self.listen()

    def opened(self) -> None:
        """Arrows go from driver to driver at once."""
        self.pick.setFocus()

    # ------------------------------------------------------------ how it is built

    def _fill(self) -> None:
        self.stack.addWidget(self.effect)
        self.stack.addWidget(self.none)
        right = QWidget()
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        self._row.addWidget(self.pick_label)
        self._row.addWidget(self.pick)
        self._row.addStretch(1)
        self._right.addLayout(self._row)
        self._right.addWidget(self.stack, 1)
        self._right.addWidget(self.about)
        self._columns = SideBySide((self.importance, right), gap=8)
        self.body.addWidget(self._columns, 1)
        for key, step in ((Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1)):
            shortcut = QShortcut(QKeySequence(key), self.importance)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._on_up if step < 0 else self._on_down)

    def set_sizes(self) -> None:
        """The charts keep a height at which they can be read."""
        look = theme()
        self._right.setSpacing(look.u(3))
        self._row.setSpacing(look.u(2))
        # As wide as the longest name where there is room for it, else less.
        self.pick.setMinimumWidth(look.scaled(LEAST_NAME))
        self.importance.stack.setMinimumHeight(look.scaled(LEAST_CHART))
        self.effect.stack.setMinimumHeight(look.scaled(LEAST_EFFECT))

    # ------------------------------------------------------------ what it shows

    def show_evidence(self, evidence: Evidence) -> None:
        """What its report says, and its cut-offs."""
        self._evidence = evidence
        ranked = self._ranked()
        self.pick.set_choices([(str(one["label"]), str(one["column"])) for one in ranked])
        self._say(evidence, ranked)
        self.chosen = ""
        self.choose(str(ranked[0]["column"]) if ranked else "")

    def _ranked(self) -> list[Mapping[str, Any]]:
        if self._evidence is None:
            return []
        return sorted(self._evidence.report["importance"], key=lambda one: -number(one["share"]))

    def _say(self, evidence: Evidence, ranked: list[Mapping[str, Any]]) -> None:
        words = evidence.wording
        if not ranked:
            self.set_title(self.tr("Nothing drives the scores"))
            self.set_sentence(self.tr("The model gives everybody the same."))
            return
        self.set_title(
            self.tr("{label} says most about who will {act}").format(label=ranked[0]["label"], act=words.act)
        )
        first = sum(number(one["share"]) for one in ranked[:3])
        self.set_sentence(
            self.tr(
                "The first three carry {share} of all reasons. They say what goes along with it, "
                "not what would change when you change them."
            ).format(share=percent(first))
        )

    def choose(self, column: str) -> None:
        """Show the effect of another column."""
        evidence = self._evidence
        if evidence is None or column == self.chosen:
            return
        self.chosen = column
        self.pick.choose(column)
        self.importance.set_plot(ImportancePlot(evidence, column))
        effect = next((one for one in evidence.report["effects"] if one["column"] == column), None)
        if effect is None or not effect["points"]:
            kept = self.tr(
                "Effects are worked out for the {number} strongest columns. What this one did to a single score is "
                "told with that score."
            ).format(number=count(len(evidence.report["effects"])))
            self.none.set_message(self.tr("No effect curve for this one"), kept)
            self.stack.setCurrentWidget(self.none)
        else:
            self.effect.set_plot(EffectPlot(evidence, effect, ordered=self._is_ordered(column)))
            self.stack.setCurrentWidget(self.effect)
        self._explain(evidence, column, effect)

    def _explain(self, evidence: Evidence, column: str, effect: Mapping[str, Any] | None) -> None:
        """What works together with it, what was made of what, how many rows were looked at, what hollow dots are."""
        said = [str(one["text"]) for one in evidence.report.get("interactions", ()) if column in one["columns"]]
        made = next((one for one in evidence.report["engineered"] if one["name"] == column), None)
        if made is not None:
            said.append(self.tr("Made by Tracer: {wording}").format(wording=made["wording"]))
        points = effect["points"] if effect is not None else ()
        rows = sum(int(one["rows"]) for one in points)
        if 0 < rows < evidence.report["rows"]:
            said.append(self.tr("Worked out on a sample of {rows} rows.").format(rows=count(rows)))
        if any(one["rows"] < FEW for one in points):
            said.append(self.tr("Hollow dots: fewer than {few} rows, so the share says little.").format(few=FEW))
        self.about.set_text(" ".join(said))
        self.about.setVisible(bool(said))

    def _is_ordered(self, column: str) -> bool:
        run = self._session.run
        assert run is not None
        return run.card.columns.get(column, "number") in ORDERED

    # ------------------------------------------------------------ choosing

    def _on_bar(self, place: int) -> None:
        plot = self.importance.plot
        if isinstance(plot, ImportancePlot) and place < len(plot.drivers):
            self.choose(str(plot.drivers[place]["column"]))

    def _on_picked(self, column: object) -> None:
        self.choose(str(column))

    def _on_up(self) -> None:
        self._step(-1)

    def _on_down(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        columns = [str(one["column"]) for one in self._ranked()]
        if self.chosen in columns:
            self.choose(columns[min(len(columns) - 1, max(0, columns.index(self.chosen) + by))])
