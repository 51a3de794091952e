from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.results import session_on
from tests.small_runs import SmallRun
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.cut_off_bar import CutOffBar


@pytest.fixture
def session(themed: Theme, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = session_on(small_run, tmp_path_factory.mktemp("session"))
    yield made
    made.close()


def shown(qtbot: QtBot, session: Session, width: int = 1030) -> CutOffBar:
    bar = CutOffBar(session)
    qtbot.addWidget(bar)
    bar.resize(width, bar.sizeHint().height())
    bar.show()
    return bar


def test_it_begins_at_the_first_tenth(qtbot: QtBot, session: Session) -> None:
    bar = shown(qtbot, session)
    assert bar.field.number() == 50
    assert bar.slider.value() == 50
    assert bar.share.value() == 10.0
    assert bar.after.text() == "customers"


def test_a_number_typed_moves_slider_share_and_session(qtbot: QtBot, session: Session) -> None:
    bar = shown(qtbot, session)
    bar.field.selectAll()
    qtbot.keyClicks(bar.field, "300")
    assert session.cut_off == 50, "half a number is not one"
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert (session.cut_off, bar.slider.value(), bar.share.value()) == (300, 300, 60.0)


def test_a_share_typed_is_so_many_rows(qtbot: QtBot, session: Session) -> None:
    bar = shown(qtbot, session)
    bar.share.selectAll()
    qtbot.keyClicks(bar.share, "25")
    qtbot.keyClick(bar.share, Qt.Key.Key_Return)
    assert session.cut_off == 125
    assert bar.field.number() == 125


def test_the_slider_steps_by_one_and_by_ten(qtbot: QtBot, session: Session) -> None:
    bar = shown(qtbot, session)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Right)
    assert session.cut_off == 51
    qtbot.keyClick(bar.slider, Qt.Key.Key_PageUp)
    assert session.cut_off == 61


def test_it_says_what_the_cut_off_means(qtbot: QtBot, session: Session) -> None:
    bar = shown(qtbot, session)
    cut_offs = session.cut_offs
    assert cut_offs is not None
    session.set_cut_off(80)
    reached = round(100 * int(cut_offs.reached[79]) / cut_offs.positives)
    assert f"probability {cut_offs.probability[79]:.2f} or more" in bar.meaning.text()
    assert f"reaches {reached}\u00a0% of leavers" in bar.meaning.text()
    assert bar.accessibleDescription().startswith("16\u00a0% of all, probability")


def test_two_bars_show_one_value(qtbot: QtBot, session: Session) -> None:
    first, second = shown(qtbot, session), shown(qtbot, session)
    first.slider.setValue(222)
    assert second.field.number() == 222


def test_where_it_is_narrow_it_takes_two_lines(qtbot: QtBot, session: Session) -> None:
    wide, narrow = shown(qtbot, session, 1030), shown(qtbot, session, 700)
    qtbot.waitUntil(lambda: narrow.share.y() > narrow.field.y() + narrow.field.height() - 2)
    qtbot.waitUntil(lambda: wide.share.y() < wide.field.y() + wide.field.height())
    assert narrow.width() == 700


def test_without_a_run_it_is_off_and_says_why(qtbot: QtBot, session: Session) -> None:
    bar = shown(qtbot, session)
    session.close_run()
    assert not bar.field.isEnabled()
    assert bar.slider.toolTip() == "Train a model first."


def test_in_large_type_on_a_small_screen_every_part_has_its_line(qtbot: QtBot, session: Session, themed: Theme) -> None:
    bar = shown(qtbot, session, 598)
    themed.set_zoom(2.0)
    assert bar.minimumSizeHint().width() <= 598
    bar.resize(598, bar.heightForWidth(598))
    parts = (bar.heading, bar.field, bar.slider, bar.share, bar.meaning)
    qtbot.waitUntil(lambda: [part.y() for part in parts] == sorted({part.y() for part in parts}))
    assert clipped(bar) == []
    assert bar.meaning.text().startswith("probability ")
    themed.set_zoom(1.0)
    bar.resize(1030, bar.sizeHint().height())
    qtbot.waitUntil(lambda: bar.meaning.text().startswith("\u00a0·"))
