from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.side_by_side import SideBySide


def test_parts_that_stood_below_each_other_fill_the_height_again_beside_each_other(themed: Theme, qtbot: QtBot) -> None:
    parts = [QLabel("a text that is too long to stand beside another one of its length") for _ in range(2)]
    for part in parts:
        part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    both = SideBySide(parts, gap=4)
    qtbot.addWidget(both)
    both.resize(450, 600)
    both.show()
    qtbot.waitUntil(lambda: parts[1].y() > parts[0].y())

    both.resize(1200, 600)

    qtbot.waitUntil(lambda: parts[1].y() == parts[0].y() and parts[0].height() == 600)


def test_how_many_stand_in_a_row_is_a_matter_of_the_room_alone_and_not_of_what_was_before(
    themed: Theme, qtbot: QtBot
) -> None:
    parts = [QLabel("short") for _ in range(4)]
    row = SideBySide(parts, gap=4)
    qtbot.addWidget(row)
    row.resize(700, 200)
    row.show()
    assert row.columns == 4
    # One is long: the others leave it the room they do not need.
    parts[0].setText("a number with words that are rather long, longer than a quarter")
    QApplication.processEvents()
    assert row.columns == 4
    for part in parts:
        part.setText(parts[0].text())
    qtbot.waitUntil(lambda: row.columns < 4)
    row.resize(3000, 200)
    qtbot.waitUntil(lambda: row.columns == 4)
