"""The status bar: at the left what is open, at the right the job and how long it still takes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QStatusBar, QWidget

from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import ElidedLabel, Label
from tracer_desktop.widgets.numbers import count, percent, short_seconds
from tracer_engine import Step

_PARTED = "   ·   "


class StatusLine(QStatusBar):
    """Follows the session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading: Step | None = None
        self.left = ElidedLabel("", "caption", "ink2")
        self.right = Label("", "caption", "ink2")
        self.left.setAccessibleName(self.tr("What is open"))
        self.right.setAccessibleName(self.tr("Job"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Reading the file"))
        self.bar.hide()
        self.setSizeGripEnabled(False)
        self.addWidget(self.left, 1)
        self.addPermanentWidget(self.bar)
        self.addPermanentWidget(self.right)
        for signal in (session.table_peeked, session.table_opened, session.table_closed, session.plan_changed):
            signal.connect(self.refresh)
        session.table_opening.connect(self._on_opening)
        session.table_failed.connect(self._on_failed)
        session.table_stepped.connect(self._on_reading)
        session.training_changed.connect(self.refresh)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def refresh(self) -> None:
        """Say anew what is open and what is going on."""
        self.left.set_text(self._open_words())
        self.right.set_text(self._job_words())
        reading = self._session.is_opening
        self.bar.setVisible(reading)
        if reading:
            self.bar.setValue(round(1000 * self._reading.fraction) if self._reading else 0)

    def _open_words(self) -> str:
        session = self._session
        table = session.table
        if session.path is None:
            return self.tr("No table open")
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

    def _job_words(self) -> str:
        session = self._session
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
        self.bar.setFixedWidth(look.scaled(120))
        self.right.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
