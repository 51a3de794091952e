"""A piece of work in a strip: what is being done, how far it is, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.bars import ProgressBar
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import percent, short_seconds


class JobStrip(QFrame):
    """Title, bar, words, Cancel. It stands in for the message that says how the work ended."""

    cancel_pressed = Signal()

    def __init__(self, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("soft", "info")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.title = Label(title, "strong", wrap=True)
        self.words = Label("", "body", "ink2", wrap=True)
        self.bar = ProgressBar(name=title)
        self.cancel = secondary_button(self.tr("Cancel"), name=self.tr("Cancel: {work}").format(work=title))
        self.cancel.clicked.connect(self._on_cancel)
        self._told = -1
        words = QVBoxLayout()
        words.setSpacing(theme().scaled(6))
        for widget in (self.title, self.bar, self.words):
            words.addWidget(widget)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.words.hide()

    def show_step(self, fraction: float, text: str, seconds_left: tuple[float, float] | None = None) -> None:
        """How far it is (0..1), what is being done, and how long it may still take."""
        self.bar.set_fraction(fraction, text)
        parts = [text] if text else []
        if seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=short_seconds(*seconds_left)))
        self.words.set_text(" · ".join(parts))
        self.words.setVisible(bool(parts))
        quarter = int(fraction * 4)
        if quarter != self._told:
            # A screen reader hears of every quarter, not of every step.
            self._told = quarter
            self.setAccessibleDescription(percent(quarter / 4))

    def _on_cancel(self) -> None:
        self.cancel.why_disabled(self.tr("It is being stopped."))
        self.cancel_pressed.emit()

    def _restyle(self) -> None:
        look = theme()
        self._row.setContentsMargins(look.scaled(14), look.scaled(11), look.scaled(14), look.scaled(11))
        self._row.setSpacing(look.u(4))
