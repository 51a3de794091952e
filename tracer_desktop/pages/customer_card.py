"""One row of the list, explained: its probability, what moves it, and what if it were otherwise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.pages.what_if_well import WhatIfWell
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Card, Hairline
from tracer_desktop.widgets.contribution_bars import ContributionBar, ContributionBars
from tracer_desktop.widgets.inputs import CheckBox
from tracer_desktop.widgets.labels import ElidedLabel, Label
from tracer_desktop.widgets.numbers import count, percent
from tracer_desktop.widgets.side_area import SideArea
from tracer_engine import Contribution, ContributionGroup, CustomerDetail, JobError, Wording

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

SHOWN = 7
WIDTH = 364
WIDEST = 16_777_215
"""Qt's word for: as wide as it likes."""


class CustomerCard(Card):
    """The customer chosen in the list. `show_row` asks the engine; what was shown stays until the answer is here.

    Beside the list, what is under its heading scrolls for itself (`area`), and neither page nor list has to move.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self._answer: Answer | None = None
        self._wording: Wording | None = None
        self._rows = 0
        self.detail: CustomerDetail | None = None
        self.id = ElidedLabel("", "section", selectable=True)
        self.rank = Label("", "caption", "ink2", selectable=True)
        self.probability = Label("", "figure", selectable=True)
        self.likely = Label("", "caption", "ink2")
        self.bars_title = Label(self.tr("What moves the score"), "strong", wrap=True)
        self.sides = Label("", "caption", "ink2")
        self.by_meaning = CheckBox(self.tr("Columns of one meaning together"))
        self.by_meaning.toggled.connect(self._show_bars)
        self.bars = ContributionBars()
        self.sum = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.what_if = WhatIfWell(session)
        self.area = SideArea(name=self.bars_title.text())
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fill()
        self._add_copy()
        self._beside = True
        self.area.verticalScrollBar().rangeChanged.connect(self._leave_room)
        theme().changed.connect(self._set_width)
        self._set_width()
        self.clear()

    def _fill(self) -> None:
        head = QHBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, widgets, side in (
            (left, (self.id, self.rank), Qt.AlignmentFlag.AlignLeft),
            (right, (self.probability, self.likely), Qt.AlignmentFlag.AlignRight),
        ):
            column.setSpacing(1)
            for widget in widgets:
                column.addWidget(widget)
                widget.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(left, 1)
        head.addLayout(right)
        top = self._top = QVBoxLayout()
        top.addLayout(head)
        top.addWidget(Hairline())
        self.body.addLayout(top)
        titles = QHBoxLayout()
        titles.addWidget(self.bars_title, 1)
        titles.addWidget(self.sides)
        moves = self._moves = QVBoxLayout()
        moves.addLayout(titles)
        moves.addWidget(self.by_meaning)
        moves.addWidget(self.bars, 1)
        moves.addWidget(self.sum)
        self.area.column.addLayout(moves, 1)
        self.area.column.addWidget(self.what_if)
        self.body.addWidget(self.area, 1)

    def _add_copy(self) -> None:
        copy = QAction(self.tr("Copy these numbers"), self.bars)
        copy.triggered.connect(self._copy)
        self.bars.addAction(copy)
        self.bars.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_beside(self, beside: bool) -> None:
        """Beside the list it has the width of a card; under it, that of the list."""
        if beside != self._beside:
            self._beside = beside
            self._set_width()

    def _set_width(self) -> None:
        width = theme().scaled(WIDTH)
        self.setMinimumWidth(width if self._beside else 0)
        self.setMaximumWidth(width if self._beside else WIDEST)
        across = QSizePolicy.Policy.Fixed if self._beside else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Expanding)
        for layout, units in ((self._top, 2), (self._moves, 1), (self.area.column, 2)):
            layout.setSpacing(theme().u(units))
        self.area.set_below(not self._beside)
        self._leave_room()

    def _leave_room(self, *_: object) -> None:
        """The bar of what scrolls lies in the card's margin."""
        bar = self.area.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 and self._beside else 0
        inside = self.body.contentsMargins()
        inside.setRight(max(0, inside.left() - taken))
        self.body.setContentsMargins(inside)
        self._top.setContentsMargins(0, 0, inside.left() - inside.right(), 0)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.bars.as_text())

    # ------------------------------------------------------------ what is shown

    def set_run(self, wording: Wording, rows: int) -> None:
        """The words of a run, and how many rows its list has."""
        self._wording, self._rows = wording, rows
        self.setAccessibleName(self.tr("One {entity}").format(entity=wording.entity))
        self.likely.set_text(self.tr("likely to {act}").format(act=wording.act))
        self.bars_title.set_text(self.tr("What moves this {entity}").format(entity=wording.entity))
        # The arrows say it without the words of the question, which need not fit beside each other.
        self.sides.set_text(self.tr("← less   more →"))
        for named in (self.bars, self.area):
            named.setAccessibleName(self.bars_title.text())
        self.what_if.set_wording(wording)
        self.clear()

    def clear(self) -> None:
        """Nobody is chosen."""
        self._drop()
        self.detail = None
        for label in (self.id, self.rank, self.probability, self.sum):
            label.set_text("")
        self.bars.set_bars(())
        self.by_meaning.hide()
        self.what_if.clear()
        self.setEnabled(False)

    def show_row(self, row: int) -> None:
        """Ask for one row of the file (from 0) and show it."""
        if self.detail is not None and self.detail.row == row and self._answer is None:
            return
        self._drop()
        self._answer = self._session.engine.ask("customer", row, urgent=True)
        self._answer.answered.connect(self._on_detail)
        self._answer.failed.connect(self._on_failed)

    def _drop(self) -> None:
        if self._answer is not None:
            self._answer.drop()
            self._answer = None

    def _on_failed(self, error: JobError) -> None:
        self.clear()
        self.sum.set_text(f"{error.message} {error.remedy}".strip())
        self.setEnabled(True)

    def _on_detail(self, detail: CustomerDetail) -> None:
        self._answer = None
        self.detail = detail
        self.setEnabled(True)
        self.id.set_text(detail.id)
        self.rank.set_text(self.tr("rank {rank} of {rows}").format(rank=count(detail.rank), rows=count(self._rows)))
        self.probability.set_text(percent(detail.out_of_fold))
        self.setAccessibleDescription(
            f"{detail.id}, {self.rank.text()}, {self.probability.text()} {self.likely.text()}"
        )
        self.by_meaning.setVisible(any(len(group.sources) > 1 for group in detail.groups))
        self._show_bars()
        self.sum.set_text(self._sum_words(detail))
        self.what_if.show_detail(detail)

    def _show_bars(self) -> None:
        """Each column by itself, or those of one role of the blueprint together."""
        detail = self.detail
        if detail is None:
            return
        told = detail.contributions
        if self.by_meaning.isChecked():
            told = tuple(self._together(group, detail) for group in detail.groups)
        self.bars.set_bars(contribution_bars(told, self._others))

    def _together(self, group: ContributionGroup, detail: CustomerDetail) -> Contribution:
        if len(group.sources) == 1:
            return next(one for one in detail.contributions if one.label == group.sources[0])
        label = self.tr("{meaning}: {count} columns").format(meaning=group.label, count=count(len(group.sources)))
        return Contribution(source=group.role, label=label, sentence=label, log_odds=group.log_odds)

    def _others(self, others: int) -> str:
        return self.tr("{count} other columns").format(count=count(others))

    def _sum_words(self, detail: CustomerDetail) -> str:
        entity = self._wording.entity if self._wording is not None else ""
        start = percent(1 / (1 + math.exp(-detail.constant)))
        if percent(detail.out_of_fold) == percent(detail.probability):
            return self.tr(
                "From {start}, where everyone starts, these add up, as log-odds, to exactly this {entity}’s score."
            ).format(start=start, entity=entity)
        return self.tr(
            "From {start}, where everyone starts, these add up, as log-odds, to exactly the model’s own {own}. The "
            "list says {listed}: that is from models that had not seen this {entity}."
        ).format(start=start, own=percent(detail.probability), listed=percent(detail.out_of_fold), entity=entity)


def contribution_bars(contributions: Sequence[Contribution], others: object) -> list[ContributionBar]:
    """The strongest seven, and the rest as one bar, so that they add up; `others(n)` names the rest."""
    first, rest = list(contributions[:SHOWN]), contributions[SHOWN:]
    if len(rest) == 1:
        first, rest = list(contributions), ()
    bars = [ContributionBar(label=one.sentence or one.label, value=one.log_odds) for one in first]
    if rest:
        assert callable(others)
        bars.append(ContributionBar(label=others(len(rest)), value=math.fsum(one.log_odds for one in rest), quiet=True))
    return bars
