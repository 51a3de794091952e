"""The first page: open, drop, try a sample, go on with what was open before or was cut short.

Its upper part is in the first picture of the window, so it is built without a session and imports little; the rest
comes with `follow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.drop_zone import DropZone
from tracer_desktop.widgets.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from tracer_desktop.pages.cut_short_list import CutShortList
    from tracer_desktop.pages.recent_list import RecentList
    from tracer_desktop.pages.sample_list import SampleList
    from tracer_desktop.session import Session

RECENT_PARTS, SAMPLE_PARTS = 11, 9
NARROW = 800


class StartPage(Page):
    """Shown first. `shortcuts_wanted` and `guide_wanted` are for the window."""

    shortcuts_wanted = Signal()
    guide_wanted = Signal()

    recent: RecentList
    samples: SampleList
    cut_short: CutShortList

    def __init__(self, session: Session | None, parent: QWidget | None = None) -> None:
        super().__init__("", "", scroll=True, parent=parent)
        self._session: Session | None = None
        self._wish: Callable[[], None] | None = None
        self.use_start_margins()
        self.set_title(self.tr("Who is about to leave, why, and whom to call first"))
        self.set_sentence(
            self.tr(
                "Open a customer file. Tracer checks it, trains a model on this computer, and says plainly whether "
                "the model is worth using."
            )
        )
        # The whole page scrolls, header and all: at 200 % there is no room for one that stays.
        self.body.addWidget(self.header)
        self.zone = self._make_zone()
        self.body.addWidget(self.zone)
        self._strips_at = QVBoxLayout()
        self.body.addLayout(self._strips_at)
        self._columns = QHBoxLayout()
        self.body.addLayout(self._columns)
        self.body.addStretch(1)
        theme().changed.connect(self._respace)
        self._respace()
        if session is not None:
            self.follow(session)

    def follow(self, session: Session) -> None:
        """Offer what was open before, samples, and trainings that were cut short; what was pressed already is done."""
        from tracer_desktop.pages.cut_short_list import CutShortList
        from tracer_desktop.pages.recent_list import RecentList
        from tracer_desktop.pages.sample_list import SampleList

        self._session = session
        self.cut_short = CutShortList(session)
        self.cut_short.go.connect(self.go)
        self.cut_short.discarded.connect(self.opened)
        self._strips_at.addWidget(self.cut_short)
        self.recent = RecentList(session)
        self.recent.go.connect(self.go)
        self.samples = SampleList(session)
        self.samples.go.connect(self.go)
        self.samples.guide_wanted.connect(self.guide_wanted)
        self.samples.shortcuts_wanted.connect(self.shortcuts_wanted)
        self._columns.addWidget(self.recent, RECENT_PARTS, Qt.AlignmentFlag.AlignTop)
        self._columns.addWidget(self.samples, SAMPLE_PARTS, Qt.AlignmentFlag.AlignTop)
        if self._wish is not None:
            self._wish()

    def opened(self) -> None:
        """The first button has the focus."""
        self.open_button.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow, or large type: what stood side by side stands one under another."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left, _, right, _ = theme().start_margin
        width = self.width() - left - right
        self.zone.stack_buttons(self.zone.buttons_width() > width)
        narrow = width < theme().scaled(NARROW)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def show_drag(self, text: str) -> None:
        """A file hangs over the window."""
        self.zone.show_drag(text)

    def _make_zone(self) -> DropZone:
        zone = DropZone(
            self.tr("Drop a CSV or Excel file anywhere in this window"),
            self.tr("One row per customer, with a column that says who left. Any size, any encoding."),
        )
        self.open_button = primary_button(self.tr("Open a file…"), icon="file")
        self.open_button.clicked.connect(self._open)
        self.score_button = secondary_button(self.tr("Score with an existing model…"), icon="model")
        self.score_button.clicked.connect(self._score)
        zone.add_button(self.open_button)
        zone.add_button(self.score_button)
        return zone

    # ------------------------------------------------------------ what is pressed

    def _open(self) -> None:
        if self._session is None:
            self._wish = self._open
            return
        from tracer_desktop.operations.opening import choose_table

        self._go_on(choose_table(self._session, self.window()))

    def _score(self) -> None:
        if self._session is None:
            self._wish = self._score
            return
        from tracer_desktop.operations.opening import choose_model

        self._go_on(choose_model(self._session, self.window()))

    def _go_on(self, key: str) -> None:
        if key:
            self.go.emit(key)

    def _respace(self) -> None:
        look = theme()
        self._fit()
        self._columns.setSpacing(look.u(8))
        self._columns.setContentsMargins(0, look.u(2), 0, 0)
        self._strips_at.setSpacing(look.u(2))
        self.body.setSpacing(look.u(4))
