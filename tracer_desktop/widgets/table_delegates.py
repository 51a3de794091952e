"""How a cell is drawn: the house's text, two lines, a bar with its number, a status with its icon."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.status import status
from tracer_desktop.widgets.table_header import PADDING, alignment_of
from tracer_desktop.widgets.table_roles import (
    BackgroundNameRole,
    ColourNameRole,
    FractionRole,
    IconColourRole,
    IconNameRole,
    SecondLineRole,
    StatusRole,
    TypeRole,
)

Index = QModelIndex | QPersistentModelIndex
_TICKS = {Qt.Key.Key_Space, Qt.Key.Key_Select}
# As numbers: every cell asks, and flags are slow.
_SIDES = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignLeft).value
_MIDDLE = Qt.AlignmentFlag.AlignVCenter.value
_SELECTED = QStyle.StateFlag.State_Selected.value
_TEXT, _ALIGNMENT = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
_TICK, _BRUSH = int(Qt.ItemDataRole.CheckStateRole), int(Qt.ItemDataRole.BackgroundRole)
_MOST_ELIDED = 4096
# A table is painted far oftener than it changes, and to elide a text takes as long as to draw it.
_elided: dict[tuple[str, str, int], str] = {}


class HouseDelegate(QStyledItemDelegate):
    """A cell on paper with a hairline under it: tick, icon, text. Draws the background itself."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        painter.save()
        rect = QRect(option.rect)
        self._draw_ground(painter, option, rect, index)
        self._draw_content(painter, option, self._inner(rect), index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the whole text, as high as a row."""
        look = theme()
        width = QFontMetrics(self._font(index)).horizontalAdvance(_text(index)) + 2 * look.scaled(PADDING) + 2
        width += self._before(index)
        return QSize(width, look.size("row"))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Where a text was cut, the tooltip has all of it."""
        if event.type() != QEvent.Type.ToolTip or _said(index, Qt.ItemDataRole.ToolTipRole):
            return super().helpEvent(event, view, option, index)
        whole = "\n".join(self._cut_lines(option, index))
        if whole:
            QToolTip.showText(event.globalPos(), whole, view)
        else:
            QToolTip.hideText()
        return True

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A tick answers to a click on its box, as it is drawn here, and to the space bar."""
        wanted = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled
        state = _said(index, _TICK)
        if state is None or index.flags() & wanted != wanted:
            return False
        if isinstance(event, QMouseEvent):
            if not self._tick_target(option.rect).contains(event.position().toPoint()):
                return False
            if event.type() != QEvent.Type.MouseButtonRelease or event.button() != Qt.MouseButton.LeftButton:
                # A press goes on to the table, which makes the row current; a double click opens no editor.
                return event.type() == QEvent.Type.MouseButtonDblClick
        elif not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _TICKS):
            return False
        on = Qt.CheckState(state) != Qt.CheckState.Unchecked
        turned = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        return model.setData(index, turned, Qt.ItemDataRole.CheckStateRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """An editor fills its cell, over the hairline."""
        editor.setGeometry(option.rect)

    # ---------------------------------------------------------------- parts

    def _tick_target(self, cell: QRect) -> QRect:
        """What is pressed to tick: the box and what lies round it, never below the least target."""
        inner, side = self._inner(cell), theme().size("icon")
        around = max(theme().u(1), (theme().size("least_target") - side + 1) // 2)
        return QRect(inner.left() - around, cell.top(), side + 2 * around, cell.height())

    def _cut_lines(self, option: QStyleOptionViewItem, index: Index) -> list[str]:
        """The lines of this cell, if any of them did not fit."""
        inner = self._inner(QRect(option.rect))
        text = _text(index)
        too_long = QFontMetrics(self._font(index)).horizontalAdvance(text) > inner.width() - self._before(index)
        return [text] if too_long else []

    def _inner(self, rect: QRect) -> QRect:
        pad = theme().scaled(PADDING)
        return rect.adjusted(pad, 0, -pad, 0)

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, index: Index) -> None:
        look = theme()
        said = _said(index, BackgroundNameRole)
        if said:
            painter.fillRect(rect, look.colour(str(said)))
        elif brush := _said(index, _BRUSH):
            painter.fillRect(rect, brush)
        elif _is_selected(option) or getattr(option.widget, "chosen_column", -1) == index.column():
            painter.fillRect(rect, look.colour("accent_fill" if look.high_contrast else "accent_soft"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.colour("grid"))

    def _draw_content(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, index: Index) -> None:
        rest = self._draw_before(painter, inner, index, option)
        draw_text(painter, rest, _text(index), self._font(index), self._colour(option, index), _alignment(index))

    def _before(self, index: Index) -> int:
        look, width = theme(), 0
        if _said(index, _TICK) is not None:
            width += look.size("icon") + look.u(2)
        if _said(index, IconNameRole):
            width += look.size("icon_small") + look.scaled(6)
        return width

    def _draw_before(self, painter: QPainter, inner: QRect, index: Index, option: QStyleOptionViewItem) -> QRect:
        """Tick and icon, from the left; returns the room that is left for text."""
        look = theme()
        rest = QRect(inner)
        ticked = _said(index, _TICK)
        if ticked is not None:
            side = look.size("icon")
            box = QRect(rest.left(), rest.center().y() - side // 2, side, side)
            draw_tick_box(painter, box, ticked, bool(index.flags() & Qt.ItemFlag.ItemIsEnabled))
            rest.setLeft(box.right() + 1 + look.u(2))
        name = _said(index, IconNameRole)
        if name:
            side = look.size("icon_small")
            ratio = painter.device().devicePixelRatio()
            colour = str(_said(index, IconColourRole) or "ink2")
            painter.drawPixmap(rest.left(), rest.center().y() - side // 2, look.pixmap(str(name), colour, side, ratio))
            rest.setLeft(rest.left() + side + look.scaled(6))
        return rest

    def _font(self, index: Index) -> QFont:
        return theme().font(str(_said(index, TypeRole) or "body"))

    def _colour(self, option: QStyleOptionViewItem, index: Index) -> str:
        if _on_highlight(option):
            return "on_accent"
        if not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return "ink3"
        return str(_said(index, ColourNameRole) or "ink")


class TwoLineDelegate(HouseDelegate):
    """A first line and, under it, a fainter second (`SecondLineRole`)."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the longer line, as high as two."""
        look = theme()
        second = QFontMetrics(look.font("caption")).horizontalAdvance(_second(index))
        width = max(super().sizeHint(option, index).width(), second + 2 * look.scaled(PADDING) + 2)
        return QSize(width, look.size("row_two_lines"))

    def _draw_content(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, index: Index) -> None:
        second = _second(index)
        if not second:
            super()._draw_content(painter, option, inner, index)
            return
        look = theme()
        rest = self._draw_before(painter, inner, index, option)
        font, small = self._font(index), look.font("caption")
        first_height, second_height = QFontMetrics(font).height(), QFontMetrics(small).height()
        top = rest.top() + (rest.height() - first_height - second_height) // 2
        upper = QRect(rest.left(), top, rest.width(), first_height)
        lower = QRect(rest.left(), top + first_height, rest.width(), second_height)
        draw_text(painter, upper, _text(index), font, self._colour(option, index), _alignment(index))
        draw_text(painter, lower, second, small, "on_accent" if _on_highlight(option) else "ink2", _alignment(index))

    def _cut_lines(self, option: QStyleOptionViewItem, index: Index) -> list[str]:
        inner = self._inner(QRect(option.rect))
        second = _second(index)
        room = inner.width() - self._before(index)
        cut = QFontMetrics(theme().font("caption")).horizontalAdvance(second) > room
        if cut or super()._cut_lines(option, index):
            return [line for line in (_text(index), second) if line]
        return []


class DataBarDelegate(HouseDelegate):
    """A probability: its number at the right, a bar of 5 px left of it (`FractionRole`)."""

    widest = "100 %"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Number and a bar that can be read."""
        look = theme()
        number = QFontMetrics(self._font(index)).horizontalAdvance(self.widest)
        return QSize(number + look.scaled(2 * PADDING + 64 + 12), look.size("row"))

    def _draw_content(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, index: Index) -> None:
        look = theme()
        font = self._font(index)
        text = _text(index)
        number = max(QFontMetrics(font).horizontalAdvance(self.widest), QFontMetrics(font).horizontalAdvance(text))
        right = Qt.AlignmentFlag.AlignRight
        draw_text(painter, inner, text, font, self._colour(option, index), right)
        fraction = _said(index, FractionRole)
        room = inner.width() - number - look.scaled(12)
        if not isinstance(fraction, int | float) or room < look.scaled(16):
            return
        height = look.size("data_bar")
        track = QRectF(inner.left(), inner.center().y() - height / 2 + 1, room, height)
        draw_bar(painter, track, float(fraction), "accent_fill", "accent_band" if _is_selected(option) else "sunken")


class StatusDelegate(HouseDelegate):
    """A status: its icon by `StatusRole`, and words; never a colour alone."""

    def _before(self, index: Index) -> int:
        if not _said(index, StatusRole):
            return super()._before(index)
        return theme().size("icon_small") + theme().scaled(6)

    def _draw_before(self, painter: QPainter, inner: QRect, index: Index, option: QStyleOptionViewItem) -> QRect:
        kind = _said(index, StatusRole)
        if not kind:
            return super()._draw_before(painter, inner, index, option)
        look, what = theme(), status(str(kind))
        side = look.size("icon_small")
        ratio = painter.device().devicePixelRatio()
        picture = look.pixmap(what.icon, what.colour, side, ratio)
        painter.drawPixmap(inner.left(), inner.center().y() - side // 2, picture)
        return inner.adjusted(side + look.scaled(6), 0, 0, 0)


# -------------------------------------------------------------------- drawing


def draw_text(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str, alignment: Qt.AlignmentFlag) -> None:
    """One line, elided at its end where it must be."""
    painter.setFont(font)
    painter.setPen(theme().colour(colour))
    key = (text, font.key(), rect.width())
    shown = _elided.get(key)
    if shown is None:
        if len(_elided) >= _MOST_ELIDED:
            _elided.clear()
        shown = QFontMetrics(font).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width())
        _elided[key] = shown
    painter.drawText(rect, alignment.value & _SIDES | _MIDDLE, shown)


def draw_bar(painter: QPainter, track: QRectF, fraction: float, fill: str, ground: str) -> None:
    """A bar with round ends on its track."""
    look = theme()
    round_end = track.height() / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(ground))
    painter.drawRoundedRect(track, round_end, round_end)
    if fraction > 0:
        filled = QRectF(track)
        filled.setWidth(max(track.height(), track.width() * min(1.0, fraction)))
        painter.setBrush(look.colour(fill))
        painter.drawRoundedRect(filled, round_end, round_end)
    painter.restore()


def draw_tick_box(painter: QPainter, box: QRect, state: object, enabled: bool = True) -> None:
    """A box to tick, as the check boxes of the house have it."""
    look = theme()
    on = Qt.CheckState(state) != Qt.CheckState.Unchecked
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill, edge = ("accent_fill", "accent_fill") if on else ("paper", "edge")
    if not enabled:
        fill, edge = "sunken", "line"
    painter.setPen(QPen(look.colour(edge), 1))
    painter.setBrush(look.colour(fill))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), look.radius("chip"), look.radius("chip"))
    if on:
        side = box.width() - look.scaled(2)
        colour = "on_accent" if enabled else "ink3"
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(
            box.center().x() - side // 2 + 1,
            box.center().y() - side // 2 + 1,
            look.pixmap("check", colour, side, ratio),
        )
    painter.restore()


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state.value & _SELECTED)


def _on_highlight(option: QStyleOptionViewItem) -> bool:
    """Where the system's own high-contrast colours are used, what is selected is theirs as well."""
    return theme().high_contrast and _is_selected(option)


def _said(index: Index, role: int) -> Any:
    """What the model says. Asked of the model itself: a cell asks eight times, and by way of Qt that is 20 µs more."""
    model = index.model()
    return None if model is None else model.data(index, role)


def _text(index: Index) -> str:
    said = _said(index, _TEXT)
    return "" if said is None else str(said)


def _second(index: Index) -> str:
    return str(_said(index, SecondLineRole) or "")


def _alignment(index: Index) -> Qt.AlignmentFlag:
    return alignment_of(_said(index, _ALIGNMENT))
