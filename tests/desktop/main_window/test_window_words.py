"""With a run on employees open, every page of the results speaks of employees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.open_runs import session_with_run
from tests.small_runs import hurried, train_small
from tracer_desktop.main_window import MainWindow
from tracer_desktop.pages.registry import RESULTS
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_engine import blueprint
from tracer_engine.samples import sample_columns

FOREIGN = re.compile(r"churn|customer", re.IGNORECASE)


@pytest.fixture
def employees(themed: Theme, tmp_path: Path) -> Iterator[Session]:
    """A session with a run on made-up employees, finished early."""
    del themed
    columns = sample_columns(blueprint("attrition"), rows=300)
    with session_with_run(
        train_small(tmp_path, columns, name="employees.csv", progress=hurried), tmp_path / "w"
    ) as one:
        yield one


def texts_of(widget: QWidget) -> list[str]:
    """Every text in a widget, also what only a screen reader reads."""
    told = []
    for child in (widget, *widget.findChildren(QWidget)):
        told += [child.accessibleName(), child.accessibleDescription(), child.toolTip()]
        if isinstance(child, QLabel | QAbstractButton | QLineEdit):
            told.append(child.text())
        if isinstance(child, QTextEdit):
            told.append(child.toPlainText())
    return [text for text in told if text]


def test_every_page_of_the_results_speaks_of_employees(qtbot: QtBot, employees: Session) -> None:
    window = MainWindow(employees)
    qtbot.addWidget(window)
    window.show()
    told = []
    for key in RESULTS:
        assert window.show_page(key)
        page = window.pages.page
        assert page is not None
        told += texts_of(page)
    told += [entry.text for entry in window.sidebar.entries.entries]
    told += [action.text() for action in window.menu.menus["view"].actions()]

    assert [text for text in told if FOREIGN.search(text)] == []
    assert any("employees" in text for text in told)
    assert "Employees" in [entry.text for entry in window.sidebar.entries.entries]
