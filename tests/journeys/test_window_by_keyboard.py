"""From a file to a call list without a mouse: shortcuts, Enter, Tab, Space and the arrows alone."""

from __future__ import annotations

from pathlib import Path

from tests.desktop.dialog_answers import when_shown
from tests.journeys.window_user import CTRL, SHIFT, Key, User
from tests.small_runs import read_scored
from tracer_desktop.dialogs.export_dialog import ExportDialog
from tracer_desktop.pages.data_page import DataPage
from tracer_desktop.pages.score_page import ScorePage
from tracer_desktop.pages.verdict_page import VerdictPage
from tracer_desktop.widgets.page import Page
from tracer_engine import load_model


def export_by_keys(user: User, downs: int, out: Path) -> None:
    """Ctrl+E, the arrow to what is wanted, Enter, a place."""

    def choose(_dialog: ExportDialog) -> None:
        user.key(Key.Key_Down, times=downs)
        user.names(out)
        user.key(Key.Key_Return)

    when_shown(ExportDialog, choose)
    user.key(Key.Key_E, CTRL)
    ending = user.until_ending()
    assert ending.title.text() == f"Written: {out.name}"


def test_from_a_file_to_next_months_list_by_keyboard_alone(user: User, june: Path, july: Path, tmp_path: Path) -> None:
    user.opens(june)
    data = user.page(DataPage)
    user.until(lambda: user.focus() is data.preview.table)
    user.key(Key.Key_End, CTRL)
    user.trains()
    user.until_page("verdict")
    verdict = user.page(VerdictPage)
    assert user.focus() is verdict.cut_off.field

    export_by_keys(user, 0, tmp_path / "list.csv")
    export_by_keys(user, 2, tmp_path / "june.tracer")

    user.key(Key.Key_S, CTRL | SHIFT)
    page = user.page(ScorePage)
    user.until(lambda: page.card is not None)
    assert page.empty.button is not None
    assert user.focus() is page.empty.button
    user.names(july)
    user.key(Key.Key_Space)
    user.until(lambda: page.outlook is not None)
    user.tab_to(page.verdict.score)
    user.names(tmp_path / "calls.csv")
    user.key(Key.Key_Space)
    assert user.until_ending().kind == "good"

    assert len(read_scored(tmp_path / "list.csv")) == 600
    assert load_model(tmp_path / "june.tracer").card.outcome == "churn"
    calls = read_scored(tmp_path / "calls.csv")
    assert len(calls) == 200
    assert all(row["churn_probability"] for row in calls)

    pages = ["start", "data", "training", "verdict", "ranking", "calibration", "campaign", "drivers", "customers"]
    for number, key in enumerate(pages):
        user.key(Key(Key.Key_1.value + number), CTRL)
        assert user.window.pages.key == key
        assert user.page(Page).isAncestorOf(user.focus())
    for key in (*reversed(pages[:-1]), "score"):
        user.key(Key.Key_Escape)
        assert user.window.pages.key == key
