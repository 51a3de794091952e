from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.about_dialog import AboutDialog, libraries_text
from tracer_desktop.theme.theme import Theme
from tracer_engine import __version__


def test_it_tells_version_promise_and_licences(themed: Theme, qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    texts = "\n".join(shown.toPlainText() for shown in dialog.findChildren(QPlainTextEdit))

    assert __version__ in dialog.version.text()
    assert dialog.promise.text().startswith("Nothing leaves this computer.")
    assert "Apache License" in texts
    assert "SIL OPEN FONT LICENSE" in texts.upper()


def test_every_library_has_its_version_and_licence() -> None:
    lines = libraries_text().splitlines()

    assert any(line.startswith("PySide6_Essentials 6.") and "LGPL" in line for line in lines)
    assert [line for line in lines if not line.partition(": ")[2]] == []
