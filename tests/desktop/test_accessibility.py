"""Every page and dialog of the real window, with a table, a run and a file to score open in it: can it be used at all?

By somebody who hears it, who has no mouse, who does not aim well, who needs large type.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialogs.test_outcomes_dialog import OUTCOME
from tests.desktop.dialogs.test_plays_dialog import PLAYS
from tests.desktop.open_runs import PATIENCE, session_with_run
from tests.small_runs import SmallRun, customers, unscored, write_table
from tracer_desktop.dialogs.about_dialog import AboutDialog
from tracer_desktop.dialogs.call_list_dialog import CallListDialog
from tracer_desktop.dialogs.compare_dialog import CompareDialog, ComparedRun
from tracer_desktop.dialogs.export_dialog import ExportDialog
from tracer_desktop.dialogs.findings_dialog import FindingLine, FindingsDialog
from tracer_desktop.dialogs.go_to_row_dialog import GoToRowDialog
from tracer_desktop.dialogs.match_dialog import MatchDialog
from tracer_desktop.dialogs.message_dialog import Choice, MessageDialog
from tracer_desktop.dialogs.outcomes_dialog import OutcomesDialog
from tracer_desktop.dialogs.plays_dialog import PlaysDialog
from tracer_desktop.dialogs.preferences_dialog import PreferencesDialog
from tracer_desktop.dialogs.reading_dialog import ReadingDialog
from tracer_desktop.dialogs.receipt_dialog import ReceiptDialog
from tracer_desktop.dialogs.shortcuts_dialog import ShortcutsDialog
from tracer_desktop.main_window import MainWindow
from tracer_desktop.operations.exports import choices
from tracer_desktop.pages.registry import PAGES
from tracer_desktop.pages.score_page import ScorePage
from tracer_desktop.pages.training_page import TrainingPage
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.loading import plot_library
from tracer_desktop.session import Session
from tracer_desktop.theme import theme as looks

LEAST = 24
STEPS = ("question", "target", "columns", "effort", "review")
PLACES = [key for key in PAGES if key != "training"] + [f"training: {step}" for step in STEPS]
CONTROLS = (
    QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QTabBar, QTextEdit,
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """The window, and what it needs to come to rest."""

    window: MainWindow
    session: Session
    outlook_file: Path

    def rest(self, qtbot: QtBot) -> None:
        """Until nothing is asked, drawn or put off any more."""
        for _ in range(2):
            QApplication.processEvents()
            qtbot.waitUntil(self._rests, timeout=PATIENCE)

    def show(self, qtbot: QtBot, place: str) -> QWidget:
        """A page, or a step of the wizard, with all it has to show."""
        key, _, step = place.partition(": ")
        assert self.window.show_page(key)
        page = self.window.pages.page
        assert page is not None
        if isinstance(page, TrainingPage):
            page.wizard.show_step(STEPS.index(step))
        if isinstance(page, ScorePage) and page.outlook is None:
            qtbot.waitUntil(lambda: page.card is not None, timeout=PATIENCE)
            page.take_file(self.outlook_file)
            qtbot.waitUntil(lambda: page.outlook is not None, timeout=PATIENCE)
        self.rest(qtbot)
        return page

    def _rests(self) -> bool:
        delayed = any(timer.isActive() and timer.isSingleShot() for timer in self.window.findChildren(QTimer))
        charts = [chart for chart in self.window.findChildren(Chart) if chart.isVisible() and chart.plot is not None]
        return not delayed and not self.session.engine.is_asked and all(chart.canvas is not None for chart in charts)


@pytest.fixture(scope="module")
def stage(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    try:
        look = looks.theme()
        look.set_mode("light")
        look.set_zoom(1.0)
    except RuntimeError:
        look = looks.install_theme(qapp, mode="light")
    folder = tmp_path_factory.mktemp("accessibility")
    file = write_table(folder / "next.csv", unscored(customers(300, seed=5)))
    with session_with_run(small_run, folder) as session:
        window = MainWindow(session)
        plot_library().wait()
        window.resize(1280, 800)
        window.show()
        planned: list[bool] = []
        session.plan_changed.connect(lambda: planned.append(True))
        session.open_file(small_run.file)
        made = Stage(window, session, file)
        while not planned:
            QApplication.processEvents()
        yield made
        look.set_zoom(1.0)
        window.close()


@pytest.fixture
def at(stage: Stage, request: pytest.FixtureRequest) -> Stage:
    """The window at the size of type that the test asks for."""
    zoom = getattr(request, "param", 1.0)
    if looks.theme().zoom != zoom:
        looks.theme().set_zoom(zoom)
        stage.window.resize(1280, 800)
    return stage


# ------------------------------------------------------------ what there is


def controls(whole: QWidget) -> list[QWidget]:
    """What can be used now: visible, enabled, and no part of another control."""
    found = []
    for widget in whole.findChildren(QWidget):
        plot = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(widget, QAbstractScrollArea)
        if not (isinstance(widget, CONTROLS) or plot) or isinstance(widget, QScrollBar | QHeaderView | QLabel):
            continue
        pressed = not widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if pressed and widget.isVisible() and widget.isEnabled() and not _is_inner(widget):
            found.append(widget)
    return found


def _is_inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView | QTabBar | QLineEdit):
            return True
        parent = parent.parentWidget()
    # What a combo box opens is a window of its own.
    return parent is not None and isinstance(parent.parentWidget(), QComboBox)


def told(widget: QWidget | None) -> str:
    """A control in the words of a failure."""
    if widget is None:
        return "nothing"
    text = widget.text() if isinstance(widget, QAbstractButton | QLineEdit) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or text or widget.objectName()!r}"


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def nameless(whole: QWidget) -> list[str]:
    return [f"{told(widget)} in {told(widget.parentWidget())}" for widget in controls(whole) if not name_of(widget)]


def unreachable(whole: QWidget) -> list[str]:
    """Controls that the Tab key passes by."""
    passed = [one for one in controls(whole) if not one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [told(one) for one in passed if not _is_reached_otherwise(one)]


def _is_reached_otherwise(widget: QWidget) -> bool:
    """Another one takes the focus for it, or the arrow keys lead from the chosen one of a group to it."""
    in_a_group = isinstance(widget, QRadioButton) and not widget.isChecked()
    return in_a_group or widget.focusProxy() is not None


def too_small(whole: QWidget) -> list[str]:
    return [
        f"{told(widget)}: {widget.width()} × {widget.height()}"
        for widget in controls(whole)
        if min(widget.width(), widget.height()) < LEAST
    ]


def out_of_order(whole: QWidget) -> list[str]:
    """Steps of the Tab key that go back: up within a column, or left within a row."""
    chain: list[QWidget] = []
    widget = whole.nextInFocusChain()
    wanted = set(controls(whole))
    while widget is not None and widget is not whole:
        if widget in wanted and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(widget)
        widget = widget.nextInFocusChain()
    found = []
    for first, second in itertools.pairwise(chain):
        before, after = _place(first, whole), _place(second, whole)
        above = after.bottom() < before.top() and after.left() < before.right()
        same_row = after.top() < before.bottom() and before.top() < after.bottom()
        if above or (same_row and after.right() < before.left()):
            found.append(f"{told(first)} → {told(second)}")
    return found


def _place(widget: QWidget, whole: QWidget) -> QRect:
    """Where it is seen: what a list has scrolled away counts as lying at the list's edge."""
    place = QRect(widget.mapTo(whole, QPoint(0, 0)), widget.size())
    parent = widget.parentWidget()
    while parent is not None and parent is not whole:
        if isinstance(parent, QAbstractScrollArea):
            port = parent.viewport()
            seen = QRect(port.mapTo(whole, QPoint(0, 0)), port.size())
            place.moveTop(max(seen.top() - place.height(), min(place.top(), seen.bottom() - place.height())))
        parent = parent.parentWidget()
    return place


# ------------------------------------------------------------ pages


@pytest.mark.parametrize("place", PLACES)
def test_every_control_of_a_page_has_a_name(qtbot: QtBot, at: Stage, place: str) -> None:
    assert nameless(at.show(qtbot, place)) == []


@pytest.mark.parametrize("place", PLACES)
def test_the_keyboard_reaches_all_of_a_page_in_reading_order(qtbot: QtBot, at: Stage, place: str) -> None:
    page = at.show(qtbot, place)
    assert unreachable(page) == []
    assert out_of_order(page) == []


@pytest.mark.parametrize("place", PLACES)
def test_nothing_to_press_on_a_page_is_too_small(qtbot: QtBot, at: Stage, place: str) -> None:
    assert too_small(at.show(qtbot, place)) == []


@pytest.mark.parametrize("place", PLACES)
def test_no_text_of_a_page_is_clipped(qtbot: QtBot, at: Stage, place: str) -> None:
    assert clipped(at.show(qtbot, place)) == []


def test_the_frame_round_the_pages_can_be_used_too(qtbot: QtBot, at: Stage) -> None:
    at.show(qtbot, "start")
    for part in (at.window.side, at.window.status):
        assert nameless(part) == []
        assert unreachable(part) == []
        assert too_small(part) == []
        assert clipped(part) == []


# ------------------------------------------------------------ dialogs


def reading_dialog(stage: Stage) -> QDialog:
    session = stage.session
    assert session.path is not None
    assert session.table is not None
    return ReadingDialog(session.engine, session.path, session.reading, session.table.profile.receipt, stage.window)


def receipt_dialog(stage: Stage) -> QDialog:
    assert stage.session.table is not None
    return ReceiptDialog(stage.session.table.profile.receipt, stage.window)


def export_dialog(stage: Stage) -> QDialog:
    assert stage.session.run is not None
    return ExportDialog("Export", choices(stage.session.run), "", stage.window)


def compare_dialog(stage: Stage) -> QDialog:
    run = stage.session.run
    assert run is not None
    one = ComparedRun(name=run.name, created=run.created, report=run.report)
    return CompareDialog(one, one, stage.window)


def match_dialog(stage: Stage) -> QDialog:
    page = stage.window.pages.built("score")
    assert isinstance(page, ScorePage)
    assert page.outlook is not None
    return MatchDialog(page.outlook.matches, page.outlook.columns, {}, stage.window)


def findings_dialog(stage: Stage) -> QDialog:
    lines = [
        FindingLine("caution", "Three columns know the answer", "They are filled in afterwards. Left out.", "Show"),
        FindingLine("info", "11 cells in TotalCharges are blank", "Read as missing, not as zero.", ""),
    ]
    return FindingsDialog(lines, stage.window)


def message_dialog(stage: Stage) -> QDialog:
    answers = [Choice("keep", "Stop and keep best", "primary"), Choice("", "Go on training")]
    return MessageDialog("A training is still going on.", "It can be kept.", answers, parent=stage.window)


DIALOGS: dict[str, Callable[[Stage], QDialog]] = {
    "reading": reading_dialog,
    "receipt": receipt_dialog,
    "export": export_dialog,
    "compare": compare_dialog,
    "match": match_dialog,
    "findings": findings_dialog,
    "message": message_dialog,
    "preferences": lambda stage: PreferencesDialog(stage.session, stage.window),
    "shortcuts": lambda stage: ShortcutsDialog(stage.window.menu.menus, stage.window),
    "about": lambda stage: AboutDialog(stage.window),
    "go to row": lambda stage: GoToRowDialog(500, 1, stage.window),
    "call list": lambda stage: CallListDialog(stage.window),
    "outcomes": lambda stage: OutcomesDialog(OUTCOME, "EUR", stage.window),
    "plays": lambda stage: PlaysDialog(PLAYS, {}, stage.window),
}


@pytest.fixture
def dialog(qtbot: QtBot, at: Stage, request: pytest.FixtureRequest) -> Iterator[QDialog]:
    """A dialog by its name, shown as the window shows it."""
    if request.param == "match":
        at.show(qtbot, "score")
    made = DIALOGS[request.param](at)
    made.show()
    at.rest(qtbot)
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.parametrize("dialog", DIALOGS, indirect=True)
def test_a_dialog_can_be_used_by_ear_keyboard_and_unsteady_hand(dialog: QDialog) -> None:
    assert dialog.windowTitle()
    assert nameless(dialog) == []
    assert unreachable(dialog) == []
    assert out_of_order(dialog) == []
    assert too_small(dialog) == []


@pytest.mark.parametrize("dialog", DIALOGS, indirect=True)
def test_no_text_of_a_dialog_is_clipped(dialog: QDialog) -> None:
    assert clipped(dialog) == []


# ------------------------------------------------------------ large type


@pytest.mark.parametrize("at", [2.0], indirect=True)
@pytest.mark.parametrize("place", PLACES)
def test_no_text_of_a_page_is_clipped_at_twice_the_size(qtbot: QtBot, at: Stage, place: str) -> None:
    assert clipped(at.show(qtbot, place)) == []


@pytest.mark.parametrize("at", [2.0], indirect=True)
@pytest.mark.parametrize("dialog", DIALOGS, indirect=True)
def test_no_text_of_a_dialog_is_clipped_at_twice_the_size(at: Stage, dialog: QDialog) -> None:
    assert looks.theme().zoom == 2.0
    assert clipped(dialog) == []
