"""What every page has in common: its header, the place for messages, its margins."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import Attention
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.status import Kind, status, status_name

# Words beside the buttons are no narrower than this, or the buttons go below them.
_LEAST_WORDS = 300
_MOST_HEAD = 0.4
"""Of a page's height, before it scrolls along."""
_in_parts = False


@contextlib.contextmanager
def built_in_parts() -> Iterator[None]:
    """A page made meanwhile is only begun: `Page.build_part` goes on with it."""
    global _in_parts  # noqa: PLW0603 - a page is made by its class, whose arguments are its own
    _in_parts = True
    try:
        yield
    finally:
        _in_parts = False


class PageHeader(QWidget):
    """One title, one sentence that wraps, and on the right the actions: quiet, secondary, primary."""

    def __init__(self, title: str, sentence: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.icon = IconLabel("info", size="icon_verdict")
        self.icon.hide()
        self.title = Label(title, "title", wrap=True, selectable=True)
        self.sentence = Label(sentence, "body", "ink2", wrap=True, selectable=True)
        self._words = QVBoxLayout()
        self._words.addWidget(self.title)
        self._words.addWidget(self.sentence)
        self._head = QHBoxLayout()
        self._head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(self._words, 1)
        self._actions: list[QWidget] = []
        self._lines: tuple[int, ...] = ()
        self._buttons = QVBoxLayout()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._head, 1)
        self._row.addLayout(self._buttons)
        self._row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.set_title(title)
        self.set_sentence(sentence)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_title(self, title: str) -> None:
        """Another title; it is also the name of the header."""
        self.title.set_text(title)
        self.setAccessibleName(title)

    def set_sentence(self, sentence: str) -> None:
        """Another sentence, or none."""
        self.sentence.set_text(sentence)
        self.sentence.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)

    def set_verdict(self, kind: Kind | None) -> None:
        """The verdict's icon before the title, or none."""
        self.icon.setVisible(kind is not None)
        if kind is not None:
            self.icon.set_icon(status(kind).icon, status(kind).colour, name=status_name(kind))

    def add_action(self, button: QWidget) -> None:
        """One more button (or field), to the right of those that are there."""
        self._actions.append(button)
        button.setParent(self)
        self._lines = ()
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest button or word: the buttons go below the words where they must."""
        words = self._head.minimumSize().width()
        return QSize(max([words, *(size.width() for size in self._button_sizes())]), self._head.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons stand beside the words, or below them in as many lines as they need."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """A button that came, went or says something else may need another line."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        look, beside, below = theme(), QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        sizes = self._button_sizes()
        buttons = sum(size.width() for size in sizes) + look.u(2) * max(0, len(sizes) - 1)
        room_for_words = self.width() - buttons - look.u(3)
        wanted = min(look.scaled(_LEAST_WORDS), self._head.sizeHint().width())
        fits = not sizes or room_for_words >= wanted
        self._row.setDirection(beside if fits else below)
        self._break_lines((len(self._actions),) if fits else self._as_they_fit())

    def _as_they_fit(self) -> tuple[int, ...]:
        """How many buttons stand in each line."""
        gap, used, lines = theme().u(2), 0, [0]
        for button in self._actions:
            width = 0 if _is_put_away(button) else button.sizeHint().width() + gap
            if lines[-1] and used + width - gap > self.width():
                lines.append(0)
                used = 0
            lines[-1] += 1
            used += width
        return tuple(lines)

    def _break_lines(self, lines: tuple[int, ...]) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        while (line := self._buttons.takeAt(0)) is not None:
            while (row := line.layout()) is not None and row.takeAt(0) is not None:
                pass
        buttons = iter(self._actions)
        for number in lines:
            row = QHBoxLayout()
            row.setSpacing(theme().u(2))
            for _ in range(number):
                row.addWidget(next(buttons), 0, Qt.AlignmentFlag.AlignTop)
            row.addStretch(1)
            self._buttons.addLayout(row)

    def _button_sizes(self) -> list[QSize]:
        return [button.sizeHint() for button in self._actions if not _is_put_away(button)]

    def _restyle(self) -> None:
        look = theme()
        self._words.setSpacing(look.scaled(2))
        self._head.setSpacing(look.u(3))
        self._buttons.setSpacing(look.u(2))
        self._row.setSpacing(look.u(3))
        self._lines = ()
        self._arrange()


def _is_put_away(button: QWidget) -> bool:
    """Hidden on purpose, and not only because nothing has been shown yet."""
    return button.isHidden() and button.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


class Page(QWidget):
    """A page: header, strips, and `body` (a vertical layout), inside a scroll area where `scroll` is asked for.

    Header and strips stay where they are while the body scrolls, unless they would leave it next to no room. A page
    may also have `find()` (Ctrl+F) and `export()` (Ctrl+E), which the window calls. What takes long to build is built
    by parts (`build`), and what a page does about a change it may put off while nobody looks (`attention`).
    """

    go = Signal(str)
    """Asks the window to show another page, by its key."""

    def __init__(self, title: str, sentence: str = "", *, scroll: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attention = Attention()
        self._parts: Iterator[None] = iter(())
        self.header = PageHeader(title, sentence)
        self.setAccessibleName(title)
        self._margins = "page"
        self._setting_margins = False
        self._whole = QVBoxLayout(self)
        self._head = QWidget()
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._head_inside = False
        self._top = QVBoxLayout(self._head)
        self._top.addWidget(self.header)
        self._strips = QWidget()
        self.strip_area = QVBoxLayout(self._strips)
        self.strip_area.setContentsMargins(0, 0, 0, 0)
        self._top.addWidget(self._strips)
        self._whole.addWidget(self._head)
        self.content = QWidget()
        self.content.setProperty("see_through", "true")
        self._inside = QVBoxLayout(self.content)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.body = QVBoxLayout()
        self._inside.addLayout(self.body, 1)
        self.scroll_area: QScrollArea | None = None
        if scroll:
            self.scroll_area = QScrollArea()
            self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
            self.scroll_area.setWidgetResizable(True)
            self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.scroll_area.setAccessibleName(title)
            # Large type in a small window: the body, which scrolls, gives way before a sentence of the header is cut.
            self.scroll_area.setMinimumHeight(1)
            self.scroll_area.setWidget(self.content)
            self.scroll_area.verticalScrollBar().rangeChanged.connect(self._set_margins)
            self._whole.addWidget(self.scroll_area, 1)
        else:
            self._whole.addWidget(self.content, 1)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._show_strips()
        if self.isWindow():
            # Shown alone, a page brings its paper along; in the window it lies on the sheet.
            self.setBackgroundRole(QPalette.ColorRole.Base)
            self.setAutoFillBackground(True)

    def build(self, parts: Iterator[None]) -> None:
        """Build the page by these parts, each a moment's work: all now, or later one by one (`built_in_parts`)."""
        self._parts = parts
        if not _in_parts:
            self.build_rest()

    def build_part(self) -> bool:
        """Build the next part; False when there was none."""
        return next(self._parts, self) is None

    def build_rest(self) -> None:
        """Build whatever is not built yet."""
        while self.build_part():
            pass

    def opened(self) -> None:
        """The page has just been shown: put the focus on its first field."""

    def set_title(self, title: str) -> None:
        """Another title; it is also the name of the page."""
        self.header.set_title(title)
        self.setAccessibleName(title)
        if self.scroll_area is not None:
            self.scroll_area.setAccessibleName(title)

    def set_sentence(self, sentence: str) -> None:
        """Another sentence under the title."""
        self.header.set_sentence(sentence)
        self._place_head()

    def set_verdict(self, kind: Kind | None) -> None:
        """The verdict's icon before the title, or none."""
        self.header.set_verdict(kind)

    def add_action(self, button: QWidget) -> None:
        """One more button (or field) of the page; the primary one comes last."""
        self.header.add_action(button)

    def add_line(self, line: QWidget) -> None:
        """Small words under the heading; they scroll with the body, where it does, to leave it the room."""
        if self.scroll_area is not None:
            self.body.insertWidget(0, line)
        else:
            self._top.insertWidget(1, line)

    def add_strip(self, strip: QWidget) -> None:
        """A message under the header."""
        self.strip_area.addWidget(strip)
        self._show_strips()
        if self._head_inside and self.scroll_area is not None:
            self.scroll_area.verticalScrollBar().setValue(0)

    def remove_strip(self, strip: QWidget) -> None:
        """Take a message away, because its cause is gone."""
        self.strip_area.removeWidget(strip)
        strip.hide()
        strip.deleteLater()
        self._show_strips()

    def clear_endings(self, *, failures: bool = True) -> None:
        """Take away what tells how work on this page ended; without `failures` only what went well or was cancelled."""
        for strip in self._strips.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if strip.property("ending") and (failures or strip.property("soft") != "problem"):
                self.remove_strip(strip)

    def use_start_margins(self) -> None:
        """The wider margins of the start page."""
        self._margins = "start"
        self._restyle()

    def event(self, event: QEvent) -> bool:
        """Laid on the sheet, a page no longer needs paper of its own."""
        if event.type() == QEvent.Type.ParentChange:
            self.setAutoFillBackground(self.isWindow())
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the heading takes most of the height, it scrolls with the rest."""
        super().resizeEvent(event)
        self._place_head()

    def room_for_head(self) -> QBoxLayout | None:
        """Where the heading scrolls with the body; None where it cannot."""
        return self._inside if self.scroll_area is not None else None

    def _place_head(self, *_: object) -> None:
        """Very large type in a small window: the page scrolls as one, or nothing but its heading would be seen."""
        margin = theme().page_margin
        needed = self._head.heightForWidth(max(1, self.width() - margin[0] - margin[2]))
        most = (_MOST_HEAD - 0.05 if self._head_inside else _MOST_HEAD) * self.height()
        room = self.room_for_head()
        inside = room is not None and needed > most
        if inside == self._head_inside:
            return
        self._head_inside = inside
        fonts = [(one, one.font()) for one in self._head.findChildren(QWidget)]
        (room if room is not None and inside else self._whole).insertWidget(0, self._head)
        self._head.show()
        # Qt's style sheets give what moves the type it had when it was made.
        for one, font in fonts:
            one.setFont(font)
        self._set_margins()

    def _show_strips(self) -> None:
        self._strips.setVisible(self.strip_area.count() > 0)

    def _set_margins(self, *_: object) -> None:
        """A page that scrolls does so up to the window's edges: the bar lies in the right margin."""
        look = theme()
        left, top, right, bottom = look.start_margin if self._margins == "start" else look.page_margin
        if self.scroll_area is None:
            self._top.setContentsMargins(0, 0, 0, 0)
            self._whole.setContentsMargins(left, top, right, bottom)
            return
        if self._setting_margins:
            # The range changes with the margins: where a page is as high as its window, for ever.
            return
        self._setting_margins = True
        bar = self.scroll_area.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        self._whole.setContentsMargins(left, top, 0, 0)
        self._top.setContentsMargins(0, 0, 0 if self._head_inside else right, 0)
        self.content.setContentsMargins(0, 0, max(0, right - taken), bottom)
        self._setting_margins = False

    def _restyle(self) -> None:
        look = theme()
        self._set_margins()
        self._whole.setSpacing(look.u(4))
        self._top.setSpacing(look.u(4))
        self._inside.setSpacing(look.u(4))
        self.strip_area.setSpacing(look.u(2))
        self.body.setSpacing(look.u(3))
        # Not at once: what moves meanwhile would keep its old type.
        QTimer.singleShot(0, self, self._place_head)
