"""Finds texts that were given less room than they need."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from tracer_desktop.widgets.labels import ElidedLabel


def clipped(whole: QWidget) -> list[str]:
    """The texts of visible labels and buttons under `whole` that do not fit into the place they were given."""
    found = []
    for label in whole.findChildren(QLabel):
        if not label.isVisible() or not label.text() or isinstance(label, ElidedLabel):
            continue
        if label.wordWrap():
            too_low = label.height() < label.heightForWidth(label.width())
            if too_low or label.width() < label.minimumSizeHint().width():
                found.append(label.text())
        elif label.width() < label.sizeHint().width() or label.height() < label.sizeHint().height():
            found.append(label.text())
    for button in whole.findChildren(QAbstractButton):
        small = button.width() < button.minimumSizeHint().width() or button.height() < button.minimumSizeHint().height()
        if button.isVisible() and button.text() and small:
            found.append(button.text())
    return found
