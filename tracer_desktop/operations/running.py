"""A piece of work of one's own child process, shown as a strip on a page until it has ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, QUrl, SignalInstance
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.widgets.job_strip import JobStrip
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.status import Kind
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import JobError, Step


class Work(Protocol):
    """What a job of any sort tells: a child process, or a thread that prints."""

    stepped: SignalInstance
    done: SignalInstance
    failed: SignalInstance
    cancelled: SignalInstance

    def start(self) -> None:
        """Begin."""

    def cancel(self) -> None:
        """Stop; nothing is kept."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("running", text)


def page_of(widget: QWidget | None) -> Page | None:
    """The page a widget is on; of a window, the page that is shown."""
    place = widget
    while place is not None:
        if isinstance(place, Page):
            return place
        place = place.parentWidget()
    if widget is None:
        return None
    return next((page for page in widget.findChildren(Page) if page.isVisible()), None)


class RunningWork(QObject):
    """Shows a job on a page: its progress with Cancel, then how it ended. Only the newest ending stays."""

    def __init__(
        self, work: Work, title: str, page: Page, told: Callable[[object], MessageStrip], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._work, self._page, self._told = work, page, told
        page.clear_endings()
        self.strip = JobStrip(title)
        self.strip.setProperty("work", True)
        page.add_strip(self.strip)
        self.ending: MessageStrip | None = None
        self.strip.cancel_pressed.connect(self._on_cancel)
        work.stepped.connect(self._on_step)
        work.done.connect(self._on_done)
        work.failed.connect(self._on_failed)
        work.cancelled.connect(self._on_cancelled)
        work.start()

    def _on_cancel(self) -> None:
        self._work.cancel()

    def _on_step(self, step: Step) -> None:
        self.strip.show_step(step.fraction, step.text, step.seconds_left)

    def _on_done(self, value: object) -> None:
        self._end(self._told(value))

    def _on_failed(self, error: JobError) -> None:
        self._end(failure_strip(error))

    def _on_cancelled(self) -> None:
        self._end(MessageStrip("info", _tr("Cancelled. Nothing was written.")))

    def _end(self, ending: MessageStrip) -> None:
        self._page.remove_strip(self.strip)
        self.ending = ending
        show_ending(self._page, ending)
        self.deleteLater()


def show_ending(page: Page, ending: MessageStrip) -> None:
    """Put a strip that tells of an end on a page, in place of the one before; it can be dismissed."""
    page.clear_endings()
    ending.setProperty("ending", True)
    close = quiet_button(_tr("Close"), name=_tr("Close this message"))
    close.clicked.connect(ending.hide)
    ending.add_action(close)
    page.add_strip(ending)


def failure_strip(error: JobError) -> MessageStrip:
    """What went wrong, and what to do."""
    return MessageStrip("problem", error.message, error.remedy)


class _ShowInFolder(QObject):
    """Opens the folder of a file in the system's own file manager."""

    def __init__(self, button: QPushButton, path: Path) -> None:
        super().__init__(button)
        self._folder = path if path.is_dir() else path.parent
        button.clicked.connect(self._show)

    def _show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def show_in_folder_button(path: Path) -> QPushButton:
    """A button that opens the folder in which `path` lies (or `path` itself, where it is one)."""
    button = quiet_button(_tr("Show in folder"))
    _ShowInFolder(button, path)
    return button


def success_strip(title: str, text: str, path: Path, kind: Kind = "good") -> MessageStrip:
    """That something was written, and where."""
    return MessageStrip(kind, title, text, [show_in_folder_button(path)])
