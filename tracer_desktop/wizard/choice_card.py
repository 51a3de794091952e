"""A card that can be chosen: a dot, a title, a mark at the right, and lines under it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.inputs import RadioButton
from tracer_desktop.widgets.labels import Label


class ChoiceCard(QFrame):
    """One of a few. The whole card can be pressed; arrows move between the dots. `chosen` says the user chose it."""

    chosen = Signal(str)

    def __init__(self, key: str, title: str, lines: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.button = RadioButton(title)
        # The dots of several cards belong together, though each has another parent.
        self.button.setAutoExclusive(False)
        self.button.clicked.connect(self._choose)
        self.button.toggled.connect(self._on_toggled)
        self.button.installEventFilter(self)
        self.mark = Label("", "label", "accent")
        self.mark.hide()
        self.lines = [Label("", "body", "ink2", wrap=True) for _ in range(lines)]
        self._top = QHBoxLayout()
        self._top.addWidget(self.button, 1)
        self._top.addWidget(self.mark)
        self._under = QVBoxLayout()
        for line in self.lines:
            line.hide()
            self._under.addWidget(line)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addLayout(self._under)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_choice(self, mark: str, *lines: str) -> None:
        """The words at the right of the title and under it."""
        self.mark.set_text(mark)
        self.mark.setVisible(bool(mark))
        for place, label in enumerate(self.lines):
            text = lines[place] if place < len(lines) else ""
            label.set_text(text)
            label.setVisible(bool(text))
        self.button.setAccessibleDescription(" ".join(part for part in (mark, *lines) if part))

    def set_chosen(self, chosen: bool) -> None:
        """Show whether it is the chosen one, without saying so."""
        kept = self.button.blockSignals(True)
        self.button.setChecked(chosen)
        self.button.blockSignals(kept)
        self._restyle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Anywhere on the card."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self._choose()
            event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """It answers to the pointer."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """The ring is drawn round the card, so it follows the focus of the dot."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper or, chosen, the soft accent; a line round it."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, focused = self.button.isChecked(), self.button.hasFocus()
        painter.setBrush(look.colour("accent_soft" if on else "sunken" if self._hovered else "paper"))
        width = 2 if focused else 1
        painter.setPen(QPen(look.colour("accent" if on or focused else "line"), width))
        radius, inset = look.radius("card"), width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.end()

    def _choose(self) -> None:
        self.button.setChecked(True)
        self.chosen.emit(self.key)

    def _on_toggled(self) -> None:
        self._restyle()

    def _restyle(self) -> None:
        look = theme()
        side = look.scaled(16)
        self._column.setContentsMargins(side, look.scaled(13), side, look.scaled(14))
        self._column.setSpacing(look.scaled(3))
        self._under.setContentsMargins(look.scaled(25), 0, 0, 0)
        self._under.setSpacing(look.scaled(4))
        self.button.setFont(look.font("section"))
        self.update()


class ChoiceCards(QWidget):
    """Cards below each other, of which one is chosen; arrows move, as among radio buttons."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.cards: list[ChoiceCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self._restyle)
        self._restyle()

    def add_card(self, card: ChoiceCard) -> None:
        """One more."""
        self.cards.append(card)
        self._column.addWidget(card)
        card.chosen.connect(self._on_chosen)
        card.button.installEventFilter(self)

    def clear(self) -> None:
        """Take all cards away."""
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []

    def put_first(self, key: str, order: Sequence[str]) -> None:
        """One card first, the others in their order: what is proposed is in sight, however large the type."""
        wanted = sorted(self.cards, key=lambda card: (card.key != key, order.index(card.key)))
        if wanted == self.cards:
            return
        self.cards = wanted
        for place, card in enumerate(wanted):
            self._column.removeWidget(card)
            self._column.insertWidget(place, card)
        for before, card in pairwise(wanted):
            QWidget.setTabOrder(before.button, card.button)

    def choose(self, key: str) -> None:
        """Show which is chosen, without saying so."""
        for card in self.cards:
            card.set_chosen(card.key == key)
            card.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card.key == key else Qt.FocusPolicy.ClickFocus)

    def chosen_card(self) -> ChoiceCard | None:
        """The chosen card."""
        return next((card for card in self.cards if card.button.isChecked()), self.cards[0] if self.cards else None)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """Up and down choose the card before and after."""
        if event.type() == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}.get(key)
            here = next((place for place, card in enumerate(self.cards) if card.button is watched), -1)
            if step is not None and 0 <= here + step < len(self.cards):
                card = self.cards[here + step]
                card.button.setFocus(Qt.FocusReason.TabFocusReason)
                card.chosen.emit(card.key)
                return True
        return super().eventFilter(watched, event)

    def _on_chosen(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _restyle(self) -> None:
        self._column.setSpacing(theme().u(3))
