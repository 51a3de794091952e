"""Of Preferences: whether scored files are remembered, how many are, and a button to forget them all."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tracer_desktop.dialogs.message_dialog import Choice, ask, tell
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.inputs import CheckBox
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.work.thread_task import ThreadTask
from tracer_engine import (
    InputError,
    StorageError,
    Workspace,
    count_remembered,
    forget_remembered,
    remembering,
    set_remembering,
)

FORGET = "forget"


def _tr(text: str) -> str:
    return QCoreApplication.translate("ScoredFilesPart", text)


class ScoredFilesPart(QObject):
    """`field` is the switch and the button beside each other, `told` what is said below them.

    `counted` comes whenever it is known anew how many files are remembered.
    """

    counted = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._window = workspace, parent
        self._task: ThreadTask | None = None
        self.files = 0
        self.switch = CheckBox(_tr("Remember scored files"))
        self._why = ""
        try:
            on, by_variable = remembering(workspace)
            self.switch.setChecked(on)
            if by_variable:
                self._hold(_tr("The variable TRACER_REMEMBER says so."))
        except (InputError, StorageError) as error:
            self._hold(error.message)
        self.switch.toggled.connect(self._on_switch)
        self.forget = secondary_button(_tr("Forget all…"), name=_tr("Forget all scored files"))
        self.forget.clicked.connect(self._on_forget)
        self.field = QWidget()
        row = QHBoxLayout(self.field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().u(2))
        row.addWidget(self.switch, 1)
        row.addWidget(self.forget)
        self.told = Label("", "caption", "ink3", wrap=True)
        self._show(None)
        self._start(partial(_counted, workspace))

    def _hold(self, why: str) -> None:
        """The switch shows how it is, and cannot be set."""
        self._why = why
        self.switch.setEnabled(False)
        self.switch.setToolTip(why)
        self.switch.setAccessibleDescription(why)

    def _on_switch(self, on: bool) -> None:
        try:
            set_remembering(self._workspace, on)
        except (InputError, StorageError) as error:
            blocked = self.switch.blockSignals(True)
            self.switch.setChecked(not on)
            self.switch.blockSignals(blocked)
            tell(self._window, error.message, error.remedy)

    def _on_forget(self) -> None:
        one, more = _tr("Forget the one scored file?"), _tr("Forget all {files} scored files?")
        title = (one if self.files == 1 else more).format(files=count(self.files))
        text = _tr(
            "The next file of each model is then the first, and columns that you matched are asked for again. Scored "
            "lists that you saved stay as they are. There is no way back."
        )
        choices = [Choice("", _tr("Keep them"), "primary"), Choice(FORGET, _tr("Forget all"))]
        if ask(self._window, title, text, choices) == FORGET:
            self.forget_all()

    def forget_all(self) -> None:
        """Forget them without another question."""
        self._show(None)
        self._start(partial(_forgotten, self._workspace))

    def _start(self, act: partial[int | StorageError]) -> None:
        """In a thread: a workspace may hold many runs, on a slow disk."""
        self._task = ThreadTask(act)
        self._task.done.connect(self._on_done)
        self._task.start()

    def _on_done(self, found: object) -> None:
        self._task = None
        if isinstance(found, int):
            self._show(found)
            self.counted.emit(found)
        elif isinstance(found, StorageError):
            self._say(found.message)
            self.forget.why_disabled(found.message)

    def _show(self, files: int | None) -> None:
        """`files` None: they are being counted."""
        self.files = files or 0
        what = _tr(
            "Ids as keyed hashes, scores and main reasons, no cell: enough to tell next month who is new on the list, "
            "climbed and fell."
        )
        one, more = _tr("1 file so far."), _tr("{files} files so far.")
        many = (one if files == 1 else more).format(files=count(files)) if files else _tr("No file so far.")
        self._say(f"{what} {many if files is not None else '…'}")
        if files:
            self.forget.enable()
        elif files is None:
            self.forget.why_disabled(_tr("The files are being counted."))
        else:
            self.forget.why_disabled(_tr("No scored file is remembered."))

    def _say(self, text: str) -> None:
        """What is so, and why the switch cannot be set where that is so."""
        self.told.set_text(f"{self._why} {text}".strip())


def _counted(workspace: Workspace) -> int | StorageError:
    try:
        return count_remembered(workspace)
    except StorageError as error:
        return error


def _forgotten(workspace: Workspace) -> int | StorageError:
    """Forgets them; returns how many are left."""
    try:
        forget_remembered(workspace)
    except StorageError as error:
        return error
    return _counted(workspace)
