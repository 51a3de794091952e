from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.buttons import (
    Button,
    MenuButton,
    enable,
    inline_button,
    primary_button,
    quiet_button,
    secondary_button,
    why_disabled,
)


def test_a_button_is_named_after_its_text_without_the_mnemonic(themed: Theme, qtbot: QtBot) -> None:
    button = secondary_button("E&xport…")
    qtbot.addWidget(button)

    assert button.accessibleName() == "Export…"
    button.set_text("Save")
    assert (button.text(), button.accessibleName()) == ("Save", "Save")


def test_a_button_that_cannot_be_pressed_says_why_until_it_can(themed: Theme, qtbot: QtBot) -> None:
    button = primary_button("Train a model…")
    qtbot.addWidget(button)
    button.setToolTip("Ctrl+Return")

    why_disabled(button, "Choose a target first.")
    why_disabled(button, "Open a file first.")

    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Open a file first."
    enable(button)
    assert button.isEnabled()
    assert (button.toolTip(), button.accessibleDescription()) == ("Ctrl+Return", "")


def test_controls_are_thirty_two_high_and_none_is_below_the_least_target(themed: Theme, qtbot: QtBot) -> None:
    for made in (primary_button("Train"), secondary_button("Train"), quiet_button("Train", icon="export")):
        qtbot.addWidget(made)
        assert made.sizeHint().height() >= themed.size("control_height") - 2
    small = inline_button("Show")
    qtbot.addWidget(small)
    assert small.sizeHint().height() >= themed.size("least_target")


def test_its_icon_and_font_follow_the_theme(themed: Theme, qtbot: QtBot) -> None:
    button = Button("Export…", "secondary", icon="export")
    qtbot.addWidget(button)
    before, width = button.icon().pixmap(16, 16).toImage(), button.sizeHint().width()

    themed.set_mode("dark")
    assert button.icon().pixmap(16, 16).toImage() != before
    themed.set_zoom(1.5)
    assert button.sizeHint().width() > 1.3 * width
    assert button.iconSize().height() == themed.size("icon_small")
    button.set_icon(None)
    assert button.icon().isNull()


def test_space_presses_the_button_that_has_the_focus(themed: Theme, qtbot: QtBot) -> None:
    button = quiet_button("Copy")
    qtbot.addWidget(button)
    button.show()

    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_the_arrow_of_a_menu_grows_with_the_type_and_stands_beside_the_words(themed: Theme, qtbot: QtBot) -> None:
    button = MenuButton("Choose another model", "secondary")
    qtbot.addWidget(button)
    button.setMenu(QMenu(button))
    button.show()
    for zoom in (1.0, 2.0):
        themed.set_zoom(zoom)
        button.resize(button.sizeHint())
        words = button.fontMetrics().horizontalAdvance(button.text())
        assert button.width() >= words + themed.scaled(12 + 27)
        picture = button.grab().toImage()
        side, middle = themed.scaled(14), picture.height() // 2
        paper = themed.colour("paper")
        columns = range(picture.width() - side - themed.scaled(9), picture.width() - themed.scaled(9))
        rows = range(middle - side // 2, middle + side // 2)
        drawn = [x for x in columns if any(picture.pixelColor(x, y) != paper for y in rows)]
        assert max(drawn) - min(drawn) > themed.scaled(6)


def test_enter_presses_the_button_that_has_the_focus_and_nothing_around_it(themed: Theme, qtbot: QtBot) -> None:
    class Around(QWidget):
        heard = 0

        def keyPressEvent(self, event: QKeyEvent) -> None:
            self.heard += 1

    around, pressed = Around(), []
    qtbot.addWidget(around)
    button = secondary_button("Back")
    button.setParent(around)
    button.clicked.connect(lambda: pressed.append(1))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(button, key)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(button, held)
    assert (len(pressed), around.heard) == (2, 0)
    # Keys with Ctrl are for those around it (the modifier itself is a key, too).
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2
    assert around.heard > 0
