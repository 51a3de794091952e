from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.about_dialog import AboutDialog, how_to_replace, libraries_text
from tracer_desktop.theme.theme import Theme
from tracer_engine import __version__


def test_it_tells_version_promise_and_licences(themed: Theme, qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    texts = "\n".join(shown.toPlainText() for shown in dialog.findChildren(QPlainTextEdit))

    assert f"You have version {__version__}" in dialog.version.text()
    assert dialog.newer.text().startswith("To use a newer version,")
    assert dialog.promise.text().startswith("Nothing leaves this computer.")
    assert "Apache License" in texts
    assert "SIL OPEN FONT LICENSE" in texts.upper()


def test_every_library_has_its_version_and_licence() -> None:
    lines = libraries_text().splitlines()

    assert any(line.startswith("PySide6_Essentials 6.") and "LGPL" in line for line in lines)
    assert [line for line in lines if not line.partition(": ")[2]] == []


@pytest.mark.parametrize(
    ("system", "is_built", "word"),
    [
        ("win32", True, "newer set-up"),
        ("darwin", True, "into Applications"),
        ("linux", True, "sudo apt install ./tracer_VERSION_amd64.deb."),
        ("linux", False, "from its own folder"),
    ],
)
def test_it_says_how_a_newer_version_takes_its_place(system: str, is_built: bool, word: str) -> None:
    told = how_to_replace(system, is_built=is_built)

    assert word in told
    assert told.endswith("Your runs and models stay; a newer version opens them all.")
