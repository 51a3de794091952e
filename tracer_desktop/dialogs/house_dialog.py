"""The form every dialog has: margins, a title, what is in it, and a row of verb buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme

LEAST_HEIGHT = 120


class _Body(QScrollArea):
    """What a dialog is about. It asks for all the room it needs, and scrolls where the screen has less."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._content.setProperty("see_through", "true")
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._content)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """All of it."""
        return self.column.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """All of its width, and of its height what any screen has."""
        least = self.column.totalMinimumSize()
        return QSize(least.width(), min(least.height(), theme().scaled(LEAST_HEIGHT)))

    def hasHeightForWidth(self) -> bool:
        """Where a sentence in it wraps."""
        return self.column.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """All of its height when it is so wide."""
        if not self.column.hasHeightForWidth():
            return self.column.totalSizeHint().height()
        return self.column.totalHeightForWidth(width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """More in it, or less: the dialog has to know."""
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return done


class HouseDialog(QDialog):
    """Fill `body`, and add buttons; Esc closes it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, on=False)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._whole = QVBoxLayout(self)
        self._area = _Body()
        self._area.setAccessibleName(title)
        self.body = self._area.column
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self._whole.addWidget(self._area, 1)
        self._whole.addLayout(self.foot)
        self._area.verticalScrollBar().rangeChanged.connect(self._set_margins)
        theme().changed.connect(self._restyle)
        self._restyle()

    def add_button(self, button: QPushButton) -> None:
        """One more button at the foot, to the right of those that are there."""
        self.foot.addWidget(button)

    def add_left_button(self, button: QPushButton) -> None:
        """One more button at the left of the foot."""
        self.foot.insertWidget(self.foot.count() - 1, button)

    def setVisible(self, visible: bool) -> None:
        """Shown for the first time, take the room that is needed: Qt alone would stop at two thirds of the screen."""
        if visible:
            resized = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
            self.resize((self.size() if resized else self.needed()).boundedTo(self.screen().availableSize()))
        super().setVisible(visible)

    def sizeHint(self) -> QSize:
        """Before it is shown, nobody has told Qt what was put in since it was asked last."""
        if not self.isVisible():
            self._area.updateGeometry()
        return super().sizeHint()

    def needed(self, width: int = 0) -> QSize:
        """The size at which nothing of it is cut; where it may be wider, of this width."""
        self._area.updateGeometry()
        wanted = self.sizeHint()
        if width:
            wanted.setWidth(max(width, self.minimumSizeHint().width()))
        if self._whole.hasHeightForWidth():
            wanted.setHeight(max(wanted.height(), self._whole.totalHeightForWidth(wanted.width())))
        return wanted

    def _set_margins(self, *_: object) -> None:
        """The bar of what scrolls lies in the right margin, so that it takes no room from what is shown."""
        side, bar = theme().u(6), self._area.verticalScrollBar()
        taken = min(side, bar.sizeHint().width()) if bar.maximum() > 0 else 0
        self._whole.setContentsMargins(side, side, side - taken, theme().u(5))
        self.foot.setContentsMargins(0, 0, taken, 0)

    def _restyle(self) -> None:
        look = theme()
        self._set_margins()
        self._whole.setSpacing(look.u(6))
        self.body.setSpacing(look.u(3))
        self.foot.setSpacing(look.u(2))
