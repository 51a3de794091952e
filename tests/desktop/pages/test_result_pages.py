"""Verdict, Ranking, Calibration and Drivers on a real run: what they say is what the report says."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.results import session_on, show_run
from tests.small_runs import SmallRun
from tracer_desktop.operations.typed_command import typed
from tracer_desktop.pages.calibration_page import CalibrationPage
from tracer_desktop.pages.drivers_page import DriversPage
from tracer_desktop.pages.ranking_page import RankingPage
from tracer_desktop.pages.verdict_page import VerdictPage
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.confusion import ConfusionTable
from tracer_desktop.plots.drivers import EffectPlot, ImportancePlot
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.side_by_side import SideBySide
from tracer_engine.browsing.runs import OpenRunView

PAGES: list[type[Page]] = [VerdictPage, RankingPage, CalibrationPage, DriversPage]


@pytest.fixture(scope="module")
def view(small_run: SmallRun) -> OpenRunView:
    return OpenRunView(small_run.run.id, workspace=small_run.workspace)


@pytest.fixture
def session(themed: Theme, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = session_on(small_run, tmp_path_factory.mktemp("session"))
    yield made
    made.close()


def shown(qtbot: QtBot, page: Page, width: int = 1088, height: int = 740) -> None:
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    page.opened()
    qtbot.waitUntil(lambda: all(is_drawn(chart) for chart in page.findChildren(Chart)), timeout=20_000)


def is_drawn(chart: Chart) -> bool:
    """Whether it is on the screen, where it is looked at."""
    return not chart.isVisible() or (chart.canvas is not None and chart.canvas.redraws > 0)


def with_report(view: OpenRunView, **changes: Any) -> Any:
    """The run, with parts of its report told otherwise."""
    report = copy.deepcopy(dict(view.opened.report))
    report.update(changes)
    return dataclasses.replace(view.opened, report=report)


def verdict(session: Session, qtbot: QtBot) -> VerdictPage:
    page = VerdictPage(session)
    shown(qtbot, page)
    return page


def test_the_verdict_says_what_the_report_says(qtbot: QtBot, session: Session, small_run: SmallRun) -> None:
    page, report = verdict(session, qtbot), small_run.run.report
    assert page.header.title.text() == report.verdict.headline
    assert page.header.icon.accessibleName() == "Good"
    auc, rule = report.metrics["roc_auc"], report.baseline.metrics["roc_auc"].value
    assert page.headlines[1].figure.text() == f"{auc.value:.3f}"
    assert page.headlines[1].caption.text() == f"{auc.low:.3f} to {auc.high:.3f} · rule {rule:.3f}"
    assert page.headlines[0].label.text() == "Leavers in the top 10\u00a0%"
    for note in report.notes:
        assert note in page.tested.text()


def test_at_the_first_tenth_the_live_sentence_is_the_engines_own(
    qtbot: QtBot, session: Session, small_run: SmallRun
) -> None:
    page = verdict(session, qtbot)
    engines = small_run.run.report.verdict.text.replace("Start with the", "Contact the")
    assert page.header.sentence.text().replace("\u00a0", " ") == engines


def test_the_verdict_sentence_follows_the_cut_off(qtbot: QtBot, session: Session) -> None:
    page = verdict(session, qtbot)
    before = page.header.sentence.text()
    page.cut_off.field.selectAll()
    qtbot.keyClicks(page.cut_off.field, "125")
    qtbot.keyClick(page.cut_off.field, Qt.Key.Key_Return)
    assert session.cut_off == 125
    assert "Contact the 125 customers" in page.header.sentence.text()
    assert page.header.sentence.text() != before


def test_a_verdict_that_says_no_wears_the_octagon_and_the_engines_words(
    qtbot: QtBot, session: Session, view: OpenRunView
) -> None:
    text = "Among the tenth it ranks highest it finds 1.1 times as many leavers as chance (0.9 to 1.3)."
    no = {"worth_using": False, "headline": "This model is not worth using", "text": text}
    show_run(session, view, with_report(view, verdict=no, finished_early=True))
    page = verdict(session, qtbot)
    assert page.header.title.text() == "This model is not worth using"
    assert page.header.icon.accessibleName() == "Problem"
    assert text in page.header.sentence.text()
    assert "finished early" in page.header.sentence.text()


def test_a_doubt_makes_the_verdict_a_caution_and_comes_first(qtbot: QtBot, session: Session, view: OpenRunView) -> None:
    told = dict(view.opened.report["verdict"])  # type: ignore[call-overload]
    doubt = "ChurnReason (40% of all reasons) may know the answer: check first. "
    told["headline"], told["text"] = "Check one thing before you use this model", doubt + told["text"]
    show_run(session, view, with_report(view, verdict=told))
    page = verdict(session, qtbot)
    assert page.header.icon.accessibleName() == "Caution"
    assert page.header.sentence.text().startswith(doubt)
    assert "Contact the 50 customers" in page.header.sentence.text()


def test_figures_that_are_not_known_are_said_to_be_so(qtbot: QtBot, session: Session, view: OpenRunView) -> None:
    unknown = {"value": None, "low": None, "high": None}
    metrics = dict.fromkeys(view.opened.report["metrics"], unknown)  # type: ignore[call-overload]
    show_run(session, view, with_report(view, metrics=metrics))
    page = verdict(session, qtbot)
    assert {headline.figure.text() for headline in page.headlines} == {"–"}
    assert {headline.caption.text() for headline in page.headlines} == {"Too few to tell."}
    for kind in (RankingPage, CalibrationPage):
        other = kind(session)
        shown(qtbot, other)
        assert "cannot be told" in other.header.title.text()


def test_the_command_is_copied_and_the_list_is_one_press_away(
    qtbot: QtBot, session: Session, small_run: SmallRun
) -> None:
    page = verdict(session, qtbot)
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == typed(small_run.run.report.command)
    with qtbot.waitSignal(page.go) as asked:
        qtbot.mouseClick(page.customers, Qt.MouseButton.LeftButton)
    assert asked.args == ["customers"]


def test_show_as_table_turns_both_charts(qtbot: QtBot, session: Session) -> None:
    page = verdict(session, qtbot)
    qtbot.mouseClick(page.as_table, Qt.MouseButton.LeftButton)
    assert page.gains.table.isVisible()
    assert page.calibration.table.isVisible()
    assert page.as_table.text() == "Show as charts"
    qtbot.mouseClick(page.as_table, Qt.MouseButton.LeftButton)
    assert not page.gains.table.isVisible()


def test_dragging_in_one_plot_moves_every_page(qtbot: QtBot, session: Session) -> None:
    page, other = verdict(session, qtbot), RankingPage(session)
    shown(qtbot, other)
    canvas = page.gains.canvas
    assert canvas is not None
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(canvas, middle + QPoint(30, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 0))
    assert session.cut_off > 150
    for shown_page in (page, other):
        assert shown_page.cut_off.field.number() == session.cut_off
        for chart in shown_page.findChildren(Chart):
            assert chart.canvas is not None
            assert chart.canvas.rows == session.cut_off


def test_the_confusion_says_whom_the_list_holds_and_misses(qtbot: QtBot, session: Session, small_run: SmallRun) -> None:
    page = RankingPage(session)
    shown(qtbot, page)
    page.tabs.tabs.setCurrentIndex(2)
    table = page.findChild(ConfusionTable)
    assert table is not None
    assert session.cut_offs is not None
    session.set_cut_off(100)
    right = int(session.cut_offs.reached[99])
    missed = small_run.run.report.positives - right
    assert [cell.number.text() for cell in table.cells] == [
        str(right), str(missed), str(100 - right), str(400 - missed),
    ]  # fmt: skip
    assert table.sentence.text().startswith(f"Of 100 contacted, {right} left")
    assert f"{missed} leavers are not contacted" in table.sentence.text()


def test_the_ranking_tells_pairs_in_the_right_order(qtbot: QtBot, session: Session, small_run: SmallRun) -> None:
    page = RankingPage(session)
    shown(qtbot, page)
    assert page.header.title.text() == (
        f"It puts {100 * small_run.run.report.metrics['roc_auc'].value:.0f} of 100 pairs in the right order"
    )
    assert len(page.findChildren(Chart)) == 4


def test_calibration_says_how_far_off_and_which_way(
    qtbot: QtBot, session: Session, view: OpenRunView, small_run: SmallRun
) -> None:
    page = CalibrationPage(session)
    shown(qtbot, page)
    off = small_run.run.report.metrics["calibration_error"]
    assert f"off by {100 * off.value:.1f} points" in page.header.sentence.text()
    assert page.model.rowCount() == len(small_run.run.report.curves.calibration)
    report: Any = view.opened.report
    high = [{**one, "predicted": one["observed"] + 0.04} for one in report["curves"]["calibration"]]
    far = {**report["metrics"], "calibration_error": {"value": 0.08, "low": 0.06, "high": 0.1}}
    show_run(session, view, with_report(view, curves={**report["curves"], "calibration": high}, metrics=far))
    assert page.header.title.text() == "Use it to rank, not to count"
    assert "They run about 4.0 points high." in page.header.sentence.text()


def test_a_driver_is_chosen_by_mouse_by_keys_and_by_name(qtbot: QtBot, session: Session) -> None:
    page = DriversPage(session)
    shown(qtbot, page)
    assert session.run is not None
    report: Any = session.run.report
    ranked = [one["column"] for one in sorted(report["importance"], key=lambda one: -one["share"])]
    assert page.chosen == ranked[0]
    canvas = page.importance.canvas
    assert canvas is not None
    assert canvas.sheet is not None
    hover = canvas.sheet.hovers[0]
    x, y = hover.axes.transData.transform((hover.x[1], hover.y[1]))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(canvas.height() - y)))
    assert page.chosen == ranked[1]
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert page.chosen == ranked[2]
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert page.chosen == ranked[1]
    page.pick.setFocus()
    qtbot.keyClick(page.pick, Qt.Key.Key_Down)
    assert page.chosen == ranked[2]
    plot = page.effect.plot
    assert isinstance(plot, EffectPlot)
    assert plot.effect["column"] == ranked[2]


def test_a_driver_without_an_effect_says_why(qtbot: QtBot, session: Session) -> None:
    page = DriversPage(session)
    shown(qtbot, page)
    assert session.run is not None
    report: Any = session.run.report
    with_effect = {one["column"] for one in report["effects"]}
    without = next(one["column"] for one in report["importance"] if one["column"] not in with_effect)
    page.choose(without)
    assert page.none.isVisible()
    assert str(len(with_effect)) in page.none.text.text()


def test_what_tracer_made_itself_is_explained(qtbot: QtBot, session: Session) -> None:
    page = DriversPage(session)
    shown(qtbot, page)
    assert session.run is not None
    report: Any = session.run.report
    made = report["engineered"][0]
    page.choose(made["name"])
    assert made["wording"] in page.about.text()


def test_shares_of_all_drivers_add_up_to_the_whole(session: Session) -> None:
    from tracer_desktop.plots.evidence import Evidence

    assert session.run is not None
    assert session.cut_offs is not None
    plot = ImportancePlot(Evidence(session.run.report, session.cut_offs))
    assert sum(share for _, share in plot.bars()) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", PAGES)
def test_every_control_has_a_name(qtbot: QtBot, session: Session, kind: type[Page]) -> None:
    page = kind(session)  # type: ignore[arg-type]
    shown(qtbot, page)
    controls: list[QWidget] = []
    for one in (QAbstractButton, QAbstractSpinBox, QAbstractSlider, QComboBox, Chart):
        controls.extend(page.findChildren(one))
    ours = [one for one in controls if "qt_" not in one.objectName() and "Scroll" not in type(one).__name__]
    assert len(ours) > 3
    assert [one for one in ours if one.isVisible() and not one.accessibleName()] == []
    assert [chart.title.text() for chart in page.findChildren(Chart) if not chart.accessibleDescription()] == []


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize(("zoom", "width", "height"), [(1.0, 888, 620), (2.0, 908, 680), (2.0, 706, 600)])
def test_nothing_is_clipped(
    qtbot: QtBot, session: Session, themed: Theme, kind: type[Page], zoom: float, width: int, height: int
) -> None:
    themed.set_zoom(zoom)
    page = kind(session)  # type: ignore[arg-type]
    shown(qtbot, page, width, height)
    assert page.scroll_area is not None
    sideways = page.scroll_area.horizontalScrollBar()
    qtbot.waitUntil(lambda: clipped(page) == [] and sideways.maximum() == 0)


def test_the_four_numbers_stand_in_one_row_again_when_there_is_room_again(qtbot: QtBot, session: Session) -> None:
    page = verdict(session, qtbot)
    cards = page.headlines[0].parentWidget()
    assert isinstance(cards, SideBySide)
    assert cards.columns == 4
    for width, columns in ((640, 2), (1088, 4)):
        page.resize(width, 740)
        qtbot.waitUntil(lambda columns=columns: cards.columns == columns)  # type: ignore[misc]


def test_copied_is_said_for_a_moment(qtbot: QtBot, session: Session) -> None:
    page = verdict(session, qtbot)
    before = page.copy.accessibleName()
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    assert page.copy.text() == "Copied"
    page.hide()
    assert (page.copy.text(), page.copy.accessibleName()) == ("Copy as command", before)
