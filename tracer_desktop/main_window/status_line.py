"""The status bar: at the left what is open, at the right the job and how long it still takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QStatusBar, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import ElidedLabel, Label
from tracer_desktop.widgets.numbers import count, percent, short_seconds

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_engine import Step

_PARTED = "   ·   "


class StatusLine(QStatusBar):
    """Says that nothing is open and nothing goes on until it follows a session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._reading: Step | None = None
        self.bar: QProgressBar | None = None
        self.left = ElidedLabel("", "caption", "ink2")
        self.right = Label("", "caption", "ink2")
        self.left.setAccessibleName(self.tr("What is open"))
        self.right.setAccessibleName(self.tr("Job"))
        self.setSizeGripEnabled(False)
        self.addWidget(self.left, 1)
        self.addPermanentWidget(self.right)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def follow(self, session: Session) -> None:
        """Say from now on what is open in a session and what goes on in it."""
        self._session = session
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Reading the file"))
        self.bar.hide()
        self.insertPermanentWidget(1, self.bar)
        self._restyle()
        for signal in (session.table_peeked, session.table_opened, session.table_closed, session.plan_changed):
            signal.connect(self.refresh)
        session.table_opening.connect(self._on_opening)
        session.table_failed.connect(self._on_failed)
        session.table_stepped.connect(self._on_reading)
        session.training_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say anew what is open and what is going on."""
        session = self._session
        self.left.set_text(self._open_words(session))
        self.right.set_text(self._job_words(session))
        if self.bar is None:
            return
        reading = session is not None and session.is_opening
        self.bar.setVisible(reading)
        if reading:
            self.bar.setValue(round(1000 * self._reading.fraction) if self._reading else 0)

    def _open_words(self, session: Session | None) -> str:
        if session is None or session.path is None:
            return self.tr("No table open")
        table = session.table
        if table is None:
            return session.path.name
        size = self.tr("{rows} rows × {columns} columns").format(
            rows=count(table.rows), columns=count(len(table.columns))
        )
        parts = [table.source, size]
        if session.plan is not None:
            words = self.tr("target {column} = {value}")
            parts.append(words.format(column=session.plan.target, value=session.plan.positive))
        return _PARTED.join(parts)

    def _job_words(self, session: Session | None) -> str:
        if session is None:
            return self.tr("No job running")
        training = session.training
        if session.is_opening and session.path is not None:
            if self._reading is None:
                return self.tr("Reading {file}").format(file=session.path.name)
            return self.tr("Reading, {share}").format(share=percent(self._reading.fraction))
        if training is None or not training.is_running:
            return self.tr("No job running")
        if training.state == "stopping":
            return self.tr("Training, stopping with the best so far")
        parts = [self.tr("Training, {share}").format(share=percent(training.fraction))]
        if training.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=short_seconds(*training.seconds_left)))
        return _PARTED.join(parts)

    def _on_opening(self, _path: object) -> None:
        self._reading = None
        self.refresh()

    def _on_failed(self, _error: object) -> None:
        self.refresh()

    def _on_reading(self, step: Step) -> None:
        self._reading = step
        self.refresh()

    def _restyle(self) -> None:
        look = theme()
        self.setMinimumHeight(max(look.size("status_bar"), self.left.fontMetrics().height() + look.u(2)))
        self.setContentsMargins(look.scaled(12), 0, look.scaled(12), 0)
        if self.bar is not None:
            self.bar.setFixedWidth(look.scaled(120))
        self.right.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
