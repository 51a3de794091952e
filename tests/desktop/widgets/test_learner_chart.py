"""The chart of learners: what it says in words, how it scales, and that it can be copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.learner_chart import LearnerChart, LearnerMark, fitting_range, ticks_within

MARKS = [
    LearnerMark(kind="rule", label="Rule: tenure", value=0.733, end="0.733", note="tenure: the lowest first"),
    LearnerMark(kind="learner", label="Spline logistic", value=0.848, folds=(0.82, 0.86), end="0.848"),
    LearnerMark(kind="running", label="Trees", value=None, end="fold 2 of 5"),
    LearnerMark(kind="blend", label="Blend so far", value=0.85, end="0.850"),
]


@pytest.fixture
def chart(qtbot: QtBot, themed: Theme) -> LearnerChart:
    made = LearnerChart()
    qtbot.addWidget(made)
    made.resize(700, 360)
    made.set_marks(MARKS)
    return made


def test_it_says_in_words_what_it_shows(chart: LearnerChart) -> None:
    assert chart.accessibleDescription() == "ROC AUC: Rule: tenure 0.733; Spline logistic 0.848; Blend so far 0.850."
    assert chart.words_of(0) == "Rule: tenure: ROC AUC 0.733\ntenure: the lowest first"
    assert chart.words_of(1) == "Spline logistic: ROC AUC 0.848\nfolds: 0.820, 0.860"
    assert chart.words_of(2) == "Trees: fold 2 of 5"
    assert chart.words_of(9) == ""


def test_before_anything_has_finished_it_says_so(qtbot: QtBot, themed: Theme) -> None:
    chart = LearnerChart()
    qtbot.addWidget(chart)
    assert chart.summary() == "Nothing has finished yet."
    chart.grab()


def test_it_is_drawn_in_both_looks_and_saved_as_picture_and_drawing(
    chart: LearnerChart, themed: Theme, tmp_path: Path
) -> None:
    for mode in ("light", "dark"):
        themed.set_mode(mode)
        image = chart.grab().toImage()
        colours = {image.pixelColor(x, y).name() for x in range(0, 700, 5) for y in range(0, 360, 3)}
        assert len(colours) > 3
    assert chart.save(tmp_path / "chart.png")
    assert chart.save(tmp_path / "chart.svg")
    assert not QImage(str(tmp_path / "chart.png")).isNull()
    drawing = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert "best so far" in drawing


def test_the_scale_holds_all_values_and_never_is_too_narrow() -> None:
    low, high = fitting_range([0.733, 0.85])
    assert low < 0.733
    assert high > 0.85
    low, high = fitting_range([0.8])
    assert high - low >= 0.02
    assert fitting_range([]) == (0.5, 1.0)
    assert fitting_range([1.0])[1] <= 1.0


@pytest.mark.parametrize(("low", "high", "step"), [(0.72, 0.87, 0.02), (0.5, 1.0, 0.1), (0.84, 0.86, 0.005)])
def test_ticks_are_round(low: float, high: float, step: float) -> None:
    found, ticks = ticks_within(low, high)
    assert found == pytest.approx(step)
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)
    assert 2 <= len(ticks) <= 10
