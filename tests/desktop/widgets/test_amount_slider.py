from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.amount_slider import POSITIONS, AmountSlider


def test_slider_and_field_are_one_value(qtbot: QtBot, themed: Theme) -> None:
    amount = AmountSlider("Budget", maximum=10_000)
    qtbot.addWidget(amount)
    amount.show()
    told: list[float | None] = []
    amount.changed.connect(told.append)

    amount.slider.setValue(POSITIONS // 2)
    assert told == [2500.0]
    assert amount.field.value() == 2500
    amount.field.setValue(10_000)
    assert amount.slider.value() == POSITIONS
    # What the field holds exactly, the slider does not make round.
    amount.show_value(1234)
    assert (amount.value(), amount.field.value(), told[-1]) == (1234, 1234, 10_000)


def test_a_limit_that_is_not_ticked_is_none(qtbot: QtBot, themed: Theme) -> None:
    amount = AmountSlider("Contacts", name="Contacts at most", maximum=500, optional=True)
    qtbot.addWidget(amount)
    amount.show()
    amount.show_value(None)
    assert amount.value() is None
    assert not amount.field.isEnabled()
    assert amount.field.toolTip()
    assert amount.box is not None
    with qtbot.waitSignal(amount.changed):
        qtbot.mouseClick(amount.box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert amount.value() == 0
    assert amount.field.isEnabled()
    assert amount.field.accessibleName() == "Contacts at most"
