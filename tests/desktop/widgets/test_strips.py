from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.buttons import inline_button, secondary_button
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.finding_row import FindingRow
from tracer_desktop.widgets.status import Kind
from tracer_desktop.widgets.strips import MessageStrip

TITLE = "Stop: MonthlyCharges is not in this file"
TEXT = "Without it the ranking loses about a quarter of its worth. Match a column, or score anyway."


@pytest.mark.parametrize(
    ("kind", "ground", "name"),
    [
        ("good", "good_soft", "Good"),
        ("caution", "caution_soft", "Caution"),
        ("problem", "problem_soft", "Problem"),
        ("info", "accent_soft", "Information"),
    ],
)
def test_a_message_is_a_soft_ground_a_named_icon_and_two_lines(
    themed: Theme, qtbot: QtBot, kind: Kind, ground: str, name: str
) -> None:
    strip = MessageStrip(kind, TITLE, TEXT, [inline_button("Match"), secondary_button("Score anyway")])
    qtbot.addWidget(strip)
    strip.resize(420, strip.sizeHint().height())
    strip.show()

    picture = strip.grab().toImage()

    assert picture.pixelColor(picture.width() // 2, 3) == themed.colour(ground)
    assert strip.icon.accessibleName() == name
    assert (strip.accessibleName(), strip.accessibleDescription()) == (TITLE, TEXT)


def test_the_same_strip_can_say_something_else(themed: Theme, qtbot: QtBot) -> None:
    strip = MessageStrip("caution", TITLE, TEXT)
    qtbot.addWidget(strip)
    strip.show()

    strip.set_message("good", "Go: this file looks like the one the model learned from")

    assert strip.text.isHidden()
    assert strip.icon.accessibleName() == "Good"
    assert strip.grab().toImage().pixelColor(strip.width() // 2, 3) == themed.colour("good_soft")


def test_a_finding_s_button_stands_on_its_first_line_and_says_which_finding_it_is(themed: Theme, qtbot: QtBot) -> None:
    row = FindingRow("caution", "22 customers repeat another one", TEXT, "Show rows")
    qtbot.addWidget(row)
    row.resize(420, 120)
    row.show()

    assert row.button is not None
    first = row.title.mapTo(row, row.title.rect().topLeft()).y() + row.title.fontMetrics().height() / 2
    button = row.button.geometry().center().y()
    assert abs(first - button) <= 1.5
    assert row.button.accessibleName() == "Show rows: 22 customers repeat another one"
    with qtbot.waitSignal(row.acted):
        row.button.click()


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_messages_findings_and_empty_places_clip_nothing(themed: Theme, qtbot: QtBot, zoom: float) -> None:
    themed.set_zoom(zoom)
    themed.set_system_font(True)
    parts: list[QWidget] = [
        MessageStrip("problem", TITLE, TEXT, [inline_button("Match")]),
        FindingRow("info", TITLE, TEXT, "Change"),
        EmptyState("customers", "No customers to show yet", TEXT, secondary_button("Train a model…")),
    ]

    for part in parts:
        qtbot.addWidget(part)
        part.resize(int(380 * zoom), part.heightForWidth(int(380 * zoom)))
        part.show()
        assert clipped(part) == []
