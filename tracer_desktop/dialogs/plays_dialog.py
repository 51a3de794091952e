"""What the call list suggests to do for each main reason: the blueprint's plays, in one's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.inputs import LabelledField
from tracer_desktop.widgets.labels import Label
from tracer_engine import Play

WIDTH = 560


class PlaysDialog(HouseDialog):
    """A line for each; `changed()` are those that are no longer the blueprint's."""

    def __init__(self, plays: Sequence[Play], told: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Plays"), parent)
        self._own = {play.role: play.text for play in plays}
        self.body.addWidget(Label(self.tr("What to do, by the main reason"), "section"))
        self.body.addWidget(
            Label(
                self.tr("The call list suggests one of these beside each name. A line that is empty suggests nothing."),
                "body", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.lines: dict[str, QLineEdit] = {}
        for play in plays:
            line = QLineEdit(told.get(play.role, play.text))
            line.setAccessibleName(self.tr("Play where the reason is: {reason}").format(reason=play.label))
            self.lines[play.role] = line
            self.body.addWidget(LabelledField(play.label, line))
        self.body.addStretch(1)
        self.back = quiet_button(self.tr("As the blueprint says"))
        self.back.clicked.connect(self._on_back)
        self.add_left_button(self.back)
        self.cancel = secondary_button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.use = primary_button(self.tr("Use these"))
        self.use.setDefault(True)
        self.use.clicked.connect(self.accept)
        self.add_button(self.cancel)
        self.add_button(self.use)
        if self.lines:
            next(iter(self.lines.values())).setFocus()
        self.resize(self.needed(theme().scaled(WIDTH)))

    def changed(self) -> dict[str, str]:
        """Plays by role, only those in words of one's own."""
        texts = {role: line.text().strip() for role, line in self.lines.items()}
        return {role: text for role, text in texts.items() if text != self._own[role]}

    def _on_back(self) -> None:
        for role, line in self.lines.items():
            line.setText(self._own[role])
