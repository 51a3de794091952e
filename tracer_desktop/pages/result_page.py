"""What the pages on the results of a run have in common: there is nothing on them without a run, all with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from tracer_desktop.plots.evidence import Evidence, evidence_of
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.page import Page

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session


class ResultPage(Page):
    """A page that shows the evidence of the run that is open (`show_evidence`), in sizes of its own (`set_sizes`).

    Its last part to be built is `listen`, from which on it follows the session.
    """

    def __init__(self, title: str, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(title, scroll=True, parent=parent)
        self._session = session

    @staticmethod
    def why_not(session: Session) -> str:
        """Why there are no results yet."""
        return "" if session.run is not None else QCoreApplication.translate("ResultPage", "Train a model first.")

    def listen(self) -> None:
        """Show the run that is open, and each one opened later."""
        self._session.run_opened.connect(self._on_run)
        theme().changed.connect(self.set_sizes)
        self.set_sizes()
        self._on_run()

    def show_evidence(self, evidence: Evidence) -> None:
        """Another run."""
        raise NotImplementedError

    def set_sizes(self) -> None:
        """Another theme, another size of type."""
        raise NotImplementedError

    def _on_run(self) -> None:
        if put_off(self, self._on_run):
            return
        run, cut_offs = self._session.run, self._session.cut_offs
        if run is not None and cut_offs is not None:
            self.show_evidence(evidence_of(run.report, cut_offs))
