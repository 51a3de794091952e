"""Text by role. A label never clips: it wraps where it may, and elides only where it is told to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme

_LONGEST_LINE = 96
_KEPT = 16


class Label(QLabel):
    """A text in the font and colour of its role.

    With `wrap` it breaks into lines of about 90 characters at most and asks for the height they need. Qt's own label
    loses that height as soon as somebody sets its size policy; this one does not.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        colour: str = "ink",
        *,
        wrap: bool = False,
        selectable: bool = False,
        name: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role, self._colour, self._wraps = role, colour, wrap
        # A layout asks dozens of times for what takes Qt a whole laying out of the text to say.
        self._heights: dict[tuple[int, int, str], int] = {}
        self._widths: dict[str, int] = {}
        self._line = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        if wrap:
            self.setWordWrap(True)
            self.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            # Reached with the mouse, or by a screen reader; Tab goes from control to control.
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if name is not None:
            self.setAccessibleName(name)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_text(self, text: str) -> None:
        """Another text."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def set_colour(self, colour: str) -> None:
        """Another colour of the tokens."""
        self._colour = colour
        self._restyle()

    def set_role(self, role: str) -> None:
        """Another role of type."""
        self._role = role
        self._restyle()

    def setSizePolicy(self, *policy: QSizePolicy | QSizePolicy.Policy) -> None:
        """As Qt's, but a text that wraps goes on asking for its height."""
        super().setSizePolicy(*policy)  # type: ignore[arg-type]
        if self.wordWrap():
            kept = self.sizePolicy()
            kept.setHeightForWidth(True)
            super().setSizePolicy(kept)

    def sizeHint(self) -> QSize:
        """One line as long as the text, but not longer than a line should be."""
        if not self._wraps:
            return super().sizeHint()
        width = min(self._widest(self.text().split("\n")) + 2, self._longest())
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        """The height that the text needs when it is so wide."""
        if not self._wraps:
            return super().heightForWidth(width)
        margins = self.contentsMargins()
        asked = min(width, self._longest()) + margins.left() + margins.right()
        said = (asked, margins.top() + margins.bottom(), self.text())
        if said not in self._heights:
            if len(self._heights) >= _KEPT:
                self._heights.clear()
            self._heights[said] = super().heightForWidth(asked)
        return self._heights[said]

    def minimumSizeHint(self) -> QSize:
        """As wide as its longest word, and as high as it needs to be at its present width."""
        if not self._wraps:
            return super().minimumSizeHint()
        width = min(self._widest(self.text().split() or [""]) + 2, self._longest())
        return QSize(width, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines stop at their longest good length, however wide the window is."""
        super().resizeEvent(event)
        if self._wraps and self.alignment() & Qt.AlignmentFlag.AlignLeft:
            spare = max(0, self.width() - self._longest())
            rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.setContentsMargins(spare if rtl else 0, 0, 0 if rtl else spare, 0)

    def changeEvent(self, event: QEvent) -> None:
        """In another font all is measured anew."""
        if event.type() == QEvent.Type.FontChange:
            self._heights, self._widths, self._line = {}, {}, 0
        super().changeEvent(event)

    def _longest(self) -> int:
        self._line = self._line or self.fontMetrics().averageCharWidth() * _LONGEST_LINE
        return self._line

    def _widest(self, pieces: list[str]) -> int:
        """The width of the widest of some pieces of the text."""
        key = "\n".join(pieces)
        if key not in self._widths:
            if len(self._widths) >= _KEPT:
                self._widths.clear()
            metrics = self.fontMetrics()
            self._widths[key] = max(metrics.horizontalAdvance(piece) for piece in pieces)
        return self._widths[key]

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font(self._role))
        palette = self.palette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            # Qt paints a text that can be selected in the colour of text in a field.
            for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
                palette.setColor(group, role, look.colour(self._colour))
        self.setPalette(palette)
        self.updateGeometry()


class ElidedLabel(Label):
    """One line that ends in “…” where there is no room; the tooltip then has the whole text."""

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, elided at the end where it must be."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        cut = shown != self.text()
        if self.toolTip() != (self.text() if cut else ""):
            self.setToolTip(self.text() if cut else "")
        if not cut:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(self.alignment()), shown)


class IconLabel(QLabel):
    """A line icon. One that means something (a status) has a name; a decorative one has none."""

    def __init__(
        self,
        icon: str,
        colour: str = "ink2",
        size: str = "icon",
        *,
        name: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._colour, self._size = icon, colour, size
        if name is not None:
            self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_icon(self, icon: str, colour: str, *, name: str | None = None) -> None:
        """Another icon, colour and meaning."""
        self._icon, self._colour = icon, colour
        self.setAccessibleName(name or "")
        self._restyle()

    def _restyle(self) -> None:
        side = theme().size(self._size)
        self.setPixmap(theme().pixmap(self._icon, self._colour, side, self.devicePixelRatioF()))
        self.setFixedSize(side, side)
