from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.lines import Line2D
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from tracer_desktop.plots.calibration import CalibrationPlot, HistogramPlot
from tracer_desktop.plots.canvas import PlotCanvas
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.drivers import EffectPlot, ImportancePlot
from tracer_desktop.plots.evidence import Evidence, number
from tracer_desktop.plots.gains import GainsPlot, LiftPlot
from tracer_desktop.plots.plot import CutOffPlot, Plot
from tracer_desktop.plots.precision_recall import PrecisionRecallPlot
from tracer_desktop.plots.roc import RocPlot
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme

LINES: list[Callable[[Evidence], CutOffPlot]] = [GainsPlot, LiftPlot, RocPlot, PrecisionRecallPlot]
CUT_OFF: list[Callable[[Evidence], CutOffPlot]] = [*LINES, CalibrationPlot, HistogramPlot]


def shown(qtbot: QtBot, session: Session, plot: Plot) -> tuple[Chart, PlotCanvas]:
    chart = Chart(session, name="")
    qtbot.addWidget(chart)
    chart.set_plot(plot)
    chart.resize(520, 420)
    chart.show()
    qtbot.waitUntil(lambda: chart.canvas is not None and chart.canvas.redraws > 0, timeout=20_000)
    assert chart.canvas is not None
    return chart, chart.canvas


def is_drawn_as_narrow_as(canvas: PlotCanvas, width: int) -> bool:
    return not canvas._stale and canvas.figure.bbox.width < width * canvas.devicePixelRatioF()


def every_plot(evidence: Evidence) -> list[Plot]:
    effects = evidence.report["effects"]
    drivers = [ImportancePlot(evidence, str(effects[0]["column"]))]
    return [*(kind(evidence) for kind in CUT_OFF), *drivers, *(EffectPlot(evidence, e, ordered=True) for e in effects)]


def drawn(canvas: PlotCanvas, gid: str) -> tuple[np.ndarray, np.ndarray]:
    assert canvas.sheet is not None
    (line,) = [one for one in canvas.sheet.layer if one.get_gid() == gid]
    assert isinstance(line, Line2D)
    x, y = line.get_data()
    return np.asarray(x), np.asarray(y)


def at(canvas: PlotCanvas, x: float, y: float) -> QPoint:
    """Where a point of the data is on the widget."""
    px, py = canvas.figure.axes[0].transData.transform((x, y))
    ratio = canvas.devicePixelRatioF()
    return QPointF(px / ratio, canvas.height() - py / ratio).toPoint()


def test_gains_are_drawn_from_the_very_arrays(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    _, canvas = shown(qtbot, results, GainsPlot(evidence))
    x, y = drawn(canvas, "model")
    assert (x[0], y[0]) == (0, 0)
    np.testing.assert_array_equal(x[1:], evidence.share[evidence.thin])
    np.testing.assert_array_equal(y[1:], evidence.found[evidence.thin])
    rule_x, rule_y = drawn(canvas, "rule")
    points = evidence.report["curves"]["gains"]
    assert list(rule_x) == [point["share"] for point in points]
    assert list(rule_y) == [point["rule_reached"] for point in points]


def test_roc_and_precision_are_drawn_from_the_very_arrays(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    _, canvas = shown(qtbot, results, RocPlot(evidence))
    x, y = drawn(canvas, "model")
    np.testing.assert_array_equal(x[1:], evidence.taken_along[evidence.thin])
    np.testing.assert_array_equal(y[1:], evidence.found[evidence.thin])
    _, canvas = shown(qtbot, results, PrecisionRecallPlot(evidence))
    x, y = drawn(canvas, "model")
    np.testing.assert_array_equal(x, evidence.found[evidence.thin_steady])
    np.testing.assert_array_equal(y, evidence.pure[evidence.thin_steady])


def test_calibration_shows_every_group(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    _, canvas = shown(qtbot, results, CalibrationPlot(evidence))
    x, y = drawn(canvas, "dots")
    assert list(x) == [number(one["predicted"]) for one in evidence.bins()]
    assert list(y) == [number(one["observed"]) for one in evidence.bins()]


def test_the_line_is_dragged_with_the_mouse(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    _, canvas = shown(qtbot, results, GainsPlot(evidence))
    redraws = canvas.redraws
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at(canvas, 0.1, 0.5))
    qtbot.mouseMove(canvas, at(canvas, 0.3, 0.5))
    qtbot.waitUntil(lambda: results.cut_off == pytest.approx(0.3 * evidence.rows, abs=3))
    qtbot.mouseMove(canvas, at(canvas, 0.42, 0.5))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at(canvas, 0.42, 0.5))
    assert results.cut_off == pytest.approx(0.42 * evidence.rows, abs=3)
    assert canvas.rows == results.cut_off
    assert drawn(canvas, "cut-off")[0][0] == pytest.approx(results.cut_off / evidence.rows)
    assert canvas.redraws == redraws, "dragging must not draw the whole plot anew"


@pytest.mark.parametrize("kind", CUT_OFF)
def test_arrows_and_page_keys_move_the_line_the_way_they_point(
    qtbot: QtBot, results: Session, evidence: Evidence, kind: Callable[[Evidence], CutOffPlot]
) -> None:
    plot = kind(evidence)
    _, canvas = shown(qtbot, results, plot)
    sign = 1 if plot.rising else -1
    for key, rows in (
        (Qt.Key.Key_Right, 50 + sign),
        (Qt.Key.Key_Left, 50),
        (Qt.Key.Key_PageUp, 50 + 10 * sign),
        (Qt.Key.Key_PageDown, 50),
        (Qt.Key.Key_Home, 1 if plot.rising else evidence.rows),
        (Qt.Key.Key_End, evidence.rows if plot.rising else 1),
    ):
        qtbot.keyClick(canvas, key)
        assert results.cut_off == rows
        assert drawn(canvas, "cut-off")[0][0] == pytest.approx(plot.mark(rows).x)
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert 1 <= results.cut_off <= evidence.rows


@pytest.mark.parametrize("kind", LINES)
def test_a_place_on_the_axis_and_the_rows_it_stands_for_agree(
    evidence: Evidence, kind: Callable[[Evidence], CutOffPlot]
) -> None:
    plot = kind(evidence)
    for rows in (1, 17, 50, 333, evidence.rows):
        x = plot.mark(rows).x
        assert plot.mark(plot.rows_at(x)).x == pytest.approx(x)


def test_hovering_tells_the_value_and_leaving_hides_it(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    _, canvas = shown(qtbot, results, CalibrationPlot(evidence))
    one = evidence.bins()[-1]
    qtbot.mouseMove(canvas, at(canvas, one["predicted"], one["observed"]))
    qtbot.waitUntil(canvas._label.isVisible)
    assert f"{one['rows']} customers given" in canvas._label.text()
    assert canvas.rect().contains(canvas._label.geometry())
    qtbot.mouseMove(canvas, at(canvas, 0.95, 0.02))
    qtbot.waitUntil(lambda: not canvas._label.isVisible())


def test_every_plot_tells_itself_in_a_sentence_with_its_cut_off(
    qtbot: QtBot, results: Session, evidence: Evidence
) -> None:
    _, canvas = shown(qtbot, results, GainsPlot(evidence))
    assert canvas.accessibleName() == "Gains: whom you reach"
    assert "Cut-off: 50 customers" in canvas.accessibleDescription()
    results.set_cut_off(60)
    assert "Cut-off: 60 customers" in canvas.accessibleDescription()
    for plot in every_plot(evidence):
        assert plot.title
        assert plot.summary.endswith(".")


def test_labels_cover_neither_each_other_nor_a_line(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    for kind in LINES:
        _, canvas = shown(qtbot, results, kind(evidence))
        assert canvas.sheet is not None
        boxes = [box for _, box in canvas.sheet.labels]
        assert len(boxes) == 3
        for place, box in enumerate(boxes):
            assert not any(box.covers(other) for other in boxes[place + 1 :])


def test_every_chart_has_a_table_of_the_same_data(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    for plot in every_plot(evidence):
        table = plot.table()
        assert table.rows
        assert all(len(row) == len(table.headings) for row in table.rows)
        assert len(table.values) == len(table.rows)
    chart, canvas = shown(qtbot, results, GainsPlot(evidence))
    qtbot.mouseClick(chart.table_button, Qt.MouseButton.LeftButton)
    assert chart.table.isVisible()
    assert not canvas.isVisible()
    assert chart.table_button.accessibleName().startswith("Show as chart")
    chart.table.selectAll()
    qtbot.keyClick(chart.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].startswith("Share of the list\tCustomers contacted")
    assert len(copied) == 21
    qtbot.mouseClick(chart.table_button, Qt.MouseButton.LeftButton)
    assert canvas.isVisible()


def test_pictures_and_tables_are_written_and_light_even_in_the_dark(
    qtbot: QtBot, results: Session, evidence: Evidence, themed: Theme, tmp_path: Path
) -> None:
    themed.set_mode("dark")
    chart, canvas = shown(qtbot, results, GainsPlot(evidence))
    assert canvas.grab().toImage().pixelColor(3, 3).lightness() < 60
    for kind in ("png", "svg", "csv"):
        assert chart.save(tmp_path / f"gains.{kind}")
    picture = QImage(str(tmp_path / "gains.png"))
    assert picture.width() == 1520
    assert picture.pixelColor(3, 3) == "#FFFFFF"
    svg = ET.parse(tmp_path / "gains.svg")
    assert svg.getroot().tag.endswith("svg")
    assert "Gains: whom you reach" in (tmp_path / "gains.svg").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO((tmp_path / "gains.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert len(rows) == 21
    last = rows[-1]
    assert float(last[0]) == 1
    assert int(last[1]) == evidence.rows
    assert int(last[2]) == evidence.positives
    assert canvas.sheet is not None
    assert canvas.grab().toImage().pixelColor(3, 3).lightness() < 60, "saving must not change what is shown"


def test_every_plot_can_be_saved(results: Session, evidence: Evidence) -> None:
    from tracer_desktop.plots.loading import plot_library
    from tracer_desktop.plots.pictures import csv_headings, csv_table, svg_picture

    plot_library().wait()
    for plot in every_plot(evidence):
        assert b"<svg" in svg_picture(plot, 50)
        table = plot.table()
        assert len(csv_headings(table)) == len(table.values[0])
        assert csv_table(table).count(b"\r\n") == len(table.rows) + 1


def test_a_place_that_cannot_be_written_is_said_and_leaves_no_file(
    qtbot: QtBot, results: Session, evidence: Evidence, tmp_path: Path
) -> None:
    chart, _ = shown(qtbot, results, GainsPlot(evidence))
    assert not chart.save(tmp_path / "nowhere" / "gains.csv")
    assert chart._trouble is not None
    assert "could not be written" in chart._trouble.title.text()
    assert chart.save(tmp_path / "gains.csv")
    assert chart._trouble is None


def test_the_picture_is_copied(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    chart, _ = shown(qtbot, results, CalibrationPlot(evidence))
    chart.copy_picture_action.trigger()
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert QGuiApplication.clipboard().image().width() == 1520


def test_a_suggested_name_says_of_which_file_and_what(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    chart, _ = shown(qtbot, results, LiftPlot(evidence))
    assert results.run is not None
    stem = Path(str(results.run.report["source"])).stem
    assert chart.suggested_name("png") == f"{stem}-lift.png"


def test_the_plot_follows_the_theme_and_the_zoom(
    qtbot: QtBot, results: Session, evidence: Evidence, themed: Theme
) -> None:
    _, canvas = shown(qtbot, results, GainsPlot(evidence))
    light = canvas.redraws
    themed.set_mode("dark")
    qtbot.waitUntil(lambda: canvas.redraws > light)
    assert canvas.grab().toImage().pixelColor(3, 3).lightness() < 60
    assert canvas.sheet is not None
    size = canvas.sheet.style.size
    dark = canvas.redraws
    themed.set_zoom(2.0)
    qtbot.waitUntil(lambda: canvas.redraws > dark)
    assert canvas.sheet.style.size == pytest.approx(2 * size)


def test_resizing_draws_at_most_twice_a_second(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    chart, canvas = shown(qtbot, results, GainsPlot(evidence))
    before = canvas.redraws
    for width in range(520, 700, 10):
        chart.resize(width, 420)
        qtbot.wait(5)
    assert canvas.redraws - before <= 1
    qtbot.waitUntil(lambda: canvas.redraws > before and not canvas._stale)
    assert canvas.figure.bbox.width == pytest.approx(canvas.width() * canvas.devicePixelRatioF(), abs=2)


def test_a_hidden_plot_is_drawn_only_when_it_is_looked_at(qtbot: QtBot, results: Session, evidence: Evidence) -> None:
    chart, canvas = shown(qtbot, results, GainsPlot(evidence))
    chart.hide()
    before = drawn(canvas, "cut-off")[0][0]
    results.set_cut_off(200)
    assert drawn(canvas, "cut-off")[0][0] == before
    chart.show()
    qtbot.waitUntil(lambda: bool(drawn(canvas, "cut-off")[0][0] == pytest.approx(200 / evidence.rows)))


def test_no_dot_of_an_effect_stands_on_its_number_however_narrow_it_is(
    qtbot: QtBot, results: Session, evidence: Evidence
) -> None:
    for effect in evidence.report["effects"]:
        chart, canvas = shown(qtbot, results, EffectPlot(evidence, effect, ordered=False))
        chart.resize(390, 420)
        qtbot.waitUntil(partial(is_drawn_as_narrow_as, canvas, 410))
        axes = canvas.figure.axes[1]
        rates = [number(point["rate"]) for point in effect["points"]]
        ends = axes.transData.transform([(rate, 0) for rate in rates])[:, 0]
        numbers = [text.get_window_extent().x0 for text in axes.texts if "%" in text.get_text()]
        assert max(ends) + 4 < min(numbers)
