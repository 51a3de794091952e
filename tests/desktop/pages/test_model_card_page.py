from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.open_runs import PATIENCE, session_with_run
from tests.small_runs import SmallRun
from tracer_desktop.dialogs.export_dialog import ExportDialog
from tracer_desktop.pages.model_card_page import ModelCardPage
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme


@pytest.fixture(scope="module")
def session(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, themed: Theme, session: Session) -> ModelCardPage:
    made = ModelCardPage(session)
    qtbot.addWidget(made)
    made.resize(1088, 740)
    made.show()
    qtbot.waitUntil(lambda: bool(made.sections), timeout=PATIENCE)
    return made


def test_the_card_tells_what_the_model_is_in_sections(page: ModelCardPage, small_run: SmallRun) -> None:
    titles = [section.title for section in page.sections]
    assert titles[:3] == ["What it answers", "What it was trained on", "How good it is"]
    told = page.text.toPlainText()
    assert "Which customers will leave?" in told
    assert "Churn = Yes" in told
    assert f"{small_run.run.report.metrics['roc_auc'].value:.3f}" in told
    for column in small_run.plan.features:
        assert column in told
    assert small_run.run.report.command in told
    assert clipped(page) == []


def test_the_file_is_told_with_its_hash(page: ModelCardPage, session: Session) -> None:
    assert session.run is not None
    model = session.run.paths["model"]
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    assert digest in page.text.toPlainText()
    assert str(model) in page.text.toPlainText()


def test_all_of_it_can_be_copied_as_text(qtbot: QtBot, page: ModelCardPage) -> None:
    qtbot.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "What it answers\n===" in copied
    assert "Ranking, ROC AUC\t" in copied


def test_the_colours_follow_the_theme(page: ModelCardPage, themed: Theme) -> None:
    themed.set_mode("dark")
    assert themed.tokens.dark["ink2"].lower() in page.text.toHtml().lower()


def test_export_offers_the_card(qtbot: QtBot, page: ModelCardPage) -> None:
    seen = when_shown(ExportDialog, lambda dialog: dialog.reject())
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert seen[0].chosen() == "card"
