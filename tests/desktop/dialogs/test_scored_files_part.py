"""Preferences: whether scored files are remembered, how many are, and forgetting them all."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.dialogs.preferences_dialog import PreferencesDialog
from tracer_desktop.session import Session
from tracer_engine import count_remembered, remembering
from tracer_engine.types.scores import RememberedRows, ScoredFile
from tracer_engine.workspace import months


def remember(session: Session, number: int) -> None:
    told = ScoredFile(
        created="2026-11-01T10:00:00+00:00", source="next.csv", sha256=f"hash{number}", rows=1, listed=1,
        expected=0.5, threshold=0.5, level="go",
    )  # fmt: skip
    rows = RememberedRows(
        ids=np.arange(1, dtype=np.uint64),
        probability=np.array([0.5], dtype=np.float32),
        reason=np.array([-1], dtype=np.int16),
    )
    months.remember(months.memory_folder(session.workspace, "key"), told, rows)


def opened(qtbot: QtBot, session: Session) -> PreferencesDialog:
    made = PreferencesDialog(session)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.scored_files.counted):
        made.show()
    return made


def test_the_switch_is_kept_in_the_settings_of_the_workspace(qtbot: QtBot, session: Session) -> None:
    dialog = opened(qtbot, session)
    assert dialog.scored_files.switch.isChecked()

    dialog.scored_files.switch.click()

    assert remembering(session.workspace) == (False, False)
    assert not opened(qtbot, session).scored_files.switch.isChecked()


@pytest.mark.parametrize("told", ["0", "1"])
def test_where_a_variable_decides_the_switch_shows_it_and_says_why_it_cannot_be_set(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setenv("TRACER_REMEMBER", told)
    dialog = opened(qtbot, session)
    switch = dialog.scored_files.switch

    assert switch.isChecked() == (told == "1")
    assert not switch.isEnabled()
    assert "TRACER_REMEMBER" in switch.toolTip()
    assert "TRACER_REMEMBER" in dialog.scored_files.told.text()
    assert switch.accessibleDescription() == switch.toolTip()


def test_a_setting_that_cannot_be_written_is_told_and_the_switch_stays(qtbot: QtBot, session: Session) -> None:
    dialog = opened(qtbot, session)
    (session.workspace.path / "settings.toml").write_text("scoring.remember = true\n")
    shown: list[str] = []

    def read(message: MessageDialog) -> None:
        shown.append(message.title.text())
        message.reject()

    when_shown(MessageDialog, read)
    dialog.scored_files.switch.click()

    assert "does not change" in shown[0]
    assert dialog.scored_files.switch.isChecked()


def test_a_broken_settings_file_disables_the_switch_and_is_named(qtbot: QtBot, session: Session) -> None:
    (session.workspace.path / "settings.toml").write_text("[scoring")
    switch = opened(qtbot, session).scored_files.switch

    assert not switch.isEnabled()
    assert "settings.toml" in switch.toolTip()


def test_all_that_is_remembered_is_counted_and_after_a_question_forgotten(qtbot: QtBot, session: Session) -> None:
    part = opened(qtbot, session).scored_files
    assert not part.forget.isEnabled()
    assert part.forget.toolTip() == "No scored file is remembered."
    for number in range(3):
        remember(session, number)
    part = opened(qtbot, session).scored_files
    assert part.told.text().endswith("climbed and fell. 3 files so far.")
    asked: list[str] = []

    def keep(message: MessageDialog) -> None:
        asked.append(message.title.text())
        message.reject()

    when_shown(MessageDialog, keep)
    part.forget.click()
    assert asked == ["Forget all 3 scored files?"]
    assert count_remembered(session.workspace) == 3

    when_shown(MessageDialog, lambda message: message.buttons["forget"].click())
    with qtbot.waitSignal(part.counted):
        part.forget.click()
    assert count_remembered(session.workspace) == 0
    assert part.told.text().endswith("No file so far.")
    assert not part.forget.isEnabled()


def test_trouble_of_the_disk_is_told_in_place_of_the_count(qtbot: QtBot, session: Session) -> None:
    (session.workspace.path / "months").write_text("a file in the way")
    dialog = PreferencesDialog(session)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "months" in dialog.scored_files.told.text())

    assert not dialog.scored_files.forget.isEnabled()
