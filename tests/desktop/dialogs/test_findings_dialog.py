from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.dialogs.findings_dialog import FindingLine, FindingsDialog
from tracer_desktop.theme.theme import Theme

LINES = [
    FindingLine("problem", "ChurnReason knows the answer", "It is left out.", "Show column"),
    FindingLine("caution", "22 rows repeat another one", "They are kept together.", "Show rows"),
    FindingLine("info", "The table is small", "Figures are shaky.", ""),
]


def test_a_press_on_a_finding_says_which_and_closes(qtbot: QtBot, themed: Theme) -> None:
    dialog = FindingsDialog(LINES)
    qtbot.addWidget(dialog)
    dialog.show()
    button = dialog.rows[1].button
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.chosen == 1
    assert not dialog.isVisible()


def test_a_finding_without_a_remedy_has_no_button(qtbot: QtBot, themed: Theme) -> None:
    dialog = FindingsDialog(LINES)
    qtbot.addWidget(dialog)
    assert dialog.rows[2].button is None


def test_many_findings_scroll_and_none_is_clipped(qtbot: QtBot, themed: Theme) -> None:
    dialog = FindingsDialog(LINES * 8)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.area.verticalScrollBar().maximum() > 0
    assert dialog.area.horizontalScrollBar().maximum() == 0
    qtbot.waitUntil(lambda: not clipped(dialog))
