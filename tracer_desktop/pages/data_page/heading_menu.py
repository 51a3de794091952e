"""The menu of one or several columns: what they are, and what part they play."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from tracer_desktop.theme.theme import theme

KINDS = ("number", "flag", "category", "date", "text", "id")
ICONS = {
    "number": "number",
    "flag": "flag",
    "category": "category",
    "date": "date",
    "text": "text",
    "id": "key",
    "constant": "stop",
}


def kind_titles(speaker: QWidget) -> dict[str, str]:
    """The types a column can be told to be, as they are chosen."""
    return {
        "number": speaker.tr("Number"),
        "flag": speaker.tr("Flag"),
        "category": speaker.tr("Category"),
        "date": speaker.tr("Date"),
        "text": speaker.tr("Text"),
        "id": speaker.tr("Id"),
        "constant": speaker.tr("One value only"),
    }


class HeadingMenu(QMenu):
    """It changes nothing itself: it says what the user wants for the columns it was made for."""

    kind_wanted = Signal(str)
    """A type; "" for what Tracer found."""
    use_wanted = Signal(bool)
    target_wanted = Signal()
    id_wanted = Signal()

    def __init__(
        self,
        names: Sequence[str],
        *,
        kind: str,
        told: bool,
        used: bool | None,
        is_target: bool,
        is_id: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._names = list(names)
        self.setAccessibleName(self.tr("Column"))
        self._add_kinds(kind, told)
        self.addSeparator()
        if used is not None:
            text = self.tr("Leave it out of training") if len(names) == 1 else self.tr("Leave them out of training")
            other = self.tr("Use it in training") if len(names) == 1 else self.tr("Use them in training")
            self.use = self.addAction(text if used else other)
            self.use.setData(not used)
            self.use.triggered.connect(self._on_use)
        if len(names) == 1:
            target = self.addAction(theme().icon("target", size="icon_small"), self.tr("Make it the target"))
            target.setEnabled(not is_target)
            target.triggered.connect(self.target_wanted)
            own = self.addAction(theme().icon("key", size="icon_small"), self.tr("Make it the id"))
            own.setEnabled(not is_id)
            own.triggered.connect(self.id_wanted)
        self.addSeparator()
        copy = self.addAction(self.tr("Copy the name") if len(names) == 1 else self.tr("Copy the names"))
        copy.triggered.connect(self._on_copy)

    def _add_kinds(self, kind: str, told: bool) -> None:
        menu = self.addMenu(self.tr("Type"))
        menu.setAccessibleName(self.tr("Type"))
        self.kinds = menu
        group = QActionGroup(menu)
        titles = kind_titles(self)
        for key in KINDS:
            action = menu.addAction(theme().icon(ICONS[key], size="icon_small"), titles[key])
            action.setCheckable(True)
            action.setChecked(key == kind)
            action.setData(key)
            action.triggered.connect(self._on_kind)
            group.addAction(action)
        if told:
            menu.addSeparator()
            back = menu.addAction(self.tr("As Tracer found it"))
            back.setData("")
            back.triggered.connect(self._on_kind)

    def _on_kind(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QAction)
        self.kind_wanted.emit(str(sender.data()))

    def _on_use(self) -> None:
        self.use_wanted.emit(bool(self.use.data()))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText("\t".join(self._names))
