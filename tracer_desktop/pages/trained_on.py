"""Which table the results on a page are of, when they were made, and that another file is open now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.moments import day_and_clock
from tracer_desktop.widgets.status import status, status_name

if TYPE_CHECKING:
    from tracer_desktop.session import Session


class TrainedOn(QWidget):
    """A small line under a page's heading, and a caution below it while another file is open than the one learned from.

    Files are told apart by their names: a run does not remember the folder its table lay in.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.origin = Label("", "caption", "ink2", wrap=True, selectable=True)
        kind = status("caution")
        self.other = QWidget()
        self.caution = Label("", "body", "caution", wrap=True, selectable=True)
        self._row = QHBoxLayout(self.other)
        self._row.setContentsMargins(0, 0, 0, 0)
        icon = IconLabel(kind.icon, kind.colour, "icon_small", name=status_name("caution"))
        self._row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.caution, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.origin)
        self._column.addWidget(self.other)
        for signal in (session.run_opened, session.table_opening, session.table_opened, session.table_closed):
            signal.connect(self.refresh)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def refresh(self) -> None:
        """Say anew what is open."""
        if put_off(self, self.refresh):
            return
        run, path = self._session.run, self._session.path
        if run is None:
            return
        source = str(run.report["source"])
        self.origin.set_text(
            self.tr("Trained on {file}, {moment}").format(file=source, moment=day_and_clock(run.created))
        )
        differs = path is not None and path.name != source
        self.other.setVisible(differs)
        if path is not None and differs:
            self.caution.set_text(
                self.tr("The open file is {open}; these results are of {file}.").format(open=path.name, file=source)
            )

    def _restyle(self) -> None:
        self._column.setSpacing(theme().scaled(2))
        self._row.setSpacing(theme().scaled(6))
