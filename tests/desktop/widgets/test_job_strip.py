from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.job_strip import JobStrip


def test_progress_is_a_bar_with_words_and_an_honest_range(qtbot: QtBot, themed: Theme) -> None:
    strip = JobStrip("Scoring july.csv")
    qtbot.addWidget(strip)
    strip.show_step(0.25, "Writing scores", (2.0, 5.0))
    assert strip.bar.value() == strip.bar.maximum() / 4
    assert strip.words.text() == "Writing scores · 2 to 5 s left"
    assert strip.accessibleDescription() == "25\u00a0%"


def test_cancel_is_told_once(qtbot: QtBot, themed: Theme) -> None:
    strip = JobStrip("Scoring july.csv")
    qtbot.addWidget(strip)
    strip.show()
    with qtbot.waitSignal(strip.cancel_pressed):
        qtbot.mouseClick(strip.cancel, Qt.MouseButton.LeftButton)
    assert not strip.cancel.isEnabled()
