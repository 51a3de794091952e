"""The four kinds of button, and how one says why it cannot be pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionButton

_ICON_COLOUR = {"primary": "on_accent", "secondary": "ink", "quiet": "accent", "inline": "accent"}

# Qt's own between icon and text, whatever the size of type.
_GAP = 4


class Button(QPushButton):
    """A button of one kind (primary, secondary, quiet, inline) whose font and icon follow the theme."""

    def __init__(
        self, text: str, kind: str, *, icon: str | None = None, name: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon_name = icon
        self._tip = ""
        self.setProperty("kind", kind)
        self.setAccessibleName(name or text.replace("&", ""))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_icon(self, name: str | None) -> None:
        """Another icon of the tokens, or none."""
        self._icon_name = name
        self._restyle()

    def set_text(self, text: str) -> None:
        """Another text, which is also what a screen reader says."""
        self.setText(text)
        self.setAccessibleName(text.replace("&", ""))

    def why_disabled(self, why: str) -> None:
        """Cannot be pressed now, and says why in its tooltip and to a screen reader."""
        if self.isEnabled():
            self._tip = self.toolTip()
        self.setEnabled(False)
        self.setToolTip(why)
        self.setAccessibleDescription(why)

    def enable(self) -> None:
        """Can be pressed again."""
        if not self.isEnabled():
            self.setToolTip(self._tip)
            self.setAccessibleDescription("")
        self.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does: never another one, and never twice when held."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            super().keyPressEvent(event)
            return
        event.accept()
        if event.isAutoRepeat():
            return
        if self.menu() is not None:
            self.showMenu()
        else:
            self.click()

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font("strong" if self._kind == "primary" else "body"))
        if self._icon_name is not None:
            gap, side = max(0, look.scaled(_GAP) - _GAP), look.size("icon_small")
            self.setIcon(look.icon(self._icon_name, _ICON_COLOUR[self._kind], "icon_small", gap=gap))
            self.setIconSize(QSize(side + gap, side))
        elif not self.icon().isNull():
            self.setIcon(QIcon())


class MenuButton(Button):
    """A button whose menu opens below it. Its arrow is ours: Qt's does not grow with the type."""

    def __init__(self, text: str, kind: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, kind, parent=parent)
        # Told before the first painting: the style sheet leaves room for the arrow.
        self.setProperty("opens", "menu")

    def sizeHint(self) -> QSize:
        """Without the room Qt adds for its own arrow."""
        # Not at the top: it has six hundred names, and the window's first picture needs none of them.
        from PySide6.QtWidgets import QStyle

        hint = super().sizeHint()
        if theme().high_contrast or self.menu() is None:
            return hint
        return QSize(hint.width() - self.style().pixelMetric(QStyle.PixelMetric.PM_MenuButtonIndicator), hint.height())

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """To Qt a button without a menu, unless the system's own look is wanted."""
        super().initStyleOption(option)
        from PySide6.QtWidgets import QStyleOptionButton

        if not theme().high_contrast:
            option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button and its arrow."""
        super().paintEvent(event)
        look = theme()
        if look.high_contrast:
            return
        side, edge = look.scaled(14), look.scaled(4 if self._kind == "quiet" else 9)
        x = edge if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else self.width() - side - edge
        colour = _ICON_COLOUR[self._kind] if self.isEnabled() else "ink3"
        painter = QPainter(self)
        picture = look.pixmap("down", colour, side, self.devicePixelRatioF())
        painter.drawPixmap(x, (self.height() - side) // 2 + 1, picture)
        painter.end()


def inline_height() -> int:
    """How high a line is that ends in an inline button, in pixels: headings beside each other agree by it."""
    return max(theme().size("least_target"), QFontMetrics(theme().font("body")).height() + 4)


def primary_button(text: str, *, icon: str | None = None, name: str | None = None) -> Button:
    """The one act a page is for."""
    return Button(text, "primary", icon=icon, name=name)


def secondary_button(text: str, *, icon: str | None = None, name: str | None = None) -> Button:
    """Any other act."""
    return Button(text, "secondary", icon=icon, name=name)


def quiet_button(text: str, *, icon: str | None = None, name: str | None = None) -> Button:
    """An act that must not draw the eye: accent text without a border."""
    return Button(text, "quiet", icon=icon, name=name)


def inline_button(text: str, *, icon: str | None = None, name: str | None = None) -> Button:
    """A quiet button without padding, for the end of a line."""
    return Button(text, "inline", icon=icon, name=name)


def why_disabled(button: Button, text: str) -> None:
    """Disable a button and say why."""
    button.why_disabled(text)


def enable(button: Button) -> None:
    """Enable a button again and take the reason away."""
    button.enable()
