"""What changed since the file before: who is new on the list, who climbed, stayed, fell and left, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.card import Well
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.moments import day
from tracer_desktop.widgets.numbers import count, percent
from tracer_desktop.widgets.side_by_side import SideBySide
from tracer_engine import Since


class SincePanel(Well):
    """The list of this file against the one of the file before; hidden until there are two."""

    forget_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Label("", "section", wrap=True, selectable=True)
        self.sentence = Label("", "body", "ink2", wrap=True, selectable=True)
        self.counts = FactsList(name=self.tr("Who is on the list"), long_names=True)
        self.reasons = FactsList(name=self.tr("Main reasons, now and then"), long_names=True)
        self.movers = FactsList(name=self.tr("Risen and fallen most"), long_names=True)
        self._columns = [
            self._column(self.tr("Who is on the list"), self.counts),
            self._column(self.tr("Main reasons, now (then)"), self.reasons),
            self._column(self.tr("Risen and fallen most, now (then)"), self.movers),
        ]
        self.forget = inline_button(self.tr("Forget these files"))
        self.forget.setToolTip(
            self.tr("Ids are remembered hashed, with scores and main reasons. Then nothing of this model's files is.")
        )
        self.forget.clicked.connect(self.forget_pressed)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addWidget(self.sentence)
        self.body.addWidget(SideBySide(self._columns, gap=8))
        self.hide()

    @staticmethod
    def _column(title: str, facts: FactsList) -> QWidget:
        column = QWidget()
        column.setProperty("see_through", "true")
        whole = QVBoxLayout(column)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme().u(2))
        whole.addWidget(Label(title, "label", "ink2", wrap=True))
        whole.addWidget(facts)
        whole.addStretch(1)
        return column

    def show_since(self, since: Since | None) -> None:
        """What changed; nothing is shown where there is no file before."""
        self.setVisible(since is not None)
        if since is None:
            return
        then = since.then
        self.title.set_text(self.tr("Since {file}, {day}").format(file=then.source, day=day(then.created)))
        self.setAccessibleName(self.title.text())
        self.sentence.set_text(
            self.tr("{now} on the list, {then} then. {expected} expected to have the outcome, {before} then.").format(
                now=count(since.listed),
                then=count(then.listed),
                expected=count(since.expected),
                before=count(then.expected),
            )
        )
        self.counts.set_rows(self._counts(since))
        both = "{now}\u00a0({then})"
        self.reasons.set_rows(
            [(name, both.format(now=count(now), then=count(was))) for name, now, was in since.reasons]
        )
        self.movers.set_rows(
            [
                (one.id, both.format(now=percent(one.now), then=percent(one.before)))
                for one in (*since.risen[:3], *since.fallen[:3])
            ]
        )
        for column, facts in zip(self._columns, (self.counts, self.reasons, self.movers), strict=True):
            column.setVisible(bool(facts.rows()))

    def _counts(self, since: Since) -> list[tuple[str, str]]:
        if since.both is None:
            return [(self.tr("Nobody can be followed"), self.tr("no column names them in both files"))]
        stayed = count(since.stayed or 0)
        other = [(self.tr("of them for another main reason"), count(since.other_reason))] if since.other_reason else []
        return [
            (self.tr("New, not in that file"), count(since.new or 0)),
            (self.tr("Climbed onto it"), count(since.climbed or 0)),
            (self.tr("Stayed on it"), stayed),
            *other,
            (self.tr("Fell off it"), count(since.fell or 0)),
            (self.tr("No longer in this file"), count(since.left or 0)),
        ]
