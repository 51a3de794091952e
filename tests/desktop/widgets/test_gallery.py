"""All parts on one sheet, as a person would look them over: nothing is clipped, nothing is without its name."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QScrollBar
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.theme.theme import Mode, Theme
from tracer_desktop.widgets.gallery import shown_alone


@pytest.mark.parametrize(("zoom", "system_font"), [(1.0, False), (1.0, True), (1.5, False), (2.0, True)])
def test_nothing_is_clipped_at_any_size_in_any_font(
    themed: Theme, qtbot: QtBot, zoom: float, system_font: bool
) -> None:
    themed.set_zoom(zoom)
    themed.set_system_font(system_font)
    area = shown_alone()
    qtbot.addWidget(area)
    area.resize(round(1700 * zoom), round(900 * zoom))
    area.show()

    qtbot.waitUntil(lambda: clipped(area) == [])


def test_nothing_is_clipped_when_the_size_changes_under_way(themed: Theme, qtbot: QtBot) -> None:
    area = shown_alone()
    qtbot.addWidget(area)
    area.resize(1900, 1000)
    area.show()

    themed.set_zoom(1.25)

    qtbot.waitUntil(lambda: clipped(area) == [])


def test_every_control_has_a_name(themed: Theme, qtbot: QtBot) -> None:
    area = shown_alone()
    qtbot.addWidget(area)
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)

    nameless = [
        control
        for kind in kinds
        for control in area.findChildren(kind)
        if not control.accessibleName()
        and not isinstance(control, QScrollBar)
        and not isinstance(control.parent(), QAbstractSpinBox)
        and not control.objectName().startswith(("qt_", "Scroll"))
    ]

    assert nameless == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_sheet_is_paper_in_both_themes(themed: Theme, qtbot: QtBot, mode: Mode) -> None:
    area = shown_alone()
    qtbot.addWidget(area)
    area.show()

    themed.set_mode(mode)

    sheet = area.widget()
    assert sheet is not None
    assert sheet.grab().toImage().pixelColor(3, 3) == themed.colour("paper")
