from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.drift_chart import DriftChart


def test_the_groups_are_told_with_both_shares(qtbot: QtBot, themed: Theme) -> None:
    chart = DriftChart()
    qtbot.addWidget(chart)
    chart.set_shares(("0 to 9", "10 and more"), (0.25, 0.75), (0.4, 0.6))
    assert "0 to 9: 40\u00a0% of this file, 25\u00a0% when trained" in chart.accessibleDescription()


@pytest.mark.parametrize("groups", [1, 2, 9, 40])
def test_any_number_of_groups_is_drawn_with_bars_in_the_band(qtbot: QtBot, themed: Theme, groups: int) -> None:
    chart = DriftChart()
    qtbot.addWidget(chart)
    labels = tuple(f"a rather long name of group {number}" for number in range(groups))
    chart.set_shares(labels, (1 / groups,) * groups, (1 / groups,) * groups)
    chart.resize(420, 180)
    picture = chart.grab().toImage()
    band = themed.colour("accent_band")
    assert any(picture.pixelColor(x, 120) == band for x in range(420))
