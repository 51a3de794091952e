from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tracer_desktop.dialogs.message_dialog import Choice, MessageDialog, ask, tell_error
from tracer_desktop.theme.theme import Theme
from tracer_engine import JobError

CHOICES = [Choice("keep", "Stop and keep best", "primary"), Choice("", "Keep working")]


def test_the_answer_is_the_key_of_the_button(themed: Theme) -> None:
    when_shown(MessageDialog, lambda dialog: dialog.buttons["keep"].click())

    assert ask(None, "A training is going on.", "It ends with the window.", CHOICES) == "keep"


def test_esc_answers_nothing(themed: Theme, qtbot: QtBot) -> None:
    when_shown(MessageDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))

    assert ask(None, "A training is going on.", "It ends with the window.", CHOICES) == ""


def test_enter_takes_the_first_choice(themed: Theme, qtbot: QtBot) -> None:
    when_shown(MessageDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))

    assert ask(None, "A training is going on.", "It ends with the window.", CHOICES) == "keep"


def test_a_long_sentence_is_not_cut(themed: Theme, qtbot: QtBot) -> None:
    text = "It ends with the window. " * 12
    dialog = MessageDialog("Title", text, CHOICES)
    qtbot.addWidget(dialog)
    dialog.show()

    assert dialog.text.height() >= dialog.text.heightForWidth(dialog.text.width())


def test_a_mistake_of_our_own_can_be_copied(themed: Theme) -> None:
    error = JobError(message="This is a bug in Tracer (KeyError).", remedy="Tell us.", kind="bug")

    def copy(dialog: MessageDialog) -> None:
        dialog._copy.click()
        dialog.buttons["close"].click()

    when_shown(MessageDialog, copy)
    tell_error(None, error)

    assert QGuiApplication.clipboard().text() == error.message


@pytest.mark.parametrize("kind", ["good", "caution", "problem", "info"])
def test_its_kind_is_said_by_the_icon_too(kind: str, themed: Theme, qtbot: QtBot) -> None:
    dialog = MessageDialog("Title", "Sentence.", CHOICES, kind=kind)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)

    assert dialog.icon.accessibleName()
    assert dialog.accessibleName() == "Title"
    assert dialog.accessibleDescription() == "Sentence."
