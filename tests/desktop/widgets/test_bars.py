from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.bars import FilledBar, ProgressBar, SmallHistogram


def test_work_done_is_a_bar_of_six_pixels_with_its_words(themed: Theme, qtbot: QtBot) -> None:
    bar = ProgressBar(name="Training")
    qtbot.addWidget(bar)

    bar.set_fraction(0.64, "16 of 25 fits done")

    assert (bar.value(), bar.maximum()) == (640, 1000)
    assert bar.height() == 6
    assert (bar.accessibleName(), bar.accessibleDescription()) == ("Training", "16 of 25 fits done")
    bar.set_fraction(7.0)
    assert bar.value() == 1000


def test_a_part_of_a_whole_is_said_in_numbers(themed: Theme, qtbot: QtBot) -> None:
    bar = FilledBar("Left", 1869, 1869, "problem")
    qtbot.addWidget(bar)
    bar.resize(200, bar.sizeHint().height())
    bar.show()

    assert bar.numbers.text() == bar.accessibleDescription() == "1,869 of 1,869"
    assert bar.grab().toImage().pixelColor(100, bar.height() - 4) == themed.colour("problem")
    bar.set_part(0, 0)
    assert bar.grab().toImage().pixelColor(100, bar.height() - 4) == themed.colour("sunken")


def test_bins_are_bars_as_high_as_they_are_full(themed: Theme, qtbot: QtBot) -> None:
    spread = SmallHistogram(name="tenure", height=60)
    qtbot.addWidget(spread)
    spread.set_bins([(0, 24, 100), (24, 48, 50), (48, 72, 0)])
    spread.resize(300, spread.sizeHint().height())
    spread.show()

    picture = spread.grab().toImage()

    mark = themed.colour("mark")
    assert picture.pixelColor(50, 5) == mark
    assert picture.pixelColor(150, 5) != mark
    assert picture.pixelColor(150, 50) == mark
    assert picture.pixelColor(250, 50) != mark
    assert spread.accessibleDescription() == ("3 bars from 0 to 72; most values, 100, lie between 0 and 24")


def test_levels_are_said_commonest_first_and_nothing_takes_no_room(themed: Theme, qtbot: QtBot) -> None:
    spread = SmallHistogram(name="Contract")
    qtbot.addWidget(spread)

    spread.set_levels([("Month-to-month", 3875), ("Two year", 1695)])

    assert spread.accessibleDescription() == "Month-to-month 3,875, Two year 1,695"
    assert spread.sizeHint().height() > 2 * themed.font("caption").pointSizeF()
    spread.clear()
    assert spread.sizeHint().height() == 0


def test_a_step_of_the_work_paints_nothing_by_itself(themed: Theme, qtbot: QtBot) -> None:
    painted: list[int] = []

    class Counting(ProgressBar):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append(self.value())
            super().paintEvent(event)

    bar = Counting(name="Reading")
    qtbot.addWidget(bar)
    bar.show()
    qtbot.waitUntil(lambda: painted == [0])

    bar.set_fraction(0.3)
    bar.set_fraction(0.6)

    assert painted == [0]
    qtbot.waitUntil(lambda: painted == [0, 600])
