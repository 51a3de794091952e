from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.dialogs.export_dialog import ExportChoice, ExportDialog
from tracer_desktop.theme.theme import Theme

CHOICES = (
    ExportChoice(key="csv", title="Scored list", text="Everyone with reasons.", size="2.1 MB"),
    ExportChoice(key="model", title="Model file", text="Scores new files."),
    ExportChoice(
        key="joblib",
        title="For scikit-learn",
        text="For Python.",
        warning="Whoever loads it runs the code in it. " * 4,
        agree="I know what loading a joblib file means",
    ),
)


def shown(qtbot: QtBot, chosen: str = "") -> ExportDialog:
    dialog = ExportDialog("Export", CHOICES, chosen)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_the_first_is_chosen_unless_another_is_asked_for(qtbot: QtBot, themed: Theme) -> None:
    assert shown(qtbot).chosen() == "csv"
    assert shown(qtbot, "model").chosen() == "model"


def test_arrows_choose_and_enter_goes_on(qtbot: QtBot, themed: Theme) -> None:
    dialog = shown(qtbot)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.buttons["csv"].hasFocus)
    qtbot.keyClick(dialog.buttons["csv"], Qt.Key.Key_Down)
    assert dialog.chosen() == "model"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_a_file_that_runs_code_is_written_only_after_the_box_is_ticked(qtbot: QtBot, themed: Theme) -> None:
    dialog = shown(qtbot)
    qtbot.mouseClick(dialog.buttons["joblib"], Qt.MouseButton.LeftButton)
    assert dialog.warning.isVisible()
    assert not dialog.go.isEnabled()
    assert "tick the box" in dialog.go.toolTip()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()

    qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton, pos=dialog.agree.rect().center())
    if not dialog.agree.isChecked():  # the middle of a wide box is not always its text
        qtbot.keyClick(dialog.agree, Qt.Key.Key_Space)
    assert dialog.go.isEnabled()

    dialog.choose("csv")
    dialog.choose("joblib")
    assert not dialog.agree.isChecked()
    assert not dialog.go.isEnabled()


def test_esc_writes_nothing(qtbot: QtBot, themed: Theme) -> None:
    dialog = shown(qtbot)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_it_is_as_high_as_its_sentences_and_clips_none(qtbot: QtBot, themed: Theme) -> None:
    dialog = shown(qtbot)
    low = dialog.height()
    dialog.choose("joblib")
    qtbot.wait(1)
    assert low < dialog.height() < 2.5 * low
    assert clipped(dialog) == []
