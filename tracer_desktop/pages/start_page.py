"""The first page: open, drop, try a sample, go on with what was open before or was cut short."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.operations.cut_short import train_again
from tracer_desktop.operations.opening import choose_model, choose_table
from tracer_desktop.operations.sample import Sample, open_sample, samples
from tracer_desktop.pages.recent_list import RecentList
from tracer_desktop.session import Session
from tracer_desktop.session.unfinished import CutShort
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button, primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.drop_zone import DropZone
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.list_rows import RowWithButton
from tracer_desktop.widgets.moments import day_and_time
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip

RECENT_PARTS, SAMPLE_PARTS = 11, 9
NARROW = 700


class StartPage(Page):
    """Shown first. `shortcuts_wanted` and `guide_wanted` are for the window."""

    shortcuts_wanted = Signal()
    guide_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", "", scroll=True, parent=parent)
        self._session = session
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
        self.recent = RecentList(session)
        self.recent.go.connect(self.go)
        self._columns.addWidget(self.recent, RECENT_PARTS, Qt.AlignmentFlag.AlignTop)
        self._columns.addWidget(self._make_samples(), SAMPLE_PARTS, Qt.AlignmentFlag.AlignTop)
        self.cut_short: list[tuple[CutShort, MessageStrip]] = []
        self._again: CutShort | None = None
        for one in session.unfinished.found():
            self._offer(one)
        theme().changed.connect(self._respace)
        self._respace()

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

    # ------------------------------------------------------------ parts

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

    def _make_samples(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._samples_title = Label(self.tr("Try it with a sample"), "section")
        column.addWidget(self._samples_title)
        column.addSpacing(theme().u(2))
        column.addWidget(Hairline())
        self.samples: dict[str, RowWithButton] = {}
        for sample in samples():
            column.addWidget(self._sample_row(sample))
            column.addWidget(Hairline())
        self._links = QHBoxLayout()
        guide = inline_button(self.tr("Read the ten-minute guide"))
        guide.clicked.connect(self.guide_wanted)
        shortcuts = inline_button(self.tr("Keyboard shortcuts"))
        shortcuts.clicked.connect(self.shortcuts_wanted)
        self._links.addWidget(guide)
        self._links.addWidget(shortcuts)
        self._links.addStretch(1)
        column.addSpacing(theme().u(3))
        column.addLayout(self._links)
        return box

    def _sample_row(self, sample: Sample) -> RowWithButton:
        button = secondary_button(self.tr("Open"), name=self.tr("Open the sample: {title}").format(title=sample.title))
        button.setProperty("stem", sample.stem)
        button.clicked.connect(self._open_sample)
        row = RowWithButton("table", sample.title, sample.text, button, colour="accent")
        self.samples[sample.stem] = row
        return row

    def _offer(self, one: CutShort) -> None:
        """The strip about a training that was cut short."""
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
        self.cut_short.append((one, strip))
        self._strips_at.addWidget(strip)

    def _effort(self, effort: str) -> str:
        words = {"quick": self.tr("quick"), "balanced": self.tr("balanced"), "thorough": self.tr("thorough")}
        return words[effort]

    # ------------------------------------------------------------ what is pressed

    def _open(self) -> None:
        self._go_on(choose_table(self._session, self.window()))

    def _score(self) -> None:
        self._go_on(choose_model(self._session, self.window()))

    def _go_on(self, key: str) -> None:
        if key:
            self.go.emit(key)

    def _open_sample(self) -> None:
        stem = str(self._sent("stem"))
        opening = open_sample(self._session, stem, self)
        opening.opened.connect(self._go_on)
        opening.ended.connect(self._enable_samples)
        for row in self.samples.values():
            row.button.why_disabled(self.tr("The sample is being made."))
        opening.start()

    def _enable_samples(self) -> None:
        for row in self.samples.values():
            row.button.enable()

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
        self.open_button.setFocus()

    def _take_away(self, one: CutShort) -> None:
        for offered, strip in list(self.cut_short):
            if offered.record == one.record:
                self.cut_short.remove((offered, strip))
                self._strips_at.removeWidget(strip)
                strip.hide()
                strip.deleteLater()

    def _record_sent(self) -> CutShort:
        record = str(self._sent("record"))
        return next(one for one, _ in self.cut_short if str(one.record) == record)

    def _sent(self, name: str) -> object:
        sender = self.sender()
        assert sender is not None
        return sender.property(name)

    def _respace(self) -> None:
        look = theme()
        self._fit()
        self._columns.setSpacing(look.u(8))
        self._columns.setContentsMargins(0, look.u(2), 0, 0)
        self._strips_at.setSpacing(look.u(2))
        self._links.setSpacing(look.u(5))
        # As high as the heading beside it, which has a button.
        heights = (self.recent.clear_button.sizeHint().height(), self._samples_title.sizeHint().height())
        self._samples_title.setMinimumHeight(max(heights))
        self.body.setSpacing(look.u(4))
