"""Strips about trainings that were cut short: train again, or forget."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracer_desktop.operations.cut_short import train_again
from tracer_desktop.session import Session
from tracer_desktop.session.unfinished import CutShort
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import quiet_button, secondary_button
from tracer_desktop.widgets.moments import day_and_time
from tracer_desktop.widgets.strips import MessageStrip


class CutShortList(QWidget):
    """`offered` is what is left to decide. Hidden where there is nothing."""

    go = Signal(str)
    discarded = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.offered: list[tuple[CutShort, MessageStrip]] = []
        self._again: CutShort | None = None
        for one in session.unfinished.found():
            self._offer(one)
        self.setVisible(bool(self.offered))
        theme().changed.connect(self._respace)
        self._respace()

    def _offer(self, one: CutShort) -> None:
        again = secondary_button(self.tr("Train it again"))
        again.clicked.connect(self._train_again)
        discard = quiet_button(self.tr("Discard"))
        discard.clicked.connect(self._discard)
        name, effort = one.request.source, one.request.effort
        text = self.tr("{file}, {effort} effort. Nothing of it was kept; your file is untouched.")
        if not one.can_be_repeated:
            text = self.tr("{file}, {effort} effort. The file is not where it was, so it cannot be trained again.")
            again.why_disabled(self.tr("{file} is not where it was.").format(file=name))
        title = self.tr("A training was cut short on {when}").format(when=day_and_time(one.started))
        strip = MessageStrip(
            "caution", title, text.format(file=name, effort=self._effort(effort)), [again, discard], icon="clock"
        )
        for button in (again, discard):
            button.setProperty("record", str(one.record))
        row = strip.layout()
        assert row is not None
        row.setAlignment(discard, Qt.AlignmentFlag.AlignVCenter)
        self.offered.append((one, strip))
        self._column.addWidget(strip)

    def _effort(self, effort: str) -> str:
        words = {"quick": self.tr("quick"), "balanced": self.tr("balanced"), "thorough": self.tr("thorough")}
        return words[effort]

    # ------------------------------------------------------------ what is pressed

    def _train_again(self) -> None:
        one = self._record_sent()
        again = train_again(self._session, one)
        self._again = one
        again.started.connect(self._on_trained_again)
        again.start()

    def _on_trained_again(self) -> None:
        if self._again is not None:
            self._take_away(self._again)
            self._again = None
        self.go.emit("training")

    def _discard(self) -> None:
        one = self._record_sent()
        self._session.unfinished.discard(one)
        self._take_away(one)
        self.discarded.emit()

    def _take_away(self, one: CutShort) -> None:
        for offered, strip in list(self.offered):
            if offered.record == one.record:
                self.offered.remove((offered, strip))
                self._column.removeWidget(strip)
                strip.hide()
                strip.deleteLater()
        self.setVisible(bool(self.offered))

    def _record_sent(self) -> CutShort:
        sender = self.sender()
        assert sender is not None
        record = str(sender.property("record"))
        return next(one for one, _ in self.offered if str(one.record) == record)

    def _respace(self) -> None:
        self._column.setSpacing(theme().u(2))
