"""Edit ▸ Preferences: everything takes effect at once, so there is nothing to confirm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from PySide6.QtCore import QDir, QLocale, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.dialogs.message_dialog import tell
from tracer_desktop.dialogs.scored_files_part import ScoredFilesPart
from tracer_desktop.preferences import Mode
from tracer_desktop.resource_files import resource
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import quiet_button, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.inputs import CheckBox, Choice, NumberField
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import percent
from tracer_engine import StorageError, choose_workspace, workspace_place

ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
MOST_THREADS = 64
WIDTH = 400
THREADS_VARIABLE = "TRACER_THREADS"
HOME_VARIABLE = "TRACER_HOME"
LANGUAGES = {"en": "English"}


class PreferencesDialog(HouseDialog):
    """`endpoint_wanted`: the user wants the endpoint's page."""

    endpoint_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._notes: list[Label] = []
        self.setWindowTitle(self.tr("Preferences"))
        self.setAccessibleName(self.windowTitle())
        self.body.addWidget(Label(self.tr("Preferences"), "title"))
        self._add_look()
        self.body.addWidget(Hairline())
        self._add_training()
        self.body.addWidget(Hairline())
        self._add_workspace()
        self.body.addWidget(Hairline())
        self._add_endpoint()
        self.body.addStretch(1)
        close = secondary_button(self.tr("Close"))
        close.clicked.connect(self.accept)
        self.add_button(close)
        self.theme_choice.setFocus()
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Fields are as wide as the widest needs; notes are told their width, for a dialog does not ask them."""
        fields: list[QWidget] = [self.theme_choice, self.zoom_choice, self.language_choice, self.threads]
        for field in fields:
            field.setMinimumWidth(0)
        widest = max(field.sizeHint().width() for field in fields) + theme().u(4)
        for field in fields:
            field.setFixedWidth(widest)
        width = theme().scaled(WIDTH)
        for note in self._notes:
            note.setFixedWidth(width)
            note.setMinimumHeight(max(0, note.heightForWidth(width)))
        self.resize(self.needed().boundedTo(self.screen().availableSize()))

    # ------------------------------------------------------------ parts

    def _add_look(self) -> None:
        now = self._session.state_file.state.preferences
        grid = self._section(self.tr("Look"))
        self.theme_choice = Choice(name=self.tr("Theme"))
        modes = [
            (self.tr("As the system"), "system"),
            (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        ]
        self.theme_choice.set_choices(modes, chosen=theme().mode)
        self.theme_choice.picked.connect(self._set_mode)
        self._add_row(grid, self.tr("Theme"), self.theme_choice)
        self.zoom_choice = Choice(name=self.tr("Size of text and everything"))
        steps = sorted({*ZOOMS, round(theme().zoom, 2)})
        self.zoom_choice.set_choices([(percent(step), step) for step in steps], chosen=round(theme().zoom, 2))
        self.zoom_choice.picked.connect(self._set_zoom)
        self._add_row(grid, self.tr("Size"), self.zoom_choice)
        self.font_box = CheckBox(self.tr("Use the system’s font"))
        self.font_box.setChecked(now.system_font)
        self.font_box.toggled.connect(self._set_font)
        self._add_row(grid, self.tr("Typeface"), self.font_box)
        self.language_choice = Choice(name=self.tr("Language"))
        self.language_choice.set_choices([(text, code) for code, text in languages().items()], chosen=now.language)
        self.language_choice.picked.connect(self._set_language)
        self._add_row(grid, self.tr("Language"), self.language_choice, self.tr("From the next start on."))

    def _add_training(self) -> None:
        grid = self._section(self.tr("Training and scoring"))
        now = self._session.state_file.state.preferences
        self.threads = NumberField(name=self.tr("Threads"), minimum=0, maximum=MOST_THREADS, value=now.threads)
        self.threads.setSpecialValueText(self.tr("automatic"))
        self.threads.valueChanged.connect(self._set_threads)
        caption = self.tr(
            "Fits done at the same time, from the next training on. 0 is automatic: one for each processor."
        )
        self._add_row(grid, self.tr("Threads"), self.threads, caption)
        self.scored_files = ScoredFilesPart(self._session.workspace, self)
        self.scored_files.counted.connect(self._fit)
        self._add_row(grid, self.tr("Scored files"), self.scored_files.field, note=self.scored_files.told)

    def _add_workspace(self) -> None:
        grid = self._section(self.tr("Workspace"))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        self.place = QLineEdit()
        self.place.setReadOnly(True)
        self.place.setAccessibleName(self.tr("Folder of the runs"))
        self.change_place = secondary_button(self.tr("Change…"), name=self.tr("Change the folder of the runs"))
        self.change_place.clicked.connect(self._change_place)
        row.addWidget(self.place, 1)
        row.addWidget(self.change_place)
        self._place_note = self._add_row(grid, self.tr("Runs are kept in"), box, self.tr("For your eyes only."))
        if os.environ.get(HOME_VARIABLE):
            self.change_place.why_disabled(self.tr("The variable TRACER_HOME says where it is."))
        self._tell_place()

    def _add_endpoint(self) -> None:
        grid = self._section(self.tr("Endpoint"))
        self.endpoint_button = quiet_button(self.tr("Open its page"))
        self.endpoint_button.clicked.connect(self._go_to_endpoint)
        state = self._session.endpoint.state
        words = self.tr("On, this computer only") if state == "on" else self.tr("Off, as it is at every start")
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(words, "body"), 1)
        row.addWidget(self.endpoint_button)
        caption = self.tr("Lets other programs on this computer send Tracer a table and get scores back.")
        self._add_row(grid, self.tr("For programs"), box, caption)

    def _section(self, title: str) -> QGridLayout:
        self.body.addWidget(Label(title, "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().u(6))
        grid.setVerticalSpacing(theme().scaled(2))
        grid.setColumnMinimumWidth(0, self._label_width())
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        return grid

    def _label_width(self) -> int:
        """Room for the longest label, so that the fields of all sections stand in one line."""
        metrics = QFontMetrics(theme().font("body"))
        labels = (
            *(self.tr("Runs are kept in"), self.tr("For programs"), self.tr("Language"), self.tr("Threads")),
            self.tr("Scored files"),
        )
        return max(metrics.horizontalAdvance(text) for text in labels)

    def _add_row(
        self, grid: QGridLayout, text: str, field: QWidget, caption: str = "", note: Label | None = None
    ) -> Label:
        """One setting: its name, its field, and under that what it does."""
        row = grid.rowCount()
        label = Label(text, "body", "ink2")
        label.setBuddy(field)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(field, row, 1)
        note = note or Label(caption, "caption", "ink3", wrap=True)
        note.setVisible(bool(note.text()))
        self._notes.append(note)
        grid.addWidget(note, row + 1, 1)
        grid.setRowMinimumHeight(row + 2, theme().u(1))
        return note

    # ------------------------------------------------------------ what is chosen

    def _set_mode(self, mode: object) -> None:
        theme().set_mode(cast("Mode", mode))
        self._session.state_file.set_preferences(mode=mode)

    def _set_zoom(self, zoom: object) -> None:
        theme().set_zoom(cast("float", zoom))
        self._session.state_file.set_preferences(zoom=zoom)

    def _set_font(self, system: bool) -> None:
        theme().set_system_font(system)
        self._session.state_file.set_preferences(system_font=system)

    def _set_language(self, language: object) -> None:
        self._session.state_file.set_preferences(language=language)

    def _set_threads(self, _value: float) -> None:
        threads = self.threads.number()
        self._session.state_file.set_preferences(threads=threads)
        # Read by every child when it is born.
        if threads:
            os.environ[THREADS_VARIABLE] = str(threads)
        else:
            os.environ.pop(THREADS_VARIABLE, None)

    def _change_place(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("A folder for the runs"), str(self._session.workspace.path.parent)
        )
        if chosen:
            self.choose_place(Path(chosen))

    def choose_place(self, folder: Path) -> None:
        """Keep the workspace in another folder from the next start on."""
        try:
            choose_workspace(folder)
        except StorageError as error:
            tell(self, error.message, error.remedy)
        self._tell_place()

    def _tell_place(self) -> None:
        place = workspace_place().expanduser().absolute()
        self.place.setText(QDir.toNativeSeparators(str(place)))
        if place != self._session.workspace.path:
            old = QDir.toNativeSeparators(str(self._session.workspace.path))
            told = self.tr("From the next start on. The runs in {old} stay there, untouched.")
            self._place_note.set_text(told.format(old=old))
            self._fit()

    def _go_to_endpoint(self) -> None:
        self.accept()
        self.endpoint_wanted.emit()


def languages() -> dict[str, str]:
    """Languages there are texts for, by their codes; English is in the code."""
    found = dict(LANGUAGES)
    folder = resource("translations")
    if folder.is_dir():
        for file in sorted(folder.glob("tracer_*.qm")):
            code = file.stem.removeprefix("tracer_")
            found[code] = QLocale(code).nativeLanguageName().capitalize() or code
    return found
