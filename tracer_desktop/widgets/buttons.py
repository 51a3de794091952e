"""The four kinds of button, and how one says why it cannot be pressed."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme

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

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font("strong" if self._kind == "primary" else "body"))
        if self._icon_name is not None:
            gap, side = max(0, look.scaled(_GAP) - _GAP), look.size("icon_small")
            self.setIcon(look.icon(self._icon_name, _ICON_COLOUR[self._kind], "icon_small", gap=gap))
            self.setIconSize(QSize(side + gap, side))
        elif not self.icon().isNull():
            self.setIcon(QIcon())


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
