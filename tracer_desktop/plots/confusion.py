"""Whom the list holds at the cut-off, and whom it misses: two rows, two columns, and the same in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.plots.evidence import Evidence
from tracer_desktop.plots.plot import capital
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, percent

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """Rows whose outcome is known, by whether they are above the cut-off and by what became of them."""

    right: int
    wrong: int
    missed: int
    spared: int

    @property
    def contacted(self) -> int:
        """All above the cut-off."""
        return self.right + self.wrong


def confusion_at(evidence: Evidence, rows: int) -> Confusion:
    """The four numbers at a cut-off."""
    right = int(evidence.reached[rows - 1])
    wrong = int(evidence.known[rows - 1]) - right
    return Confusion(right=right, wrong=wrong, missed=evidence.positives - right, spared=evidence.negatives - wrong)


class ConfusionTable(QWidget):
    """Four cells that follow the cut-off."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._evidence: Evidence | None = None
        self.title = Label(self.tr("At the cut-off: whom you contact, whom you miss"), "section", wrap=True)
        self.sentence = Label("", "body", "ink2", wrap=True, selectable=True)
        self.copy = quiet_button(self.tr("Copy table"))
        self.copy.clicked.connect(self._on_copy)
        self.columns = [Label("", "label", "ink2", wrap=True) for _ in range(2)]
        self.rows = [Label("", "label", "ink2", wrap=True) for _ in range(2)]
        self.cells = [_Cell(soft=place == 0) for place in range(4)]
        self._grid = QGridLayout()
        for place, label in enumerate(self.columns):
            self._grid.addWidget(label, 0, place + 1)
            self._grid.setColumnStretch(place + 1, 1)
        for place, label in enumerate(self.rows):
            self._grid.addWidget(label, place + 1, 0, Qt.AlignmentFlag.AlignVCenter)
        for place, cell in enumerate(self.cells):
            self._grid.addWidget(cell, place // 2 + 1, place % 2 + 1)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.sentence)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        self.setAccessibleName(self.title.text())
        session.cut_off_changed.connect(self.show_cut_off)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_evidence(self, evidence: Evidence) -> None:
        """Another run."""
        self._evidence = evidence
        self.show_cut_off(self._session.cut_off)

    def show_cut_off(self, rows: int) -> None:
        """The numbers for so many."""
        evidence = self._evidence
        if evidence is None or not 1 <= rows <= evidence.rows:
            return
        words, seen = evidence.wording, confusion_at(evidence, rows)
        self.sentence.set_text(self.in_words(rows))
        self.setAccessibleDescription(self.sentence.text())
        for label, text in zip(self.columns, (self.tr("Contacted"), self.tr("Not contacted")), strict=True):
            label.set_text(text)
        for label, text in zip(self.rows, (capital(words.acted), capital(words.not_acted)), strict=True):
            label.set_text(text)
        above, below = max(1, seen.contacted), max(1, seen.missed + seen.spared)
        of_contacted, of_others = self.tr("{share} of those contacted"), self.tr("{share} of the others")
        self.cells[0].tell(count(seen.right), of_contacted.format(share=percent(seen.right / above)))
        self.cells[1].tell(count(seen.missed), of_others.format(share=percent(seen.missed / below)))
        self.cells[2].tell(count(seen.wrong), of_contacted.format(share=percent(seen.wrong / above)))
        self.cells[3].tell(count(seen.spared), of_others.format(share=percent(seen.spared / below)))
        names = [f"{row.text()}, {column.text()}" for row in self.rows for column in self.columns]
        for cell, name in zip(self.cells, names, strict=True):
            cell.setAccessibleName(name)

    def in_words(self, rows: int) -> str:
        """The same as a sentence."""
        assert self._evidence is not None
        words, seen = self._evidence.wording, confusion_at(self._evidence, rows)
        return self.tr(
            "Of {contacted} contacted, {right} {acted} ({share}) and {wrong} {stayed}; "
            "{missed} {actors} are not contacted."
        ).format(
            contacted=count(seen.contacted), right=count(seen.right), acted=words.acted,
            share=percent(seen.right / max(1, seen.contacted)), wrong=count(seen.wrong), stayed=words.not_acted,
            missed=count(seen.missed), actors=words.actor if seen.missed == 1 else words.actors,
        )  # fmt: skip

    def _on_copy(self) -> None:
        lines = ["\t".join(["", *(label.text() for label in self.columns)])]
        for place, row in enumerate(self.rows):
            lines.append(
                "\t".join([row.text(), *(cell.number.text() for cell in self.cells[2 * place : 2 * place + 2])])
            )
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _restyle(self) -> None:
        look = theme()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.scaled(2))
        self._grid.setContentsMargins(0, look.u(3), 0, 0)
        self._grid.setHorizontalSpacing(look.u(3))
        self._grid.setVerticalSpacing(look.u(2))


class _Cell(QFrame):
    """One number and its share. The ones one is after lie on the tint that stands for them in the plots."""

    def __init__(self, *, soft: bool) -> None:
        super().__init__()
        if soft:
            self.setProperty("soft", "info")
        else:
            self.setProperty("box", "well")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.number = Label("–", "figure", selectable=True)
        self.share = Label("", "caption", "ink2", wrap=True, selectable=True)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.number)
        self._column.addWidget(self.share)
        theme().changed.connect(self._restyle)
        self._restyle()

    def tell(self, number: str, share: str) -> None:
        self.number.set_text(number)
        self.share.set_text(share)
        self.setAccessibleDescription(f"{number}, {share}")

    def _restyle(self) -> None:
        look = theme()
        self._column.setContentsMargins(look.u(4), look.u(3), look.u(4), look.u(3))
        self._column.setSpacing(look.scaled(1))
