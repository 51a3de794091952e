from __future__ import annotations

from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.score_histogram import ScoreHistogram

BINS = [(0.0, 0.25, 60), (0.25, 0.5, 20), (0.5, 0.75, 15), (0.75, 1.0, 5)]


def test_bars_from_high_risk_on_are_in_the_accent_and_the_highest_bar_is_the_fullest(
    qtbot: QtBot, themed: Theme
) -> None:
    histogram = ScoreHistogram()
    qtbot.addWidget(histogram)
    histogram.set_bins(BINS, 0.5, "risk of leaving")
    histogram.resize(400, 90)
    picture = histogram.grab().toImage()
    floor = histogram.height() - histogram._words_height() - themed.u(2) - 3

    assert picture.pixelColor(50, floor) == themed.colour("mark")
    assert picture.pixelColor(350, floor) == themed.colour("accent")
    assert picture.pixelColor(50, 5) == themed.colour("mark")
    assert picture.pixelColor(150, 5) != themed.colour("mark")


def test_each_bar_is_told_in_words(qtbot: QtBot, themed: Theme) -> None:
    histogram = ScoreHistogram()
    qtbot.addWidget(histogram)
    histogram.set_bins(BINS, 0.5, "risk of leaving")
    assert "25\u00a0% to 50\u00a0%: 20" in histogram.accessibleDescription()


def test_an_empty_list_is_no_trouble(qtbot: QtBot, themed: Theme) -> None:
    histogram = ScoreHistogram()
    qtbot.addWidget(histogram)
    histogram.set_bins([(0.0, 0.5, 0), (0.5, 1.0, 0)], 0.5, "risk")
    histogram.resize(200, 80)
    histogram.grab()
