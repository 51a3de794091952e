from __future__ import annotations

import math

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.contribution_bars import ContributionBar, ContributionBars

BARS = (
    ContributionBar(label="Became a customer only 1 month ago", value=1.31),
    ContributionBar(label="Pays by credit card", value=-0.19),
    ContributionBar(label="12 other columns", value=0.44, quiet=True),
)


def shown(qtbot: QtBot) -> ContributionBars:
    bars = ContributionBars()
    qtbot.addWidget(bars)
    bars.set_bars(BARS)
    bars.resize(326, 120)
    bars.show()
    qtbot.waitExposed(bars)
    return bars


def columns_of(picture: QImage, colour: QColor, row: int) -> list[int]:
    return [x for x in range(picture.width()) if picture.pixelColor(x, row) == colour]


def test_a_push_towards_is_filled_to_the_right_of_the_line_and_one_away_is_an_outline_left_of_it(
    qtbot: QtBot, themed: Theme
) -> None:
    bars = shown(qtbot)
    picture = bars.grab().toImage()
    zero, scale = bars._scale()
    third = bars.height() // 3

    filled = columns_of(picture, themed.colour("accent_fill"), third // 2)
    assert min(filled) >= zero - 1
    assert max(filled) <= zero + 1.31 * scale + 1
    assert len(filled) > 0.9 * 1.31 * scale
    assert not columns_of(picture, themed.colour("accent_fill"), third + third // 2)


def test_the_bars_are_told_in_words_with_their_signs(qtbot: QtBot, themed: Theme) -> None:
    bars = shown(qtbot)
    told = bars.accessibleDescription()
    assert "Became a customer only 1 month ago: +1.31" in told
    assert "Pays by credit card: −0.19" in told


def test_the_numbers_can_be_copied_with_their_names(qtbot: QtBot, themed: Theme) -> None:
    lines = [line.split("\t") for line in shown(qtbot).as_text().splitlines()]
    assert [name for name, _ in lines] == [bar.label for bar in BARS]
    assert math.isclose(sum(float(value) for _, value in lines), 1.56)


def test_it_asks_for_more_room_for_more_bars(qtbot: QtBot, themed: Theme) -> None:
    bars = shown(qtbot)
    three = bars.minimumSizeHint().height()
    bars.set_bars(BARS * 2)
    assert bars.minimumSizeHint().height() > three


def test_names_never_stand_in_each_other_however_long_they_are(qtbot: QtBot, themed: Theme) -> None:
    bars = shown(qtbot)
    long = "Pays 17 more a month than on average over all the time so far, usually nothing at all"
    bars.set_bars([ContributionBar(label=f"{long} {number}", value=1.0) for number in range(8)])
    for height in (bars.minimumSizeHint().height(), 300, 500):
        bars.resize(326, height)
        edges, names = bars._edges(), bars._names()
        line = bars.fontMetrics().lineSpacing()
        for above, below, lines in zip(edges, edges[1:], names, strict=False):
            assert below - above >= len(lines) * line
    assert {len(lines) for lines in names} == {3}


def test_nothing_to_draw_draws_nothing(qtbot: QtBot, themed: Theme) -> None:
    bars = shown(qtbot)
    bars.set_bars(())
    bars.grab()
    assert bars.accessibleDescription() == ""
