"""Which column of the file is which column of the model: told by the user where names do not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import percent
from tracer_desktop.widgets.status import status_name
from tracer_engine import Match


class MatchDialog(HouseDialog):
    """A field for each column the model reads, those that are missing first; `told()` is what the user chose."""

    def __init__(
        self,
        matches: Sequence[Match],
        columns: Sequence[str],
        told: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Match columns"), parent)
        self._matches = sorted(matches, key=lambda one: (one.column is not None, one.how != "likely", -one.share))
        self._columns, self._before = list(columns), dict(told)
        self.heading = Label(self.tr("Match columns"), "section")
        self.sentence = Label(
            self.tr(
                "Say which column of this file holds what the model needs. Those found by name are filled in. What you "
                "say is remembered for the next file."
            ),
            "body",
            "ink2",
            wrap=True,
        )
        self.body.addWidget(self.heading)
        self.body.addWidget(self.sentence)
        self.fields: dict[str, Choice] = {}
        self._shared = QStringListModel([self.tr("Not in this file"), *self._columns], self)
        self.body.addWidget(self._table(), 1)
        self._wrong = QWidget()
        self.error_icon = IconLabel("problem", "problem", "icon_small", name=status_name("problem"))
        self.error = Label("", "body", "problem", wrap=True, selectable=True)
        line = QGridLayout(self._wrong)
        line.setContentsMargins(0, 0, 0, 0)
        line.setHorizontalSpacing(theme().scaled(6))
        line.addWidget(self.error_icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.error, 0, 1)
        line.setColumnStretch(1, 1)
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        self.cancel = secondary_button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.go = primary_button(self.tr("Use these columns"))
        self.go.clicked.connect(self.accept)
        self.go.setDefault(True)
        self.add_button(self.cancel)
        self.add_button(self.go)
        self.resize(theme().scaled(620), theme().scaled(560))
        next(iter(self.fields.values())).setFocus()

    def told(self) -> dict[str, str]:
        """The file's columns by the model's names, where they are not those found by name."""
        found = {match.needs: match.column for match in self._matches if match.how in ("same name", "spelling")}
        asked = {match.needs for match in self._matches if match.how in ("likely", "told")} | self._before.keys()
        chosen = {name: self._chosen(field) for name, field in self.fields.items()}
        # What seemed renamed is answered either way, so that it is not asked again.
        return {
            name: column
            for name, column in chosen.items()
            if (column and found.get(name) != column) or (not column and name in asked)
        }

    def _chosen(self, field: Choice) -> str:
        return self._columns[field.currentIndex() - 1] if field.currentIndex() > 0 else ""

    def _table(self) -> QScrollArea:
        look = theme()
        inside = QWidget()
        inside.setProperty("see_through", "true")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, look.u(2), 0)
        grid.setHorizontalSpacing(look.u(4))
        grid.setVerticalSpacing(look.u(2))
        grid.setColumnStretch(1, 1)
        for place, text in enumerate(
            (self.tr("Model needs"), self.tr("Column in this file"), self.tr("Of all reasons"))
        ):
            grid.addWidget(Label(text, "label", "ink2"), 0, place)
        for row, match in enumerate(self._matches, start=1):
            name = Label(match.needs, "body")
            field = Choice(name=self.tr("Column for {name}").format(name=match.needs))
            field.setModel(self._shared)
            field.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(18)
            place = self._columns.index(match.column) + 1 if match.column in self._columns else 0
            field.setCurrentIndex(place)
            # What was found by name can be changed, not taken away: the column is there, under this name.
            if match.how == "likely":
                field.setToolTip(self.tr("Taken for it by its name and its values: check that it is"))
            elif match.column is not None and match.how != "told":
                field.setToolTip(self.tr("Found by its name"))
            field.picked.connect(self._on_changed)
            name.setBuddy(field)
            share = Label(percent(match.share), "body", "ink2")
            share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.fields[match.needs] = field
            for column, widget in enumerate((name, field, share)):
                grid.addWidget(widget, row, column)
        grid.setRowStretch(len(self._matches) + 1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("Columns of the model"))
        scroll.setWidget(inside)
        return scroll

    def _on_changed(self, _value: object) -> None:
        """A column can stand for one column of the model only."""
        taken: dict[str, str] = {}
        for name, field in self.fields.items():
            column = self._chosen(field)
            if column and column in taken:
                self.error.set_text(
                    self.tr("{column} is chosen twice: for {first} and for {second}.").format(
                        column=column, first=taken[column], second=name
                    )
                )
                self._wrong.show()
                self.go.why_disabled(self.error.text())
                return
            taken[column] = name
        self._wrong.hide()
        self.go.enable()
