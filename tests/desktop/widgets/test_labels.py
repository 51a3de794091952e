from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.labels import ElidedLabel, IconLabel, Label

LONG = "Call the 704 customers on top of the list and you reach 29 % of those who will leave, 2.9 times as many. " * 3


def shown(qtbot: QtBot, label: QWidget, width: int) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.addWidget(label)
    column.addStretch(1)
    qtbot.addWidget(box)
    box.resize(width, 600)
    box.show()
    return box


def test_a_text_that_wraps_is_never_clipped_even_after_its_size_policy_was_set(themed: Theme, qtbot: QtBot) -> None:
    label = Label(LONG, wrap=True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    for width in (240, 500, 1600):
        assert clipped(shown(qtbot, Label(LONG, wrap=True), width)) == []
    box = shown(qtbot, label, 300)
    assert clipped(box) == []
    assert label.height() > 5 * label.fontMetrics().height()


def test_a_line_stops_at_about_ninety_characters_however_wide_the_window_is(themed: Theme, qtbot: QtBot) -> None:
    label = Label(LONG, wrap=True)
    box = shown(qtbot, label, 2400)

    assert box.width() == 2400
    assert label.width() > 2000
    assert label.contentsRect().width() <= label.fontMetrics().averageCharWidth() * 100
    assert label.height() >= 3 * label.fontMetrics().height()


def test_font_and_colour_follow_the_theme(themed: Theme, qtbot: QtBot) -> None:
    label = Label("Data quality", "label", "ink2", selectable=True)
    qtbot.addWidget(label)

    themed.set_mode("dark")

    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        assert label.palette().color(role) == themed.colour("ink2")
    themed.set_zoom(2.0)
    assert label.font().pointSizeF() == themed.font("label").pointSizeF()


def test_text_is_plain_whatever_a_file_has_in_it(themed: Theme, qtbot: QtBot) -> None:
    label = Label("<b>name</b>")
    qtbot.addWidget(label)

    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance("<b>name</b>")


def test_what_is_cut_can_be_read_in_the_tooltip(themed: Theme, qtbot: QtBot) -> None:
    label = ElidedLabel("/data/a long folder/customers of the second quarter.csv")
    box = shown(qtbot, label, 120)

    box.grab()
    assert label.toolTip() == label.text()
    box.resize(1200, 100)
    box.grab()
    assert label.toolTip() == ""


def test_an_icon_that_means_something_has_a_name(themed: Theme, qtbot: QtBot) -> None:
    icon = IconLabel("caution", "caution", name="Caution")
    qtbot.addWidget(icon)

    assert icon.accessibleName() == "Caution"
    icon.set_icon("search", "ink2")
    assert icon.accessibleName() == ""
    themed.set_zoom(2.0)
    assert icon.width() == themed.size("icon")
