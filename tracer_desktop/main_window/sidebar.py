"""The list of pages at the left: what can be shown, what cannot yet and why, and where something has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QSizePolicy, QStyledItemDelegate, QWidget

from tracer_desktop.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

AnyIndex = QModelIndex | QPersistentModelIndex
EntryKind = Literal["page", "heading", "gap"]
_Role = Qt.ItemDataRole


class Entry(NamedTuple):
    """One line. `why` it cannot be shown yet, a `note` at its end, and `news`: something has happened there."""

    kind: EntryKind = "page"
    key: str = ""
    text: str = ""
    icon: str = ""
    why: str = ""
    note: str = ""
    news: str = ""


class SidebarModel(QAbstractListModel):
    """The entries, in their order."""

    def __init__(self, entries: list[Entry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries = entries

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """How many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> object:
        """What Qt and a screen reader ask of a line."""
        entry = self.entries[index.row()]
        if role == _Role.DisplayRole:
            return entry.text
        if role == _Role.ToolTipRole:
            return entry.why or entry.news or None
        if role == _Role.AccessibleTextRole:
            return ", ".join(part for part in (entry.text, entry.note) if part)
        if role == _Role.AccessibleDescriptionRole:
            return entry.why or entry.news
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Only what can be shown can be chosen; the arrow keys pass over the rest."""
        entry = self.entries[index.row()]
        if entry.kind != "page" or entry.why:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def row_of(self, key: str) -> int:
        """Where a page stands; -1 when it is not in the list."""
        return next((row for row, one in enumerate(self.entries) if one.key == key), -1)

    def change(self, key: str, changes: Mapping[str, str]) -> None:
        """Change `text`, `why`, `note` or `news` of one page."""
        row = self.row_of(key)
        if row < 0:
            return
        now = self.entries[row]._replace(**changes)  # type: ignore[arg-type]
        if now != self.entries[row]:
            self.entries[row] = now
            self.dataChanged.emit(self.index(row), self.index(row))


class _SidebarDelegate(QStyledItemDelegate):
    """Draws a line: icon, name, note; the chosen one on accent_soft."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Pages are 33 high and lie 2 apart; headings and gaps are as in the tokens' steps."""
        look = theme()
        model = index.model()
        assert isinstance(model, SidebarModel)
        kind = model.entries[index.row()].kind
        line = self.parent_metrics_height()
        heights = {"page": max(look.scaled(35), line + look.u(4)), "heading": look.scaled(34), "gap": look.scaled(10)}
        return QSize(look.size("sidebar") - 2 * look.u(3), heights[kind])

    def parent_metrics_height(self) -> int:
        """The height of a line of body text."""
        parent = self.parent()
        assert isinstance(parent, QWidget)
        return parent.fontMetrics().height()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one line."""
        model = index.model()
        assert isinstance(model, SidebarModel)
        entry = model.entries[index.row()]
        if entry.kind == "gap":
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        if entry.kind == "heading":
            self._heading(painter, rect, entry)
        else:
            self._page(painter, rect.adjusted(0, 1, 0, -1), index.row(), entry)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        look = theme()
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("ink2"))
        place = rect.adjusted(look.u(2), 0, -look.u(2), -look.scaled(3))
        place = _mirrored(self, place, rect)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom, entry.text)

    def _page(self, painter: QPainter, rect: QRect, row: int, entry: Entry) -> None:
        look = theme()
        view = self.parent()
        assert isinstance(view, Sidebar)
        # Not by the option's state: to ask for it makes dozens of Qt's enumerations, before the first picture.
        chosen = row == view.currentIndex().row()
        focused = chosen and view.hasFocus()
        colour = "off" if entry.why else ("accent" if chosen else "ink2")
        if chosen or (row == view.row_under_mouse and not entry.why):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(rect, look.radius("control"), look.radius("control"))
        if focused:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(look.colour("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), look.radius("control"), look.radius("control"))
        side = look.size("icon")
        icon = QRect(rect.left() + look.scaled(10), rect.center().y() - side // 2 + 1, side, side)
        picture = look.pixmap(entry.icon, colour, side, view.devicePixelRatioF())
        painter.drawPixmap(_mirrored(self, icon, rect), picture)
        text = rect.adjusted(look.scaled(37), 0, -look.u(2), 0)
        painter.setFont(look.font("strong" if chosen else "body"))
        painter.setPen(look.colour(colour))
        painter.drawText(
            _mirrored(self, text, rect), Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, entry.text
        )
        trailing = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        if entry.note:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("ink3" if not chosen else "accent"))
            painter.drawText(_mirrored(self, text, rect), trailing, entry.note)
        elif entry.news:
            dot = look.u(2)
            place = QRect(rect.right() - look.u(3) - dot, rect.center().y() - dot // 2 + 1, dot, dot)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.drawEllipse(_mirrored(self, place, rect))


def _mirrored(delegate: QObject, place: QRect, within: QRect) -> QRect:
    parent = delegate.parent()
    assert isinstance(parent, QWidget)
    if parent.layoutDirection() == Qt.LayoutDirection.LeftToRight:
        return place
    return place.translated(within.left() + within.right() - place.left() - place.right(), 0)


class Sidebar(QListView):
    """Emits `chosen` with the key of a page when it is clicked or reached with the arrow keys."""

    chosen = Signal(str)

    def __init__(self, entries: list[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # One of ours: to make a Python object for one of Qt's own, PySide6 looks at every kind of widget there is.
        self._ground = QWidget()
        self.setViewport(self._ground)
        self.entries = SidebarModel(entries, self)
        self.setModel(self.entries)
        self.setItemDelegate(_SidebarDelegate(self))
        self.setAccessibleName(self.tr("Pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._ground.setAutoFillBackground(False)
        self._ground.setBackgroundRole(QPalette.ColorRole.Window)
        self._showing = False
        self.row_under_mouse = -1
        self.entered.connect(self._on_entered)
        self.viewportEntered.connect(self._on_left)
        self.selectionModel().currentChanged.connect(self._on_current)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_key(self, key: str) -> None:
        """Mark the page that is shown, without asking for it again; a page that is not in the list clears the mark."""
        self._showing = True
        row = self.entries.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.entries.index(row))
            # Very large type: the list is longer than the window.
            self.scrollTo(self.entries.index(row))
        else:
            self.selectionModel().clear()
        self._showing = False

    def set_text(self, key: str, text: str) -> None:
        """The name of a page."""
        self.entries.change(key, {"text": text})

    def set_why(self, key: str, why: str) -> None:
        """Why a page cannot be shown yet; "" when it can."""
        self.entries.change(key, {"why": why})

    def set_note(self, key: str, note: str) -> None:
        """A short text at the end of a page's line."""
        self.entries.change(key, {"note": note})

    def set_news(self, key: str, news: str) -> None:
        """A dot at the end of a page's line: what has happened there, told in the tooltip; "" when it was seen."""
        self.entries.change(key, {"news": news})

    def changeEvent(self, event: QEvent) -> None:
        """The focus ring is drawn by the delegate."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._ground.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No line is under the mouse any more."""
        super().leaveEvent(event)
        self._on_left()

    def _on_entered(self, index: QModelIndex) -> None:
        self.row_under_mouse = index.row()
        self._ground.update()

    def _on_left(self) -> None:
        self.row_under_mouse = -1
        self._ground.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the list is longer than the window, the page that is shown stays in sight."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid() and not self._showing:
            self.selectionModel().select(now, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.chosen.emit(self.entries.entries[now.row()].key)

    def _restyle(self) -> None:
        self.setFont(theme().font("body"))
        self.doItemsLayout()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self._ground.update()
