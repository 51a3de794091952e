"""Made-up data to try Tracer with, and where to read on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.operations.sample import Sample, open_sample, samples
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button, inline_height, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.list_rows import RowWithButton
from tracer_desktop.widgets.side_by_side import SideBySide


class SampleList(QWidget):
    """Emits `go` with the page to show when a sample was made and opened."""

    go = Signal(str)
    guide_wanted = Signal()
    shortcuts_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._title = Label(self.tr("Try it with a sample"), "section")
        column.addWidget(self._title)
        column.addSpacing(theme().u(2))
        column.addWidget(Hairline())
        self.rows: dict[str, RowWithButton] = {}
        for sample in samples():
            column.addWidget(self._row(sample))
            column.addWidget(Hairline())
        links = []
        guide = inline_button(self.tr("Read the ten-minute guide"))
        guide.clicked.connect(self.guide_wanted)
        shortcuts = inline_button(self.tr("Keyboard shortcuts"))
        shortcuts.clicked.connect(self.shortcuts_wanted)
        for button in (guide, shortcuts):
            link = QWidget()
            row = QHBoxLayout(link)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(button)
            row.addStretch(1)
            links.append(link)
        column.addSpacing(theme().u(3))
        column.addWidget(SideBySide(links, gap=5))
        theme().changed.connect(self._respace)
        self._respace()

    def _row(self, sample: Sample) -> RowWithButton:
        button = secondary_button(self.tr("Open"), name=self.tr("Open the sample: {title}").format(title=sample.title))
        button.setProperty("stem", sample.stem)
        button.clicked.connect(self._open)
        row = RowWithButton("table", sample.title, sample.text, button, colour="accent")
        self.rows[sample.stem] = row
        return row

    def _open(self) -> None:
        sender = self.sender()
        assert sender is not None
        opening = open_sample(self._session, str(sender.property("stem")), self)
        opening.opened.connect(self._go_on)
        opening.ended.connect(self._enable)
        for row in self.rows.values():
            row.button.why_disabled(self.tr("The sample is being made."))
        opening.start()

    def _go_on(self, key: str) -> None:
        if key:
            self.go.emit(key)

    def _enable(self) -> None:
        for row in self.rows.values():
            row.button.enable()

    def _respace(self) -> None:
        # As high as the heading beside it, which may have a button.
        self._title.setFixedHeight(inline_height())
