"""PDFs drawn in a thread: the report, the model card, its summary."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from tracer_desktop.operations.card_pdf import card_pdf, summary_pdf
from tracer_desktop.operations.report_pdf import pdf_error, report_pdf, save_whole
from tracer_desktop.theme.theme import theme
from tracer_desktop.work.thread_task import ThreadTask
from tracer_engine import CardDocument, OpenedRun

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

POINTS = 9.5
"""The size of the text on paper, whatever it is on the screen."""


def paper_font() -> QFont:
    """The window's font at the size it has on paper."""
    font: QFont = theme().font("body")
    font.setPointSizeF(POINTS)
    return font


class _PdfWork(QObject):
    """Draws a PDF in a thread, to `out`: Qt's text and painters need no window for that."""

    stepped = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    _out: Path

    def _on_done(self, outcome: OSError | bool) -> None:
        if isinstance(outcome, OSError):
            self.failed.emit(pdf_error(self._out, outcome, self))
        elif outcome:
            self.done.emit(self._out)
        else:
            self.cancelled.emit()


class PdfWork(_PdfWork):
    """Draws the report."""

    def __init__(self, run: OpenedRun, out: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._out = out
        self._stopped = Event()
        colours = dict(theme().tokens.light)
        self._task = ThreadTask(partial(_draw_pdf, run, out, paper_font(), colours, self._stopped))
        self._task.done.connect(self._on_done)

    def start(self) -> None:
        """Begin; returns at once."""
        self._task.start()

    def cancel(self) -> None:
        """Do not write it, if it is not written already."""
        self._stopped.set()


class CardWork(_PdfWork):
    """Asks the engine for the model card of the run that is open, and draws it, or its summary."""

    def __init__(self, session: Session, out: Path, parent: QObject, *, summary: bool) -> None:
        super().__init__(parent)
        self._session, self._out, self._summary = session, out, summary
        self._stopped = Event()
        self._font, self._colours = paper_font(), dict(theme().tokens.light)
        self._answer: Answer | None = None
        self._task: ThreadTask | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        self._answer = self._session.engine.ask("model_card")
        self._answer.answered.connect(self._on_card)
        self._answer.failed.connect(self.failed)

    def cancel(self) -> None:
        """Do not write it, if it is not written already."""
        self._stopped.set()
        if self._task is None:
            if self._answer is not None:
                self._answer.drop()
            self.cancelled.emit()

    def _on_card(self, card: CardDocument) -> None:
        draw = summary_pdf if self._summary else card_pdf
        self._task = ThreadTask(
            partial(_write_card, partial(draw, card, self._font, self._colours), self._out, self._stopped)
        )
        self._task.done.connect(self._on_done)
        self._task.start()


def _write_card(draw: Callable[[], bytes], out: Path, stopped: Event) -> OSError | bool:
    try:
        data = draw()
        if stopped.is_set():
            return False
        save_whole(out, data)
    except OSError as trouble:
        return trouble
    return True


def _draw_pdf(run: OpenedRun, out: Path, font: QFont, colours: dict[str, str], stopped: Event) -> OSError | bool:
    """In the thread: read the report, draw it, write it. Whether it was written, or why it could not be."""
    try:
        html = run.paths["report_html"].read_text(encoding="utf-8")
        data = report_pdf(html, run.report, font, colours)
        if stopped.is_set():
            return False
        save_whole(out, data)
    except OSError as trouble:
        return trouble
    return True
