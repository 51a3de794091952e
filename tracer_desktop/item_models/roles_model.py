"""The columns of a plan: used or left out, the role each plays, and what Tracer does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from tracer_desktop.widgets.table_roles import ColourNameRole, IconColourRole, IconNameRole, StatusRole
from tracer_engine import Blueprint, Column, Finding, Plan, Profile, Role

Index = QModelIndex | QPersistentModelIndex
Shown = Literal["all", "used", "left out", "doubtful"]
TYPE_ICONS = {
    "number": "number",
    "category": "category",
    "flag": "flag",
    "date": "date",
    "text": "text",
    "id": "key",
    "constant": "close",
}


class RolesColumn(IntEnum):
    """The columns of the list."""

    NAME = 0
    ROLE = 1
    WHAT = 2


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    """One column of the table, as the plan has it. `leak` is what was found about it, if it may know the answer."""

    name: str
    kind: str
    used: bool
    role: Role | None
    is_id: bool
    status: str
    what: str
    leak: Finding | None

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look at it."""
        return bool(self.status)


def role_title(role: Role) -> str:
    """A role as it is read: "Monthly charge"."""
    return role.name.replace("_", " ").capitalize()


def own_id_role(record: Blueprint) -> Role | None:
    """The role of the column that tells the rows apart."""
    return record.id_role


class RolesModel(QAbstractTableModel):
    """The rows, left-out ones first. It changes nothing itself: it says what the user wants."""

    use_told = Signal(list, bool)
    """Names of columns, and whether to learn from them."""
    role_told = Signal(str, object)
    """A column, and the name of its role, or None."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RoleRow] = []
        self._record: Blueprint | None = None
        self._order: dict[str, int] = {}

    # ------------------------------------------------------------ what is shown

    def show_plan(self, columns: Sequence[Column], profile: Profile, plan: Plan, record: Blueprint) -> None:
        """Show a plan. Rows keep their places while the columns are the same, so that none jumps when it is ticked."""
        rows = [self._row(column, profile, plan, record) for column in columns if column.name != plan.target]
        names = {row.name for row in rows}
        if names != set(self._order):
            worst = {"problem": 0, "caution": 2, "": 2}
            ranked = sorted(rows, key=lambda row: worst[row.status] if row.used else 0 if row.leak else 1)
            self._order = {row.name: place for place, row in enumerate(ranked)}
        rows.sort(key=lambda row: self._order[row.name])
        same = [row.name for row in rows] == [row.name for row in self._rows]
        self._record = record
        if same:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(RolesColumn) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def forget_order(self) -> None:
        """Put the left-out columns first again when a plan is shown next."""
        self._order = {}

    def rows(self) -> list[RoleRow]:
        """All rows, in their order."""
        return list(self._rows)

    def row_at(self, row: int) -> RoleRow | None:
        """One row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, name: str) -> int:
        """Where a column is; -1 where it is not."""
        return next((place for place, row in enumerate(self._rows) if row.name == name), -1)

    def role_choices(self, row: int) -> list[tuple[str, object]]:
        """The roles a column can be given, as (text, role's name); the first is none."""
        one = self.row_at(row)
        if one is None or self._record is None:
            return []
        own = own_id_role(self._record)
        fitting = [role for role in self._record.roles if role is not own and _could_play(role, one.kind)]
        if one.role is not None and one.role not in fitting:
            fitting.insert(0, one.role)
        return [("–", ""), *((role_title(role), role.name) for role in fitting)]

    def toggle(self, rows: Sequence[int]) -> None:
        """Use all of these rows, or none: the contrary of what the first is now."""
        chosen = [row for row in map(self.row_at, rows) if row is not None]
        if chosen:
            self.use_told.emit([row.name for row in chosen], not chosen[0].used)

    # ------------------------------------------------------------ Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """So many columns but the target."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Three."""
        return 0 if parent.isValid() else len(RolesColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Column"), self.tr("Role"), self.tr("What Tracer does"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Roles can be edited, but not the id's: which column that is, is chosen beside."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.row_at(index.row())
        if index.column() == RolesColumn.ROLE and row is not None and not row.is_id:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        row = self.row_at(index.row())
        if row is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column)
        if column == RolesColumn.NAME:
            return self._name_data(row, role)
        if column == RolesColumn.ROLE:
            return self._role_data(row, role)
        return self._what_data(row, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A role was chosen: tell it."""
        row = self.row_at(index.row())
        if row is None or role != Qt.ItemDataRole.EditRole or index.column() != RolesColumn.ROLE:
            return False
        if (row.role.name if row.role else "") != (value or ""):
            self.role_told.emit(row.name, value or None)
        return True

    def _name_data(self, row: RoleRow, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.used else Qt.CheckState.Unchecked
        return TYPE_ICONS.get(row.kind) if role == IconNameRole else None

    def _role_data(self, row: RoleRow, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return role_title(row.role) if row.role else "–"
        if role == Qt.ItemDataRole.EditRole:
            return row.role.name if row.role else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            if row.is_id:
                return self.tr("Which column tells the rows apart is chosen at the right.")
            return row.role.meaning if row.role else ""
        return "ink3" if role == ColourNameRole and row.role is None else None

    def _what_data(self, row: RoleRow, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.what
        if role == StatusRole:
            return row.status or None
        if role == IconColourRole:
            return row.status or "ink2"
        if role == ColourNameRole:
            return "caution" if row.status == "caution" else "ink" if row.status else "ink2" if row.used else "ink3"
        return None

    def _spoken(self, row: RoleRow, column: int) -> str:
        if column == RolesColumn.NAME:
            used = self.tr("used") if row.used else self.tr("left out")
            return f"{row.name}, {used}"
        title = role_title(row.role) if row.role else self.tr("no role")
        return f"{row.name}, {title if column == RolesColumn.ROLE else row.what}"

    # ------------------------------------------------------------ rows of a plan

    def _row(self, column: Column, profile: Profile, plan: Plan, record: Blueprint) -> RoleRow:
        name = column.name
        roles = {role.name: role for role in record.roles}
        role = next((roles.get(key) for key, names in profile.suggested.roles.items() if name in names), None)
        leak = next((one for one in profile.findings if one.code == "leak" and one.column == name), None)
        reason = next((one.reason for one in plan.excluded if one.column == name), None)
        is_id = name == plan.id
        if is_id:
            role = own_id_role(record) or role
        if reason is not None:
            known = leak is not None and leak.severity == "error"
            status, what = ("problem" if known else ""), self._why_left_out(reason, known, name in plan.told.exclude)
            if is_id and name not in plan.told.exclude:
                what = self.tr("Left out: tells rows apart")
        else:
            status, what = self._why_used(role, leak, name in plan.features)
        return RoleRow(
            name=name,
            kind=column.kind,
            used=reason is None,
            role=role,
            is_id=is_id,
            status=status,
            what=what,
            leak=leak,
        )

    def _why_left_out(self, reason: str, knows: bool, told: bool) -> str:
        if told:
            return self.tr("Left out by you")
        if knows:
            return self.tr("Left out: knows the answer")
        short = reason.strip().rstrip(".")
        for opening in ("It is ", "It "):
            if short.startswith(opening):
                short = short.removeprefix(opening)
                break
        return self.tr("Left out: {why}").format(why=short)

    def _why_used(self, role: Role | None, leak: Finding | None, is_feature: bool) -> tuple[str, str]:
        if leak is not None and leak.severity == "error":
            return "caution", self.tr("Used · knows the answer")
        if leak is not None:
            return "caution", self.tr("Used · may know the answer")
        if role is not None and role.sensitive:
            return "caution", self.tr("Used · check if you may")
        if role is not None and role.actionable:
            return "", self.tr("Used · you can act on it")
        return "", self.tr("Used") if is_feature else self.tr("Not used")


class RolesFilter(QSortFilterProxyModel):
    """The rows whose name or role holds a text, and which are used, left out or doubtful."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text, self._shown = "", "all"

    def show_only(self, text: str, shown: str) -> None:
        """Narrow what is shown."""
        self.beginFilterChange()
        self._text, self._shown = text.strip().casefold(), shown
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Whether a row is shown."""
        model = self.sourceModel()
        row = model.row_at(source_row) if isinstance(model, RolesModel) else None
        if row is None:
            return False
        wanted = {"all": True, "used": row.used, "left out": not row.used, "doubtful": row.is_doubtful}
        named = f"{row.name} {role_title(row.role) if row.role else ''}".casefold()
        return wanted.get(self._shown, True) and self._text in named


def _could_play(role: Role, kind: str) -> bool:
    """Whether a column of this kind could play the role; people know better than names, so the rest is left to them."""
    if role.kind == "number":
        return kind == "number"
    if role.kind == "date":
        return kind == "date"
    return True
