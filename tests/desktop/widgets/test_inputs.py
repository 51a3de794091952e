from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.inputs import CheckBox, Choice, LabelledField, NumberField, RadioButton, Slider
from tracer_desktop.widgets.search_field import SearchField


def scrolled(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    none, down = Qt.KeyboardModifier.NoModifier, QPoint(0, -120)
    event = QWheelEvent(
        middle, middle, QPoint(0, 0), down, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(widget, event)


def test_a_number_is_said_when_it_is_whole_and_not_with_every_digit(themed: Theme, qtbot: QtBot) -> None:
    field = NumberField(name="Calls", maximum=7043, value=500)
    qtbot.addWidget(field)
    field.show()
    heard: list[float] = []
    field.valueChanged.connect(heard.append)

    field.selectAll()
    qtbot.keyClicks(field, "704")
    assert heard == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [704.0]
    assert field.number() == 704
    field.show_value(7043)
    assert field.text() == "7,043"
    field.show_value(12)
    assert heard == [704.0]


def test_the_number_in_a_field_has_room_and_its_unit_inside(themed: Theme, qtbot: QtBot) -> None:
    field = NumberField(name="A call costs", value=8, decimals=2, prefix="€ ", maximum=999)
    qtbot.addWidget(field)
    field.show()

    for zoom in (1.0, 2.0):
        themed.set_zoom(zoom)
        field.resize(field.sizeHint())
        inside = field.lineEdit()
        assert inside.text() == "€ 8.00"
        assert inside.width() >= inside.fontMetrics().horizontalAdvance("€ 999.00")
        assert inside.height() >= inside.fontMetrics().height()


def test_scrolling_over_a_field_changes_nothing(themed: Theme, qtbot: QtBot) -> None:
    choice = Choice(name="Effort")
    choice.set_choices([("Quick", "quick"), ("Balanced", "balanced")])
    field, slider = NumberField(name="Calls", value=5), Slider(name="Calls")
    for widget in (choice, field, slider):
        qtbot.addWidget(widget)
        scrolled(widget)

    assert (choice.currentIndex(), field.number(), slider.value()) == (0, 5, 0)


def test_a_choice_says_what_the_user_picked_and_not_what_the_program_set(themed: Theme, qtbot: QtBot) -> None:
    choice = Choice(name="Type")
    qtbot.addWidget(choice)
    choice.set_choices([("Number", "number"), ("Category", "category")], icons=["number", "category"])
    choice.show()
    heard: list[object] = []
    choice.picked.connect(heard.append)

    choice.choose("category")
    choice.choose("no such type")
    assert (choice.chosen(), heard) == ("category", [])
    qtbot.keyClick(choice, Qt.Key.Key_Up)
    assert heard == ["number"]


def test_icons_of_choices_follow_the_theme(themed: Theme, qtbot: QtBot) -> None:
    choice = Choice(name="Type")
    qtbot.addWidget(choice)
    choice.set_choices([("Number", 1), ("Text", 2)], icons=["number", "text"], chosen=2)
    before = choice.itemIcon(0).pixmap(16, 16).toImage()

    themed.set_mode("dark")

    assert choice.itemIcon(0).pixmap(16, 16).toImage() != before
    assert choice.chosen() == 2


def test_a_ticked_box_shows_its_tick(themed: Theme, qtbot: QtBot) -> None:
    box = CheckBox("Hold back 50 at random")
    qtbot.addWidget(box)
    box.show()

    def white_inside() -> int:
        picture = box.grab().toImage()
        colours = [picture.pixelColor(x, y) for x in range(2, 16) for y in range(4, picture.height() - 4)]
        return sum(colour == themed.colour("on_accent") for colour in colours)

    box.setChecked(True)
    assert box.grab().toImage().pixelColor(9, box.height() // 2 - 6) == themed.colour("accent_fill")
    assert white_inside() > 0
    assert box.accessibleName() == "Hold back 50 at random"
    assert RadioButton("Quick").accessibleName() == "Quick"


def test_what_is_wrong_stands_under_the_field_with_a_thick_border(themed: Theme, qtbot: QtBot) -> None:
    field = NumberField(name="Calls", minimum=-99, value=-20)
    labelled = LabelledField("Calls we can make", field, "One agent-day is about 60 calls")
    qtbot.addWidget(labelled)
    labelled.show()
    assert labelled.label.buddy() is field

    labelled.show_error("Calls we can make must be 1 or more.")

    assert labelled.caption.isHidden()
    assert field.accessibleDescription() == "Calls we can make must be 1 or more."
    picture = field.grab().toImage()
    assert picture.pixelColor(1, field.height() // 2) == themed.colour("problem")
    labelled.show_error("")
    assert labelled.caption.isVisible()
    assert field.grab().toImage().pixelColor(1, field.height() // 2) != themed.colour("problem")


def test_a_label_beside_its_field_names_it(themed: Theme, qtbot: QtBot) -> None:
    slider = Slider(name="")
    labelled = LabelledField("Budget", slider, beside=True)
    qtbot.addWidget(labelled)

    assert slider.accessibleName() == "Budget"
    labelled.set_caption("€7,000 of it is used")
    assert labelled.caption.text() == "€7,000 of it is used"


@pytest.mark.parametrize("field", ["number", "search"])
def test_the_shortcut_of_export_wins_over_the_field_that_has_the_focus(themed: Theme, qtbot: QtBot, field: str) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    inside = NumberField(name="How many") if field == "number" else SearchField("Find")
    window.setCentralWidget(inside)
    action = window.addAction("Export")
    action.setShortcut(QKeySequence("Ctrl+E"))
    window.show()
    window.activateWindow()
    inside.setFocus()
    qtbot.waitUntil(inside.hasFocus)
    with qtbot.waitSignal(action.triggered, timeout=2000):
        qtbot.keyClick(inside, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.qt_log_ignore("does not support", extend=True)
@pytest.mark.parametrize("chosen", [0, 1])
def test_a_list_of_two_shows_both_at_the_foot_of_the_screen_too(themed: Theme, qtbot: QtBot, chosen: int) -> None:
    field = Choice(name="Paperless")
    qtbot.addWidget(field)
    field.set_choices([("No", 0), ("Yes", 1)], chosen=chosen)
    field.show()
    screen = field.screen().availableGeometry()
    field.move(screen.left() + 50, screen.bottom() - 5)
    field.showPopup()
    QApplication.processEvents()
    view = field.view()
    assert view.visualRect(field.model().index(0, 0)).top() >= 0
    assert view.visualRect(field.model().index(1, 0)).bottom() < view.viewport().height()
    assert screen.contains(view.window().geometry())
    field.hidePopup()


def test_a_choice_too_long_for_its_field_ends_in_an_ellipsis(themed: Theme, qtbot: QtBot) -> None:
    field = Choice(name="Contract")
    qtbot.addWidget(field)
    field.set_choices([("all with Contract: Month-to-month", 1)])
    field.resize(field.sizeHint().width(), field.sizeHint().height())
    field.show()
    option = QStyleOptionComboBox()
    field.initStyleOption(option)
    assert option.currentText == "all with Contract: Month-to-month"

    field.resize(150, field.height())
    field.initStyleOption(option)
    assert option.currentText.endswith("…")
    assert field.currentText() == "all with Contract: Month-to-month"
