from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.rate_bars import Rate, RateBars


def test_shares_are_said_in_words_and_by_the_tooltip_of_each_line(qtbot: QtBot, themed: Theme) -> None:
    bars = RateBars(name="Share who left, by Contract")
    qtbot.addWidget(bars)
    bars.set_rates(
        [Rate("Month-to-month", 3875, 0.427, 0.412, 0.443), Rate("Two year", 1695, 0.028, 0.02, 0.037)], 0.265
    )
    bars.resize(268, bars.sizeHint().height())
    bars.show()
    words = bars.accessibleDescription()
    assert words.startswith("Month-to-month 43\u00a0%, between 41\u00a0% and 44\u00a0%; Two year 3\u00a0%")
    assert words.endswith("all rows 26\u00a0%")
    place = QPoint(20, bars.height() * 3 // 4)
    QApplication.sendEvent(bars, QHelpEvent(QEvent.Type.ToolTip, place, bars.mapToGlobal(place)))
    qtbot.waitUntil(lambda: QToolTip.text().startswith("Two year: 3\u00a0% of 1,695"))
    QToolTip.hideText()


def test_each_value_has_a_line_and_none_has_no_room(qtbot: QtBot, themed: Theme) -> None:
    bars = RateBars(name="Shares")
    qtbot.addWidget(bars)
    assert bars.sizeHint().height() == 0
    bars.set_rates([Rate("a", 5, 0.2, 0.0, 0.6)], 0.2)
    one = bars.sizeHint().height()
    bars.set_rates([Rate("a", 5, 0.2, 0.0, 0.6), Rate("b", 5, 0.0, 0.0, 0.4)], 0.2)
    assert bars.sizeHint().height() == 2 * one
    bars.grab()
